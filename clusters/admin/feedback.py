"""Messages about the site: the office answers them by their day."""

from django import forms
from django.contrib import admin, messages
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clusters.actions.feedback import FeedbackAnsweredError, answer_feedback
from clusters.models import Feedback

from .base import HonestAdmin


class FeedbackForm(forms.ModelForm):
    """An answer, once given, has gone out; it is not written twice."""

    class Meta:
        model = Feedback
        fields = ["state", "answer"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "state" in self.fields:
            states = Feedback.State
            self.fields["state"].choices = [
                (s.value, s.label) for s in (states.NEW, states.IN_PROGRESS)
            ]
            self.fields["state"].help_text = _(
                "With an answer the message counts as answered by itself."
            )


@admin.register(Feedback)
class FeedbackAdmin(HonestAdmin):
    form = FeedbackForm
    list_display = ["received", "kind", "page", "state", "due"]
    list_filter = ["state", "kind"]
    search_fields = ["text", "page"]
    list_display_links = ["received"]
    facts = ["created_at", "due_on", "kind", "page", "text", "email"]
    fieldsets = [
        (
            None,
            {
                "description": _("What somebody wrote about a page, without account."),
                "fields": (("created_at", "due_on"), ("kind", "page"), "text", "email"),
            },
        ),
        (
            _("Answer"),
            {
                "description": _("Sent once; what was sent can only be read."),
                "fields": ("state", "answer"),
            },
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        is_answered = obj and obj.state == Feedback.State.ANSWERED
        return [*self.facts, "state", "answer"] if is_answered else self.facts

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description=_("received at"), ordering="created_at")
    def received(self, obj):
        return obj.created_at

    @admin.display(description=_("answer until"), ordering="due_on")
    def due(self, obj):
        day = date_format(obj.due_on)
        return _("%(date)s – late") % {"date": day} if obj.is_late else day

    def save_model(self, request, obj, form, change):
        answer = form.cleaned_data.get("answer", "").strip()
        if not answer:
            super().save_model(request, obj, form, change)
            return
        try:
            answer_feedback(obj, answer=answer, by=request.user)
        except FeedbackAnsweredError:
            text = _("Somebody answered this message before; nothing was sent.")
            self.message_user(request, text, messages.WARNING)

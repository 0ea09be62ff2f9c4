"""A form for barriers and faults, linked from every page."""

from django import forms
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from clusterallianz.listing import printable
from clusters.actions.feedback import receive_feedback
from clusters.forms.open import OpenForm
from clusters.models import Feedback
from clusters.validators import no_control_characters


class FeedbackForm(OpenForm):
    scope = "feedback"
    mails_the_sender = True

    art = forms.ChoiceField(
        label=_("What is it?"), choices=Feedback.Kind, widget=forms.RadioSelect
    )
    seite = forms.CharField(
        label=_("On which page?"),
        required=False,
        max_length=500,
        help_text=_("The address; it is filled in if you came from that page."),
        validators=[no_control_characters],
    )
    text = forms.CharField(
        label=_("What happened?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What did you want to do, and what got in the way? If you use a special"
            " program or device, its name helps us."
        ),
        validators=[no_control_characters],
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only for the answer. Without it we read it, but cannot reply."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def receive(self) -> Feedback:
        data = self.cleaned_data
        return receive_feedback(
            Feedback(
                kind=data["art"],
                page=data["seite"],
                text=data["text"],
                email=data["email"],
                language=get_language() or "de",
            )
        )


@never_cache
def feedback(request):
    """`?seite=/cluster/` fills in the page; anything that is no page of ours is left
    out."""
    page = printable(request.GET.get("seite", ""))[:500]
    if not page.startswith("/") or not url_has_allowed_host_and_scheme(page, None):
        page = ""
    kind = request.GET.get("art", "")
    initial = {"seite": page, "art": kind if kind in Feedback.Kind.values else None}
    form = FeedbackForm(request.POST or None, request=request, initial=initial)
    if request.method == "POST" and form.is_valid():
        form.receive()
        return redirect("clusters:feedback-thanks")
    return render(request, "clusters/feedback.html", {"form": form}, status=form.status)


def feedback_thanks(request):
    return render(request, "clusters/feedback_thanks.html")

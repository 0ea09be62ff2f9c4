"""The list of mails: what waits, since when and why. Never what is written in them."""

from datetime import timedelta

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clusters.actions.mails import retry_mail
from clusters.models import OutgoingMail

from .base import ReadOnlyList

# tries in one request; each may last until the mail server's time-out
AT_ONCE = 10


# what the names of templates begin with
SUBJECTS = {
    "account": _("account"),
    "confirmation": _("confirmation of an entry"),
    "enquiry": _("enquiry"),
    "feedback": _("message about the site"),
    "invitation": _("invitation"),
    "follow": _("following an impulse"),
    "proposal": _("proposal"),
    "review": _("work in the ministry"),
    "voice": _("voice of a cluster"),
}


class StateFilter(admin.SimpleListFilter):
    """Waiting mails unless somebody asks for others."""

    title = _("state")
    parameter_name = "zustand"

    def lookups(self, request, model_admin):
        return [
            ("haengt", _("needs attention")),
            ("gesendet", _("sent")),
            ("alle", _("all")),
        ]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": _("waiting")}, *others]

    def queryset(self, request, queryset):
        chosen = {
            "haengt": queryset.stuck(),
            "gesendet": queryset.exclude(sent_at=None),
            "alle": queryset,
        }
        return chosen.get(self.value() or "", queryset.waiting())


@admin.register(OutgoingMail)
class MailAdmin(ReadOnlyList):
    """Read only; subject and text may hold what a firm wrote to a cluster."""

    read_permission = "clusters.read_mail_queue"
    list_display = ["subject_matter", "to", "progress", "age"]
    list_filter = [StateFilter]
    list_per_page = 50
    ordering = ["-pk"]
    actions = ["retry_mails"]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "What the mail says stays between those who write to each other."
                ),
                "fields": (
                    ("subject_matter", "to"),
                    ("progress", "age"),
                    ("tries", "next_try_at"),
                ),
            },
        )
    ]
    readonly_fields = ["subject_matter", "progress", "age"]

    class Media:
        css = {"all": ["clusterallianz/css/office.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).without_text()

    def has_retry_permission(self, request) -> bool:
        return self.has_view_permission(request)

    @admin.display(description=_("about"), ordering="kind")
    def subject_matter(self, obj) -> str:
        return str(SUBJECTS.get(obj.kind.partition("-")[0], obj.kind))

    @admin.display(description=_("state"), ordering="sent_at")
    def progress(self, obj) -> str:
        if obj.sent_at:
            return str(_("sent"))
        state = (
            _("refused by the other mail server") if obj.is_refused else _("waiting")
        )
        return f"{state}: {obj.error}".removesuffix(": ")

    @admin.display(description=_("written"), ordering="created_at")
    def age(self, obj) -> str:
        if timezone.now() - obj.created_at < timedelta(minutes=1):
            return str(_("just now"))
        return str(_("%(time)s ago") % {"time": timesince(obj.created_at, depth=1)})

    @admin.action(description=_("Try again now"), permissions=["retry"])
    def retry_mails(self, request, queryset):
        mails = list(queryset.waiting()[: AT_ONCE + 1])
        sent = sum(retry_mail(mail, by=request.user) for mail in mails[:AT_ONCE])
        waiting = len(mails[:AT_ONCE]) - sent
        if sent:
            text = ngettext("%(n)s mail was sent.", "%(n)s mails were sent.", sent)
            self.message_user(request, text % {"n": sent}, messages.SUCCESS)
        if waiting:
            text = ngettext(
                "%(n)s mail still waits; the column “state” says why.",
                "%(n)s mails still wait; the column “state” says why.",
                waiting,
            )
            self.message_user(request, text % {"n": waiting}, messages.WARNING)
        if len(mails) > AT_ONCE:
            text = _("At most %(n)s mails are tried at once; choose the others again.")
            self.message_user(request, text % {"n": AT_ONCE}, messages.WARNING)

"""Forms that anybody can send, without an account and without a picture puzzle."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clusterallianz.addresses import client_address
from clusters.models import Throttle

# to one mailbox, of all forms that share a scope
MAILS_A_DAY = 10


class OpenForm(forms.Form):
    """A trap that only programs fill in, and a limit of how often one place may send.

    A refused form is shown again with everything that was typed; `status` is the HTTP
    status of that page. Subclasses name their `scope`.
    """

    scope = ""
    limit = 5
    per = timedelta(minutes=10)
    # whether a receipt goes to the mailbox in the field `email`
    mails_the_sender = False
    # what counts such receipts: what somebody else asks for must not use up one's own
    mail_scope = "mail-to"

    # no browser fills in a name like this by itself; site.css hides its row
    bitte_leer_lassen = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "tabindex": "-1", "class": "trap"}
        ),
    )

    def __init__(self, *args, request: HttpRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.is_too_often = False

    @property
    def status(self) -> int:
        return 429 if self.is_too_often else 200

    def clean_bitte_leer_lassen(self) -> str:
        if self.cleaned_data["bitte_leer_lassen"]:
            raise ValidationError(_("This field is a trap for programs: empty it."))
        return ""

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        who = client_address(self.request)
        if not Throttle.objects.allows(self.scope, who, limit=self.limit, per=self.per):
            self.is_too_often = True
            raise ValidationError(
                _(
                    "That was sent too often in a short time. Nothing is lost: wait"
                    " some minutes and send it again."
                )
            )
        self.spare_the_mailbox(cleaned.get("email") or "")
        return cleaned

    def spare_the_mailbox(self, email: str) -> None:
        """Nobody may fill a stranger's mailbox with our receipts, from wherever."""
        if not (self.mails_the_sender and email):
            return
        day = timedelta(days=1)
        if not Throttle.objects.allows(
            self.mail_scope, mailbox_of(email), limit=MAILS_A_DAY, per=day
        ):
            self.is_too_often = True
            raise ValidationError(
                _("Today there were too many messages with this e-mail address.")
            )


def mailbox_of(email: str) -> str:
    """The mailbox behind an address: what follows a plus is a tag (RFC 5233)."""
    name, _at, host = email.lower().rpartition("@")
    return f"{name.partition('+')[0] or name}@{host}"

"""The forms behind a link that asks to check an entry."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from clusters.forms.fact import SectionForm
from clusters.forms.open import OpenForm
from clusters.models import ConfirmationRequest, Section

RIGHT, CHANGE, LATER = "stimmt", "aendern", "spaeter"
CHOICES = [
    (RIGHT, pgettext_lazy("answer to a check", "still right")),
    (CHANGE, pgettext_lazy("answer to a check", "change")),
    (LATER, pgettext_lazy("answer to a check", "later")),
]


class AnswerForm(OpenForm):
    """One choice for each section; whoever chooses nothing answers later."""

    scope = "confirmation"
    limit = 20
    is_optional = True

    def __init__(self, *args, sections: Iterable[str], **kwargs):
        super().__init__(*args, **kwargs)
        question = gettext("%(section)s: is this still right?")
        for section in sections:
            self.fields[section] = forms.ChoiceField(
                label=question % {"section": capfirst(Section(section).label)},
                choices=CHOICES,
                initial=LATER,
                required=False,
                widget=forms.RadioSelect,
            )

    def chosen(self, choice: str) -> list[str]:
        """Of a valid form: the sections for which this was chosen."""
        return [s for s in Section.values if self.cleaned_data.get(s) == choice]


class ChangeForm(OpenForm, SectionForm):
    """The facts of one section; at least one of them must become another."""

    scope = "confirmation-change"
    limit = 20

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not self.changed():
            raise ValidationError(
                _(
                    "Nothing is different from what stands in the entry. If it is"
                    " right, go back and confirm the section."
                )
            )
        return cleaned

    def changed(self) -> dict[str, str]:
        """Key of a fact to its new value; an empty key for what was said in words."""
        values = {fact.key: value for fact, value in self.changes()}
        words = self.cleaned_data["anderes"].strip()
        return values | ({"": words} if words else {})


class HandoverForm(OpenForm):
    """The mailbox of whoever checks the entry from now on."""

    scope = "confirmation-handover"

    email = forms.EmailField(
        label=_("Mailbox of the successor"),
        # as long as the column
        max_length=254,
        help_text=_(
            "Best a role mailbox that stays when persons change, such as"
            " office@example.org."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, link: ConfirmationRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.link = link

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email.casefold() == self.link.email.casefold():
            raise ValidationError(_("This link was sent to this mailbox already."))
        return email

"""Assignments, notes and absences."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.validators import no_control_characters
from impulses.forms.fields import DayField, DayToComeField
from impulses.people import name_of
from impulses.reviews.assignments import assignable

NOTE_LENGTH = 5000


class AccountField(forms.ModelChoiceField):
    def label_from_instance(self, account) -> str:
        return name_of(account)


# digits of the longest primary key that a database takes in a question
KEY_LENGTH = 18


class AccountsField(forms.ModelMultipleChoiceField):
    def clean(self, value) -> QuerySet:
        for key in value or []:
            if len(str(key)) > KEY_LENGTH:
                text = self.error_messages["invalid_pk_value"]
                raise ValidationError(text, params={"pk": str(key)[:KEY_LENGTH]})
        return super().clean(value)

    def label_from_instance(self, account) -> str:
        return name_of(account)


# what an action cannot do without, and what to say then
NEEDS = {
    "zuweisen": ("personen", _("Choose at least one account.")),
    "entziehen": ("personen", _("Choose at least one account.")),
    "votum-termin": ("votum_bis", _("Enter the day on which they are due.")),
    "antwort-termin": ("antwort_bis", _("Enter the day on which it is due.")),
    "antwort-ohne-termin": None,
    "aufnehmen": None,
}


class AssignForm(forms.Form):
    """What to do with chosen impulses. Which of the fields count, `aktion` says."""

    is_optional = True

    # the buttons of the page
    aktion = forms.ChoiceField(
        choices=[(name, name) for name in NEEDS],
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose what to do."),
            "invalid_choice": _("Choose what to do."),
        },
    )
    personen = AccountsField(
        label=_("Accounts"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    federfuehrend = AccountField(label=_("Leads"), queryset=None, required=False)
    votum_bis = DayToComeField(label=_("Assessment due on"), required=False)
    antwort_bis = DayToComeField(label=_("Answer due on"), required=False)
    oeffentlich = forms.BooleanField(
        label=_("The public sees when the answer is due"),
        required=False,
        help_text=_(
            "This cannot be taken back: a published day can be moved or taken away, but"
            " it stays readable in the timeline."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("personen", "federfuehrend"):
            self.fields[name].queryset = assignable()  # type: ignore[attr-defined]
        for field in self.fields.values():
            # the ticks stand in the list, the fields below it
            field.widget.attrs["form"] = "bulk"

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        needed = NEEDS.get(cleaned.get("aktion", ""))
        if needed is None or needed[0] in self.errors:
            return cleaned
        is_led = cleaned.get("aktion") == "zuweisen" and cleaned.get("federfuehrend")
        name, message = needed
        if not cleaned.get(name) and not is_led:
            self.add_error(name, message)
        return cleaned


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Your note"),
        max_length=NOTE_LENGTH,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, **kwargs):
        # one of several forms of its page
        super().__init__(*args, **{"auto_id": "note_%s"} | kwargs)


class AbsenceForm(forms.Form):
    """Own absences; coordinators choose whose (`is_coordinator`)."""

    konto = AccountField(label=_("Who is absent"), queryset=None)
    von = DayField(label=_("First day"))
    bis = DayField(label=_("Last day"))
    vertretung = AccountField(label=_("Deputy"), queryset=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for name in ("konto", "vertretung"):
            self.fields[name].queryset = assignable()  # type: ignore[attr-defined]
        self.fields["konto"].initial = user.pk
        if not user.has_perm("impulses.coordinate"):
            del self.fields["konto"]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        account = cleaned.setdefault("konto", self.user)
        first, last = cleaned.get("von"), cleaned.get("bis")
        if first and last and last < first:
            raise ValidationError({"bis": _("The last day is before the first one.")})
        if last and last < timezone.localdate():
            raise ValidationError({"bis": _("These days are over.")})
        if account is not None and account == cleaned.get("vertretung"):
            raise ValidationError(
                {"vertretung": _("Nobody can stand in for themselves.")}
            )
        return cleaned

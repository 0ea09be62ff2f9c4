"""Forms of the work area."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clusters.validators import no_control_characters
from impulses.review_filters import name_of
from impulses.reviews.assignments import assignable

NOTE_LENGTH = 5000


class AccountField(forms.ModelChoiceField):
    def label_from_instance(self, account) -> str:
        return name_of(account)


class AccountsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, account) -> str:
        return name_of(account)


class DateField(forms.DateField):
    """A day; browsers show their own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AssignForm(forms.Form):
    """What to do with chosen impulses. Which of the fields count, the action says."""

    is_optional = True

    personen = AccountsField(
        label=_("Accounts"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    federfuehrend = AccountField(label=_("Leads"), queryset=None, required=False)
    votum_bis = DateField(label=_("Assessment due on"), required=False)
    antwort_bis = DateField(label=_("Answer due on"), required=False)
    oeffentlich = forms.BooleanField(
        label=_("The public sees when the answer is due"), required=False
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
        lead, accounts = cleaned.get("federfuehrend"), cleaned.get("personen")
        if lead is not None and accounts is not None and lead not in accounts:
            cleaned["personen"] = [*accounts, lead]
        return cleaned


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AbsenceForm(forms.Form):
    """Own absences; coordinators choose whose (`is_coordinator`)."""

    konto = AccountField(label=_("Who is absent"), queryset=None)
    von = DateField(label=_("First day"))
    bis = DateField(label=_("Last day"))
    vertretung = AccountField(label=_("Deputy"), queryset=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for name in ("konto", "vertretung"):
            self.fields[name].queryset = assignable()  # type: ignore[attr-defined]
        if not user.has_perm("impulses.coordinate"):
            del self.fields["konto"]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        account = cleaned.setdefault("konto", self.user)
        first, last = cleaned.get("von"), cleaned.get("bis")
        if first and last and last < first:
            raise ValidationError({"bis": _("The last day is before the first one.")})
        if account is not None and account == cleaned.get("vertretung"):
            raise ValidationError(
                {"vertretung": _("Nobody can stand in for themselves.")}
            )
        return cleaned

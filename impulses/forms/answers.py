"""What a coordinator types for an answer, and for the time of its publication."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.utils import from_current_timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.validators import no_control_characters
from impulses.models import ANSWER_CHOICES, Answer, Impulse, ResponsibleUnit
from impulses.reviews.answer_checks import refuse_time, refuse_unfit
from impulses.reviews.answers import OF_IMPULSE
from impulses.reviews.errors import StepError

# the picker of the browser sends the first; whoever types may do so as usual
DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]
TIMES = ["%H:%M", "%H.%M", "%H:%M:%S", "%H"]
YEARS = range(2000, 2101)
LONGEST_REASON = 10_000
# what word processors put where everybody sees a blank, or nothing
PASTED = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u00ad": None})


class TextField(forms.CharField):
    """Text out of a word processor: its special blanks become plain ones."""

    default_validators = [no_control_characters]

    def to_python(self, value):
        text = super().to_python(value) or ""
        return text.translate(PASTED).replace("\r\n", "\n").strip()


def day_field(**options) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format=DAYS[0])
    return forms.DateField(input_formats=DAYS, widget=widget, **options)


def long_text(label, help_text="") -> TextField:
    return TextField(
        label=label,
        required=False,
        max_length=LONGEST_REASON,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AnswerForm(forms.ModelForm):
    """`version`: of the draft that was opened, empty if there was none."""

    reason_de = long_text(
        _("Public reason (German)"),
        _(
            "“Accepted in part” and “declined” need at least 80 characters, blanks not"
            " counted."
        ),
    )
    reason_en = long_text(
        _("Public reason (English)"),
        _("Without it the English page shows the German text."),
    )
    next_step_de = TextField(
        label=_("Next step (German)"), required=False, max_length=300
    )
    next_step_en = TextField(
        label=_("Next step (English)"), required=False, max_length=300
    )
    due_on = day_field(label=_("Next step due on"), required=False)
    evidence_url = forms.URLField(
        label=_("Evidence"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Address of a public page that proves it."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Answer
        fields = [
            "answer",
            "reason_de",
            "reason_en",
            "responsible_unit",
            "next_step_de",
            "next_step_en",
            "due_on",
            "evidence_url",
        ]
        widgets = {"answer": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["answer"].choices = [
            (value, capfirst(label)) for value, label in ANSWER_CHOICES
        ]
        fields["responsible_unit"].choices = self.units()

    def units(self) -> list[tuple[str, str]]:
        """Those that can be chosen, and the one that stands there although closed."""
        chosen = str(self["responsible_unit"].value() or "")
        choices = [("", "–")]
        for unit in ResponsibleUnit.objects.all():
            if unit.is_active:
                choices.append((str(unit.pk), unit.name))
            elif str(unit.pk) == chosen:
                choices.append((chosen, gettext("%s (closed)") % unit.name))
        return choices

    def clean_due_on(self) -> date | None:
        day = self.cleaned_data["due_on"]
        if day is not None and day.year not in YEARS:
            raise ValidationError(_("Please check the year."))
        return day

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        answer, reason = cleaned.get("answer", ""), cleaned.get("reason_de")
        if reason is not None:
            refuse_unfit(answer, reason, cleaned.get("responsible_unit"))
        return cleaned


def first_draft(impulse: Impulse) -> Answer:
    """What a new answer starts from: what stands in public now, without the reasons."""
    draft = Answer(impulse=impulse)
    for name in OF_IMPULSE:
        setattr(draft, name, getattr(impulse, name))
    if not impulse.is_answered:
        draft.answer = ""
    return draft


class TimeForm(forms.Form):
    """A day and a time of the site's time zone, `publish_at` once it is clean."""

    day = day_field(label=_("Day"))
    time = forms.TimeField(
        label=_("Time of day"),
        input_formats=TIMES,
        widget=forms.TimeInput(attrs={"type": "time"}, format=TIMES[0]),
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned["day"].year not in YEARS:
            raise ValidationError({"day": _("Please check the year.")})
        typed = datetime.combine(cleaned["day"], cleaned["time"])
        cleaned["publish_at"] = from_current_timezone(typed)
        try:
            refuse_time(cleaned["publish_at"])
        except StepError as error:
            raise ValidationError({"day": str(error)}) from error
        return cleaned

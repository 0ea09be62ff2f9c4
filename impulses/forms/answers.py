"""What a coordinator types for an answer, and for the time of its publication."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from impulses.forms.fields import (
    DayField,
    EvidenceField,
    TextField,
    name_of_unit,
    next_step_field,
    words_field,
)
from impulses.models import (
    ANSWER_CHOICES,
    REASON_LENGTH,
    Answer,
    Impulse,
    ResponsibleUnit,
)
from impulses.reviews.answer_checks import refuse_time, refuse_unfit
from impulses.reviews.answers import OF_IMPULSE
from impulses.reviews.errors import StepError
from impulses.reviews.progress import refuse_past

TIMES = ["%H:%M", "%H.%M", "%H:%M:%S", "%H"]
LONGEST_REASON = 10_000


def reason_field(label, help_text, **more) -> TextField:
    options: dict[str, Any] = {
        "required": False,
        "max_length": LONGEST_REASON,
        "rows": 6,
    }
    return words_field(label, help_text=help_text, **options, **more)


class AnswerForm(forms.ModelForm):
    """Its instance has the impulse. `version`: of the draft that was opened, empty if
    there was none."""

    reason_de = reason_field(
        _("Public reason (German)"),
        format_lazy(
            _(
                "“Accepted in part” and “declined” need at least {n} characters, blanks"
                " not counted."
            ),
            n=REASON_LENGTH,
        ),
        is_conditional=True,
    )
    reason_en = reason_field(
        _("Public reason (English)"),
        _("Without it the English page shows the German text."),
    )
    next_step_de = next_step_field(_("Next step (German)"))
    next_step_en = next_step_field(_("Next step (English)"))
    due_on = DayField(label=_("Next step due on"), required=False)
    evidence_url = EvidenceField()
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
        units = ResponsibleUnit.objects.all()
        known = [unit for unit in units if unit.is_active or str(unit.pk) == chosen]
        return [("", "–"), *((str(unit.pk), name_of_unit(unit)) for unit in known)]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        answer, reason = cleaned.get("answer", ""), cleaned.get("reason_de")
        if reason is not None:
            refuse_unfit(answer, reason, cleaned.get("responsible_unit"))
        return cleaned

    def clean_due_on(self) -> date | None:
        day = self.cleaned_data["due_on"]
        try:
            refuse_past(self.instance.impulse.due_on, day)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return day


def first_draft(impulse: Impulse) -> Answer:
    """What a new answer starts from: all that the public reads now."""
    draft, published = Answer(impulse=impulse), impulse.published_answer
    for name in OF_IMPULSE:
        setattr(draft, name, getattr(impulse, name))
    if not impulse.is_answered:
        draft.answer = ""
    if published:
        draft.reason_de, draft.reason_en = published.reason_de, published.reason_en
    return draft


class TimeForm(forms.Form):
    """A day and a time of the site's time zone, `publish_at` once it is clean."""

    day = DayField(label=_("Day"))
    time = forms.TimeField(
        label=_("Time of day"),
        input_formats=TIMES,
        widget=forms.TimeInput(attrs={"type": "time"}, format=TIMES[0]),
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        typed = datetime.combine(cleaned["day"], cleaned["time"])
        cleaned["publish_at"] = from_current_timezone(typed)
        try:
            refuse_time(cleaned["publish_at"])
        except StepError as error:
            raise ValidationError({"day": str(error)}) from error
        return cleaned

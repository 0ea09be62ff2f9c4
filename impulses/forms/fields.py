"""Fields that several forms of the work area share."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.validators import no_control_characters
from impulses.models import ResponsibleUnit

# the picker of the browser sends the first; whoever types may do so as usual
DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]
YEARS = range(2000, 2101)
WORDS_LENGTH = 2000
# what word processors put where everybody sees a blank, or nothing
PASTED = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u00ad": None})


class TextField(forms.CharField):
    """Text out of a word processor: its special blanks become plain ones.

    `is_conditional`: whether it is needed depends on other fields, as its help says.
    """

    is_conditional = False
    default_validators = [no_control_characters]

    def to_python(self, value):
        text = super().to_python(value) or ""
        return text.translate(PASTED).replace("\r\n", "\n").strip()


class DayField(forms.DateField):
    """A day of this century: a slip of the finger must not become public."""

    widget = forms.DateInput(attrs={"type": "date"}, format=DAYS[0])

    def __init__(self, **options):
        super().__init__(input_formats=DAYS, **options)

    def to_python(self, value) -> date | None:
        day = super().to_python(value)
        if day is not None and day.year not in YEARS:
            raise ValidationError(_("Please check the year."))
        return day


class DayToComeField(DayField):
    """Today or later: what is set to a day that is over would be late at once."""

    def clean(self, value) -> date | None:
        day = super().clean(value)
        if day is not None and day < timezone.localdate():
            raise ValidationError(_("This day is over; choose one to come."))
        return day


class EvidenceField(forms.URLField):
    default_validators = [
        URLValidator(
            schemes=["http", "https"],
            message=_("Enter a whole address, such as https://www.example.org/page."),
        )
    ]

    def __init__(self):
        super().__init__(
            label=_("Evidence"),
            required=False,
            max_length=500,
            assume_scheme="https",
            help_text=_("Address of a public page that proves it."),
        )


def words_field(
    label, rows: int = 3, *, is_conditional: bool = False, **options
) -> TextField:
    """Several lines of text."""
    options = {"max_length": WORDS_LENGTH} | options
    widget = forms.Textarea(attrs={"rows": rows})
    field = TextField(label=label, widget=widget, **options)
    field.is_conditional = is_conditional
    return field


def next_step_field(label) -> TextField:
    return TextField(label=label, required=False, max_length=300)


def name_of_unit(unit: ResponsibleUnit) -> str:
    return unit.name if unit.is_active else gettext("%s (closed)") % unit.name

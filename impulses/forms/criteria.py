"""The form of a criterion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from clusters.validators import no_control_characters
from impulses.lookup import seen_version
from impulses.models import HEAVIEST, SCALE, Criterion
from impulses.reviews.criteria import FIELDS

TEXTS = ["name_de", "name_en", "help_de", "help_en", "words_de", "words_en"]
LONGEST_WORDS = 60


class WordsField(forms.CharField):
    """One line for each value of the scale."""

    def __init__(self, *, language: Any):
        super().__init__(
            label=language,
            help_text=_("Five lines, from 0 to 4. More is always better."),
            widget=forms.Textarea(attrs={"rows": len(SCALE)}),
        )

    def clean(self, value):
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        words = [line for line in lines if line]
        if len(words) != len(SCALE):
            raise ValidationError(_("Write exactly five lines, one for each value."))
        if max(map(len, words)) > LONGEST_WORDS:
            raise ValidationError(
                _("A line has at most %(most)s characters.") % {"most": LONGEST_WORDS}
            )
        return "\n".join(words)


class CriterionForm(forms.ModelForm):
    words_de = WordsField(language=_("words for 0 to 4 (German)"))
    words_en = WordsField(language=_("words for 0 to 4 (English)"))
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Criterion
        fields = FIELDS
        help_texts = {
            "weight": _("From 1 to 10; it counts for all assessments at once."),
            "is_active": _("One that is not in use stays readable in assessments."),
        }
        labels = {"is_active": _("In use: new assessments need a value for it")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # the column says from 0 on
        weight: Any = self.fields["weight"]
        weight.validators = [MinValueValidator(1), MaxValueValidator(HEAVIEST)]
        weight.widget.attrs |= {"min": 1, "max": HEAVIEST}
        for name in TEXTS:
            self.fields[name].validators.append(no_control_characters)
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    @property
    def seen(self) -> int:
        """The version that was looked at; -1 for one that cannot be."""
        return seen_version(self.cleaned_data["version"])

    def values(self) -> dict[str, Any]:
        """What was typed, from a valid form."""
        return {name: self.cleaned_data[name] for name in FIELDS}

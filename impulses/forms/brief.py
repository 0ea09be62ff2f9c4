"""Which file of the brief is taken away."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from impulses.brief.files import FORMATS, Format


class BriefForm(forms.Form):
    """`number`: impulses that the file would hold."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(each.slug, each.label) for each in FORMATS.values()],
        initial="pdf",
        widget=forms.RadioSelect,
    )
    internal = forms.BooleanField(
        label=_("With internal additions"),
        required=False,
        help_text=_(
            "Assessments, notes, assignments and drafts. Every page is marked as"
            " internal, and it is recorded that you have taken it away."
        ),
    )

    def __init__(self, *args, number: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.number = number

    def clean_format(self) -> Format:
        made_as = FORMATS[self.cleaned_data["format"]]
        if self.number > made_as.most:
            raise ValidationError(
                _("%(format)s holds at most %(most)s impulses; these are %(number)s."),
                params={
                    "format": made_as.label,
                    "most": made_as.most,
                    "number": self.number,
                },
            )
        return made_as

"""A paper: a file, or a text."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clusters.exchange.files import MAX_BYTES, TableError
from impulses.paper.reading import read_paper, too_large


class PaperForm(forms.Form):
    """A file, or the same text typed or pasted."""

    # one of both is needed
    is_optional = True

    datei = forms.FileField(
        label=_("File"),
        required=False,
        help_text=format_lazy(
            _("CSV, XLSX or Markdown, at most {n} MB. Nothing is changed yet."),
            n=MAX_BYTES // 1_000_000,
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.md,.txt"}),
    )
    text = forms.CharField(
        label=_("or as text"),
        required=False,
        strip=False,
        max_length=MAX_BYTES // 4,
        help_text=_("Markdown or CSV."),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        upload, text = cleaned.get("datei"), cleaned.get("text") or ""
        if bool(upload) == bool(text.strip()):
            raise ValidationError(_("Choose a file or paste a text, one of both."))
        if upload and upload.size > MAX_BYTES:
            raise ValidationError({"datei": too_large()})
        try:
            cleaned["paper"] = read_paper(upload.read() if upload else text.encode())
        except TableError as error:
            raise ValidationError(
                {"datei" if upload else "text": str(error)}
            ) from error
        return cleaned

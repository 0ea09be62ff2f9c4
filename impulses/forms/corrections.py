"""What is right, where a public entry of the timeline is not."""

from django import forms
from django.utils.translation import gettext_lazy as _

from impulses.forms.fields import words_field


class CorrectionForm(forms.Form):
    text_de = words_field(_("What is right (German)"))
    text_en = words_field(
        _("What is right (English)"),
        required=False,
        help_text=_("Without it the English page shows the German text."),
    )

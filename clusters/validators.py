"""What no text of ours may hold, whoever typed it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BREAKS = "\n\r\t"


def no_control_characters(text: str) -> None:
    """Characters that no feed, card or export may hold; raises ValidationError."""
    if any(not (char.isprintable() or char in BREAKS) for char in text):
        raise ValidationError(
            _("This text holds a control character; please type it anew.")
        )

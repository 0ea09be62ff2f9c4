"""Internal notes: written, never changed."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from impulses.models import Impulse, InternalEntry, InternalNote
from impulses.reviews.errors import NotAllowedError, StepError
from impulses.reviews.timeline import locked, record_internal


@transaction.atomic
def write_note(impulse: Impulse, text: str, *, by) -> InternalNote:
    """Raises NotAllowedError, or StepError for an empty note."""
    if not by.has_perm("impulses.assess", impulse):
        raise NotAllowedError
    impulse = locked(impulse)
    words = text.strip()
    if not words:
        raise StepError(_("Write something first."))
    record_internal(impulse, InternalEntry.Kind.NOTED, by=by)
    return InternalNote.objects.create(impulse=impulse, author=by, text=words)

"""Corrections of the public timeline: a new entry that names the wrong one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from impulses.facts import public_facts
from impulses.models import InternalEntry, PublicEntry
from impulses.reviews.errors import StepError
from impulses.reviews.progress import opened
from impulses.reviews.timeline import record_internal, record_public


@transaction.atomic
def correct(
    entry: PublicEntry, *, text_de: str, text_en: str = "", by
) -> PublicEntry | None:
    """Say what is right; the wrong entry stays. Raises NotAllowedError, StepError."""
    impulse = opened(entry.impulse, by=by)
    if not text_de.strip():
        raise StepError(_("Say what is right."))
    record_internal(impulse, InternalEntry.Kind.CORRECTED, by=by)
    return record_public(
        impulse,
        PublicEntry.Kind.CORRECTION,
        by=by,
        before=public_facts(impulse),
        text_de=text_de,
        text_en=text_en,
        corrects=entry,
    )

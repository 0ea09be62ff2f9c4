"""Steps of an impulse that need nothing but somebody to take them."""

from __future__ import annotations

from django.db import transaction

from impulses.facts import public_facts
from impulses.models import Impulse, InternalEntry, PublicEntry
from impulses.reviews.clock import settle
from impulses.reviews.timeline import locked, record_internal, record_public
from impulses.transitions import draft_of, require


@transaction.atomic
def take_up(impulse: Impulse, *, by) -> Impulse:
    """Take an open impulse up for review; the public sees it."""
    impulse = locked(impulse)
    require("take-up", impulse, draft_of(impulse), by)
    before = public_facts(impulse)
    impulse.answer = Impulse.Answer.REVIEW
    settle(impulse)
    record_internal(impulse, InternalEntry.Kind.TAKEN_UP, by=by)
    record_public(impulse, PublicEntry.Kind.REVIEW, by=by, before=before)
    return impulse

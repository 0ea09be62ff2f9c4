"""Steps of an impulse that need nothing but somebody to take them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from impulses.facts import public_facts
from impulses.models import Impulse, InternalEntry, PublicEntry
from impulses.reviews.assignments import Outcome, lock_all
from impulses.reviews.clock import settle
from impulses.reviews.permission import require_coordinator
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


@transaction.atomic
def take_up_all(impulses: Iterable[Impulse], *, by) -> Outcome:
    """The open ones of several, all or none. Raises NotAllowedError."""
    require_coordinator(by)
    rows = lock_all(impulses)
    open_ones = [row for row in rows if row.answer == Impulse.Answer.OPEN]
    for impulse in open_ones:
        take_up(impulse, by=by)
    return Outcome(len(open_ones), len(rows) - len(open_ones))

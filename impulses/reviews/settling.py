"""Deriving anew what an impulse's other facts imply, after changes past the program."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from impulses.facts import public_facts
from impulses.models import Impulse, InternalEntry, PublicEntry
from impulses.reviews.clock import derived, settle
from impulses.reviews.timeline import locked, record_internal, record_public


def is_settled(impulse: Impulse) -> bool:
    """Whether each derived column has the value that it should have."""
    right = derived(impulse, impulse.parts.all())
    return all(getattr(impulse, name) == value for name, value in right.items())


@transaction.atomic
def settle_anew(impulse: Impulse) -> bool:
    """Put right what is derived; whether there was anything to do.

    A state that the public reads differently from now on gets an entry, as every change.
    """
    impulse = locked(impulse)
    if is_settled(impulse):
        return False
    before = public_facts(impulse)
    settle(impulse)
    text = _("derived anew")
    record_internal(impulse, InternalEntry.Kind.PROGRESS, by=None, text=text)
    record_public(impulse, PublicEntry.Kind.PROGRESS, by=None, before=before)
    return True

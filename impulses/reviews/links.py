"""Impulses that are about the same: linked and unlinked, said on both."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from impulses.facts import public_facts
from impulses.models import Impulse, ImpulseLink, InternalEntry, PublicEntry
from impulses.reviews.errors import StepError
from impulses.reviews.permission import require_coordinator
from impulses.reviews.timeline import locked, record_internal, record_public


@transaction.atomic
def link_impulses(impulse: Impulse, other: Impulse, kind: str, *, by) -> ImpulseLink:
    """Once for a pair, whichever end one begins at. Raises NotAllowedError, StepError."""
    ends = ordered(impulse, other, by=by)
    if ImpulseLink.objects.filter(impulse=ends[0], other=ends[1]).exists():
        raise StepError(_("These two are linked already."))
    before = [public_facts(end) for end in ends]
    link = ImpulseLink.objects.create(impulse=ends[0], other=ends[1], kind=kind)
    record(ends, before, by=by)
    return link


@transaction.atomic
def unlink_impulses(impulse: Impulse, other: Impulse, *, by) -> None:
    """Take the link away; the timelines keep that it was there."""
    ends = ordered(impulse, other, by=by)
    before = [public_facts(end) for end in ends]
    number, _rows = ImpulseLink.objects.filter(impulse=ends[0], other=ends[1]).delete()
    if not number:
        raise StepError(_("These two are not linked."))
    record(ends, before, by=by)


def ordered(impulse: Impulse, other: Impulse, *, by) -> list[Impulse]:
    """Both ends, locked in the order of their keys, so that nobody waits in a circle."""
    require_coordinator(by)
    if impulse.pk == other.pk:
        raise StepError(_("An impulse cannot be linked to itself."))
    return [locked(end) for end in sorted([impulse, other], key=lambda end: end.pk)]


def record(ends: list[Impulse], before: list, *, by) -> None:
    for end, facts in zip(ends, before, strict=True):
        others = [other for other in ends if other.pk != end.pk]
        # numbers change, and what is written stays
        text = ", ".join(f"{other.number}. {other.title_de}" for other in others)
        record_internal(end, InternalEntry.Kind.LINKED, by=by, text=text)
        record_public(end, PublicEntry.Kind.LINK, by=by, before=facts)

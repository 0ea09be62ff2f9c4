"""The history of impulses for a page: entries with their words, answers of before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from impulses.models import Answer, Impulse, ImpulsePart, PublicEntry, ResponsibleUnit
from impulses.standing import Standing
from impulses.timeline import Line, Names, lines_of


def names_for(impulses: Iterable[int]) -> Names:
    """Today's names of all units, and of the parts of some impulses; two queries."""
    parts = ImpulsePart.objects.filter(impulse__in=list(impulses))
    return Names(
        units={unit.slug: unit.name for unit in ResponsibleUnit.objects.all()},
        parts={part.pk: part.title for part in parts},
    )


def timeline_of(impulse: Impulse, day: date | None = None) -> list[Line]:
    """The public entries of an impulse, the newest first; up to a past day."""
    entries = impulse.public_entries.all()
    if day is not None:
        entries = entries.until(day)
    return lines_of(entries, names_for([impulse.pk]))


def line_of(entry: PublicEntry) -> Line:
    """One entry with its words."""
    return lines_of([entry], names_for([entry.impulse_id]))[0]


def earlier_answers(standing: Standing) -> list[Answer]:
    """Published answers before the one that stands, the newest first."""
    shown = standing.answer
    if shown is None or shown.published_at is None:
        return []
    answers = standing.impulse.answers.published()
    before = answers.filter(published_at__lt=shown.published_at)
    return list(before.order_by("-published_at"))

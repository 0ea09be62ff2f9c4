"""The history of impulses for a page: entries with their words, answers of before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property

from impulses.models import (
    Answer,
    FormerNumber,
    Impulse,
    ImpulsePart,
    PublicEntry,
    ResponsibleUnit,
)
from impulses.standing import Standing
from impulses.timeline import Line, Names, lines_of


def names_for(impulses: Iterable[int]) -> Names:
    """Today's names of all units, and of the parts of some impulses; two queries, and two
    more for entries that name other impulses."""
    parts = ImpulsePart.objects.filter(impulse__in=list(impulses))
    return Names(
        units={unit.slug: unit.name for unit in ResponsibleUnit.objects.all()},
        parts={part.pk: part.title for part in parts},
        impulses=AllImpulses(),
    )


class AllImpulses:
    """The impulses that entries name; read once one of them does."""

    @cached_property
    def by_key(self) -> dict[int, Impulse]:
        rows = Impulse.objects.only("number", "title_de", "title_en")
        return {impulse.pk: impulse for impulse in rows}

    @cached_property
    def former(self) -> list[FormerNumber]:
        return list(FormerNumber.objects.order_by("until", "pk"))

    def of_key(self, key: int) -> tuple[int, str] | None:
        found = self.by_key.get(key)
        return (found.number, found.title) if found else None

    def of_number(self, number: int, at: datetime) -> tuple[int, str] | None:
        """Who had the number at a moment: the first that gave it away after it, else
        whoever has it today."""
        for row in self.former:
            if row.number == number and row.until > at:
                return self.of_key(row.impulse_id)
        holders = (key for key, row in self.by_key.items() if row.number == number)
        return self.of_key(next(holders, 0))


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

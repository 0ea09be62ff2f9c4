"""The history of impulses for a page: entries with their words, answers of before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from impulses.facts import net_changes
from impulses.models import Answer, Impulse, ImpulsePart, PublicEntry, ResponsibleUnit
from impulses.standing import Standing
from impulses.timeline import Line, Names, changes_in_words, lines_of


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


@dataclass(frozen=True)
class ChangedImpulse:
    """What changed of an impulse between two days, in words."""

    impulse: Impulse
    words: list[str]
    texts: list[str]


def changed_between(
    first: date, last: date, impulses=None
) -> tuple[list[ChangedImpulse], int]:
    """Net changes of each impulse from the start of `first` to the end of `last`, by
    number, and how many entries they are made of. What was undone is left out.

    `impulses`: a queryset to look at, else all. Four queries, however many.
    """
    rows = PublicEntry.objects.since(first).until(last)
    if impulses is not None:
        rows = rows.filter(impulse__in=impulses.order_by().values("pk"))
    entries = list(rows.select_related("impulse").order_by("at", "pk"))
    by_impulse: dict[int, list[PublicEntry]] = {}
    for entry in entries:
        by_impulse.setdefault(entry.impulse_id, []).append(entry)
    names = names_for(by_impulse)
    found = [
        ChangedImpulse(
            own[0].impulse,
            changes_in_words(net_changes(own), names),
            [entry.text for entry in own if entry.text],
        )
        for own in by_impulse.values()
    ]
    told = [item for item in found if item.words or item.texts]
    return sorted(told, key=lambda item: item.impulse.number), len(entries)

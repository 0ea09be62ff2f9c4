"""What changed of the impulses between two days, all together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import ngettext

from impulses.facts import Changes, net_changes
from impulses.history import names_for
from impulses.models import Impulse, PublicEntry
from impulses.querysets import ANSWERS
from impulses.timeline import Line, changes_in_words, lines_of


@dataclass(frozen=True)
class ChangedImpulse:
    """An impulse with what is different at the end, and its entries, the newest first."""

    impulse: Impulse
    changes: Changes
    words: list[str]
    entries: list[PublicEntry]

    @property
    def told(self) -> list[PublicEntry]:
        """The entries with a text."""
        return [entry for entry in self.entries if entry.text]


@dataclass(frozen=True)
class Between:
    """`changed` by number; `unchanged` have entries, but nothing of it lasted."""

    changed: list[ChangedImpulse]
    unchanged: list[Impulse]

    @property
    def numbers(self) -> list[str]:
        """What happened how often, in words; without what did not happen."""
        voices = sum(
            entry.kind == PublicEntry.Kind.VOICE
            for item in self.changed
            for entry in item.told
        )
        said = ngettext("%(n)s voice of a cluster", "%(n)s voices of clusters", voices)
        numbers = numbers_in_words([item.changes for item in self.changed])
        return [*numbers, said % {"n": voices}] if voices else numbers


def changed_between(
    first: date, last: date, impulses: QuerySet | None = None
) -> Between:
    """From the start of `first` to the end of `last`; three queries, however many.

    `impulses`: which to look at, else all.
    """
    rows = PublicEntry.objects.since(first).until(last)
    if impulses is not None:
        rows = rows.filter(impulse__in=impulses.order_by().values("pk"))
    by_impulse: dict[int, list[PublicEntry]] = {}
    for entry in rows.select_related("impulse").order_by("at", "pk"):
        by_impulse.setdefault(entry.impulse_id, []).append(entry)
    names = names_for(by_impulse)
    changed, unchanged = [], []
    for entries in sorted(by_impulse.values(), key=number_of):
        impulse, net = entries[0].impulse, net_changes(entries)
        words = changes_in_words(net, names.then(entries[-1].at))
        if words or any(entry.kind == PublicEntry.Kind.VOICE for entry in entries):
            changed.append(ChangedImpulse(impulse, net, words, entries[::-1]))
        else:
            unchanged.append(impulse)
    return Between(changed, unchanged)


def lines_between(between: Between) -> Iterator[Line]:
    """Every entry of the changed impulses with its words; two queries."""
    names = names_for(item.impulse.pk for item in between.changed)
    for item in between.changed:
        yield from lines_of(item.entries, names)


def number_of(entries: list[PublicEntry]) -> int:
    return entries[0].impulse.number


# --- counted


def is_answered(key: str, before, after) -> bool:
    return key == "answer" and after in ANSWERS and before not in ANSWERS


def is_done(key: str, before, after) -> bool:
    return key == "implementation" and after == Impulse.Implementation.DONE


def is_part_done(key: str, before, after) -> bool:
    done = Impulse.Implementation.DONE
    return key.startswith("part.") and key.endswith(".state") and after == done


def is_postponed(key: str, before, after) -> bool:
    # days as ISO text have the order of the days
    return key.endswith("due_on") and bool(before and after) and after > before


def numbers_in_words(all_changes: Iterable[Changes]) -> list[str]:
    pairs = [
        (key, before, after)
        for changes in all_changes
        for key, (before, after) in changes.items()
    ]

    def count(happened: Callable) -> int:
        return sum(happened(*pair) for pair in pairs)

    answered, done = count(is_answered), count(is_done)
    parts, late = count(is_part_done), count(is_postponed)
    said = [
        (answered, ngettext("%(n)s answered", "%(n)s answered", answered)),
        (done, ngettext("%(n)s done", "%(n)s done", done)),
        (parts, ngettext("%(n)s part done", "%(n)s parts done", parts)),
        (late, ngettext("%(n)s day postponed", "%(n)s days postponed", late)),
    ]
    return [words % {"n": number} for number, words in said if number]

"""The internal timeline of an impulse, as its page shows it."""

from __future__ import annotations

from itertools import groupby

from impulses.models import Impulse, InternalEntry


def trace_of(impulse: Impulse) -> list[list[InternalEntry]]:
    """The latest entries first, each alone but for internal briefs: those between which
    nothing else happened are together."""
    rows = impulse.internal_entries.select_related("by")
    return [list(group) for _key, group in groupby(rows, key=line_of)]


def line_of(entry: InternalEntry) -> int | None:
    is_taken_away = entry.kind == InternalEntry.Kind.TAKEN_AWAY
    return None if is_taken_away else entry.pk

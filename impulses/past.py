"""The list of impulses with the states of a past day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from clusterallianz.listing import Facet
from clusterallianz.listing.queries import SORT
from impulses.filters import ImpulseFilterSet
from impulses.models import Impulse, PublicEntry
from impulses.standing import asked_day

STATES = ["answer", "implementation"]


@dataclass(frozen=True)
class Past:
    """`states`: for each of them, primary key to the value of then, where it is another
    one today; `later`: keys of impulses that were entered after the day."""

    day: date
    states: dict[str, dict[int, str]] = field(
        default_factory=lambda: {name: {} for name in STATES}
    )
    later: set[int] = field(default_factory=set)

    def show_in(self, impulses: Iterable[Impulse]) -> None:
        """Set the states of then; days and units of today would mislead beside them."""
        for impulse in impulses:
            for name in STATES:
                was = self.states[name].get(impulse.pk, getattr(impulse, name))
                setattr(impulse, name, was)
            impulse.next_due_on = impulse.responsible_unit = None


def past_of(day: date) -> Past:
    """What the entries after a day have changed since; one query."""
    past = Past(day)
    entries = PublicEntry.objects.after(day).order_by("-at", "-pk")
    for pk, changes in entries.values_list("impulse", "changes"):
        for name in STATES:
            if name in changes:
                past.states[name][pk] = changes[name][0]
        if "title_de" in changes and changes["title_de"][0] is None:
            past.later.add(pk)
    return past


class DatedFilterSet(ImpulseFilterSet):
    """`stand=2026-10-01`: answers and states of implementation as of that day."""

    carried = ("stand",)

    def __init__(self, data, queryset, *, request=None):
        day, hint = asked_day(data.get("stand", ""))
        self.past = past_of(day) if day else None
        if self.past:
            queryset = queryset.exclude(pk__in=self.past.later)
        super().__init__(data, queryset, request=request)
        if hint:
            self.hints.append(hint)

    @property
    def query_of_today(self) -> str:
        return self.query_without("stand")

    @property
    def asked_pairs(self) -> list[tuple[str, str]]:
        """Name and value of every parameter but the day and the page."""
        unknown = [SORT] if self.data.get(SORT) != self.sort else []
        query = QueryDict(self.query_without("stand", *unknown)[1:])
        return [(name, v) for name, values in query.lists() for v in values]

    def facets(self) -> list[Facet]:
        if self.past is None:
            return super().facets()
        # their counts and these two are of today
        return [
            facet
            for facet in self.uncounted_facets()
            if facet.name not in ("stelle", "verzug") or facet.is_used
        ]

    @property
    def query_of_day(self) -> str:
        """Query string of the page with the day alone."""
        return f"?stand={self.past.day}" if self.past else ""

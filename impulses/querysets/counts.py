"""Grouped counts of impulses: one query each, whatever their number."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from impulses.lateness import SOON_DAYS

# more than the column of the impulses' numbers holds
MOST_ROWS = 100_000


def number_of(rows: QuerySet, link: str = "impulse") -> Coalesce:
    """How many of these rows point by `link` to the row of an outer query, without a
    join that repeats others."""
    counted = rows.filter(**{link: OuterRef("pk")}).order_by().values(link)
    numbers = counted.annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def count_by(rows: QuerySet, *fields: str) -> Counter[tuple]:
    """How many rows there are of each combination of these fields.

    A row with several terms counts for each, one without any for None.
    """
    grouped = rows.order_by().values_list(*fields).annotate(number=Count("*"))
    return Counter({tuple(values): number for *values, number in grouped})


def count_by_month(rows: QuerySet, field: str) -> Counter[date | None]:
    """How many rows have their day in each month; None counts those without a day."""
    months: Counter[date | None] = Counter()
    # there are few different days; SQLite would ask Python for the month of each row
    for (day,), number in count_by(rows, field).items():
        months[day and day.replace(day=1)] += number
    return months


def count_with_terms(rows: QuerySet) -> Counter[str]:
    """How many impulses have a driver (`treiber`) and a service type (`leistung`)."""
    model: Any = rows.model
    ties = {"treiber": model.drivers.through, "leistung": model.service_types.through}
    queries = [
        tied_to(tie.objects.all(), rows)
        .annotate(facet=Value(name, output_field=CharField()))
        .values_list("facet")
        .annotate(number=Count("impulse", distinct=True))
        for name, tie in ties.items()
    ]
    return Counter(dict(queries[0].union(*queries[1:], all=True)))


def tied_to(ties: QuerySet, impulses: QuerySet) -> QuerySet:
    """Those of the rows of another table that point to one of these impulses."""
    if not impulses.query.has_filters() and not impulses.query.is_sliced:
        return ties.order_by()
    return ties.order_by().filter(impulse__in=impulses.order_by().values("pk"))


def due_conditions(today: date) -> dict[str, Q]:
    """When the next thing is due that was promised in public; each row is in one."""
    soon = today + timedelta(days=SOON_DAYS)
    return {
        "ja": Q(next_due_on__lt=today),
        "bald": Q(next_due_on__gte=today, next_due_on__lte=soon),
        "spaeter": Q(next_due_on__gt=soon),
        "ohne": Q(next_due_on=None),
    }


def wording_conditions() -> dict[str, Q]:
    """Whether the paper's own words are there."""
    return {"erfasst": Q(wording="full"), "thema": Q(wording="subject")}


def count_conditions(
    rows: QuerySet, conditions: dict[str, Q], of: str = "pk"
) -> dict[str, int]:
    """How many rows, or different values of a field of them, fulfil each condition."""
    return counted_once(rows).aggregate(
        **{
            name: Count(of, filter=condition, distinct=of != "pk")
            for name, condition in conditions.items()
        }
    )


def counted_once(rows: QuerySet) -> QuerySet:
    """The same rows, what they are annotated with found once a row.

    PostgreSQL would look up a subquery anew for each condition that names it. A limit
    keeps it from that; this one is higher than there can be numbers.
    """
    return rows.order_by()[:MOST_ROWS] if rows.query.annotations else rows

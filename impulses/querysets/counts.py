"""Grouped counts of impulses: one query each, whatever their number."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

# days ahead that count as “soon”
SOON = 30


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


def due_conditions(today: date) -> dict[str, Q]:
    """When the next thing is due that was promised in public; each row is in one."""
    soon = today + timedelta(days=SOON)
    return {
        "ja": Q(next_due_on__lt=today),
        "bald": Q(next_due_on__gte=today, next_due_on__lte=soon),
        "spaeter": Q(next_due_on__gt=soon),
        "ohne": Q(next_due_on=None),
    }


def wording_conditions() -> dict[str, Q]:
    """Whether the paper's own words are there."""
    return {"erfasst": Q(wording="full"), "thema": Q(wording="subject")}


def count_conditions(rows: QuerySet, conditions: dict[str, Q]) -> dict[str, int]:
    """How many rows fulfil each condition."""
    return rows.aggregate(
        **{
            name: Count("pk", filter=condition)
            for name, condition in conditions.items()
        }
    )

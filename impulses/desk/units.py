"""The responsible units with what each owes."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from impulses.models import ResponsibleUnit
from impulses.querysets import FINISHED


def units_with_duties() -> QuerySet[ResponsibleUnit]:
    """`impulse_count`: all that name it, as its list does; of these `open_count` are not
    finished, and `part_count` are parts that are not."""
    open_impulse = ~Q(impulses__implementation__in=FINISHED)
    open_part = ~Q(parts__state__in=FINISHED)
    return ResponsibleUnit.objects.annotate(
        impulse_count=Count("impulses", distinct=True),
        open_count=Count("impulses", filter=open_impulse, distinct=True),
        part_count=Count("parts", filter=open_part, distinct=True),
    )

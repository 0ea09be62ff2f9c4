"""The responsible units with what each owes."""

from __future__ import annotations

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from impulses.models import Impulse, ImpulsePart, ResponsibleUnit
from impulses.querysets import FINISHED


def units_with_duties() -> QuerySet[ResponsibleUnit]:
    """`impulse_count`: all that name it, as its list does; of these `open_count` are not
    finished, and `part_count` are parts that are not."""
    impulses = Impulse.objects.filter(responsible_unit=OuterRef("pk"))
    parts = ImpulsePart.objects.open().filter(responsible_unit=OuterRef("pk"))
    return ResponsibleUnit.objects.annotate(
        impulse_count=count_of(impulses),
        open_count=count_of(impulses.exclude(implementation__in=FINISHED)),
        part_count=count_of(parts),
    )


def count_of(rows: QuerySet) -> Coalesce:
    """How many rows of the same unit there are, as a subquery."""
    counted = rows.order_by().values("responsible_unit").annotate(number=Count("*"))
    return Coalesce(Subquery(counted.values("number")), 0)

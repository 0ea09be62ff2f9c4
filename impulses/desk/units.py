"""The responsible units with what each owes."""

from __future__ import annotations

from django.db.models import QuerySet

from impulses.models import Impulse, ImpulsePart, ResponsibleUnit
from impulses.querysets import FINISHED
from impulses.querysets.counts import number_of

# what leads from an impulse or a part to its unit
OWN = "responsible_unit"


def units_with_duties() -> QuerySet[ResponsibleUnit]:
    """`impulse_count`: all that name it, as its list does; of these `open_count` are not
    finished, and `part_count` are parts that are not."""
    going_on = Impulse.objects.exclude(implementation__in=FINISHED)
    return ResponsibleUnit.objects.annotate(
        impulse_count=number_of(Impulse.objects.all(), OWN),
        open_count=number_of(going_on, OWN),
        part_count=number_of(ImpulsePart.objects.open(), OWN),
    )

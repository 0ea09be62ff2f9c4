"""Drivers × service types: where impulses, clusters and answers meet, and gaps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from clusters.models import Cluster, Driver, ServiceType
from impulses.models import Impulse
from impulses.querysets import ANSWERS

HEAT_STEPS = 4
DRIVER, SERVICE_TYPE = "drivers__slug", "service_types__slug"
GROUPINGS = [(DRIVER, SERVICE_TYPE), (DRIVER,), (SERVICE_TYPE,), ()]


class Key(NamedTuple):
    """Slugs of a driver and a service type; None stands for all of them."""

    driver: str | None
    service_type: str | None


Counts = dict[Key, dict[str, int]]


@dataclass(frozen=True)
class Cell:
    """The numbers of one driver and service type, or of a row, a column or all."""

    key: Key
    impulses: int
    clusters: int
    answered: int
    heat: int = 0

    @property
    def query(self) -> str:
        """Query string of the lists that hold exactly these impulses and clusters."""
        return urlencode(self._parameters())

    @property
    def answered_query(self) -> str:
        """Query string of the list that holds exactly the answered impulses."""
        answers = [("antwort", answer) for answer in ANSWERS]
        return urlencode([*self._parameters(), *answers])

    def _parameters(self) -> list[tuple[str, str]]:
        pairs = zip(("treiber", "leistung"), self.key, strict=True)
        return [(name, slug) for name, slug in pairs if slug]

    @property
    def gap(self) -> str:
        """What is missing here, in words; empty if nothing is."""
        if self.impulses and self.clusters:
            return ""
        if self.impulses:
            return _("Gap: no cluster")
        return _("Gap: no impulse") if self.clusters else _("Gap: neither")


@dataclass(frozen=True)
class Row:
    service_type: ServiceType
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Matrix:
    """`totals` has a cell for each driver, `total` is the corner."""

    drivers: list[Driver]
    rows: list[Row]
    totals: list[Cell]
    total: Cell


def build_matrix() -> Matrix:
    """The whole matrix in ten queries, whatever the number of rows."""
    impulses = count_by_terms(
        Impulse.objects.all(),
        total=Count("pk", distinct=True),
        answered=Count("pk", distinct=True, filter=Q(answer__in=ANSWERS)),
    )
    clusters = count_by_terms(
        Cluster.objects.published(), total=Count("pk", distinct=True)
    )
    return arrange(
        list(Driver.objects.all()), list(ServiceType.objects.all()), impulses, clusters
    )


def count_by_terms(rows: QuerySet, **numbers: Count) -> Counts:
    """`numbers` for each pair of terms, for each term alone, and for all rows."""
    counts: Counts = defaultdict(lambda: dict.fromkeys(numbers, 0))
    for fields in GROUPINGS:
        grouped = rows.order_by().values(*fields)
        found = grouped.annotate(**numbers) if fields else [rows.aggregate(**numbers)]
        for row in found:
            # rows without a term belong to no column; they count in the totals
            if all(row[field] for field in fields):
                key = Key(row.pop(DRIVER, None), row.pop(SERVICE_TYPE, None))
                counts[key] = row
    return counts


def arrange(
    drivers: list[Driver],
    service_types: list[ServiceType],
    impulses: Counts,
    clusters: Counts,
) -> Matrix:
    """The counts as rows of cells; heat is relative to the fullest cell."""
    most = max((n["total"] for key, n in impulses.items() if all(key)), default=0)

    def cell(driver: Driver | None, service_type: ServiceType | None) -> Cell:
        key = Key(
            driver.slug if driver else None, service_type.slug if service_type else None
        )
        asked, heat = impulses[key], 0
        if all(key) and most:
            heat = -(-asked["total"] * HEAT_STEPS // most)
        total = clusters[key]["total"]
        return Cell(key, asked["total"], total, asked["answered"], heat)

    rows = [
        Row(kind, [cell(driver, kind) for driver in drivers], cell(None, kind))
        for kind in service_types
    ]
    totals = [cell(driver, None) for driver in drivers]
    return Matrix(drivers, rows, totals, cell(None, None))


def matrix_rows(matrix: Matrix) -> list[list[str | int]]:
    """The matrix as a flat table, a row for each cell, for export."""
    return [
        [
            driver.name,
            row.service_type.name,
            cell.impulses,
            cell.clusters,
            cell.answered,
            cell.gap,
        ]
        for row in matrix.rows
        for driver, cell in zip(matrix.drivers, row.cells, strict=True)
    ]

"""Drivers × service types: where impulses, clusters and answers meet, and gaps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from clusters.models import Cluster, Driver, ServiceType
from impulses.models import Impulse

HEAT_STEPS = 4


@dataclass(frozen=True)
class Cell:
    """Counts of one driver and one service type; both slugs are None in totals."""

    driver: str
    service_type: str
    impulses: int
    clusters: int
    answered: int
    heat: int

    @property
    def is_gap(self) -> bool:
        """Impulses ask for it and no cluster delivers, or nothing is there at all."""
        return self.clusters == 0


@dataclass(frozen=True)
class Row:
    service_type: ServiceType
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    drivers: list[Driver]
    rows: list[Row]


def build_matrix() -> Matrix:
    """The whole matrix in five queries."""
    drivers = list(Driver.objects.all())
    service_types = list(ServiceType.objects.all())
    pairs = ("drivers__slug", "service_types__slug")
    impulses = count_pairs(Impulse.objects.order_by(), pairs)
    answered = count_pairs(Impulse.objects.answered().order_by(), pairs)
    clusters = count_pairs(Cluster.objects.published().order_by(), pairs)
    most = max(impulses.values(), default=0) or 1

    def cell(driver: str, service_type: str) -> Cell:
        key = (driver, service_type)
        heat = -(-impulses[key] * HEAT_STEPS // most)
        return Cell(*key, impulses[key], clusters[key], answered[key], heat)

    rows = [
        Row(service_type, [cell(d.slug, service_type.slug) for d in drivers])
        for service_type in service_types
    ]
    return Matrix(drivers, rows)


def count_pairs(rows, pairs: tuple[str, str]) -> Counter[tuple[str, str]]:
    """How many rows have each pair of terms; each row counts once for a pair."""
    found = rows.values_list("pk", *pairs).distinct()
    return Counter((first, second) for _pk, first, second in found)


def matrix_rows(matrix: Matrix) -> list[list[str | int]]:
    """The matrix as a flat table, a row for each cell, for export."""
    names = {driver.slug: driver.name for driver in matrix.drivers}
    return [
        [
            names[cell.driver],
            row.service_type.name,
            cell.impulses,
            cell.clusters,
            cell.answered,
        ]
        for row in matrix.rows
        for cell in row.cells
    ]

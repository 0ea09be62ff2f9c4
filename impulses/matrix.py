"""Drivers × service types: where impulses, clusters and answers meet, and gaps.

Impulses without a service type have a row of their own, so that columns add up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from clusters.models import Cluster, Driver, ServiceType
from impulses.filters import WITHOUT
from impulses.models import Impulse
from impulses.querysets import ANSWERS
from impulses.querysets.impulses import offering_voices

HEAT_STEPS = 4
DRIVER, SERVICE_TYPE = "drivers", "service_types"
GROUPINGS = [(DRIVER, SERVICE_TYPE), (DRIVER,), (SERVICE_TYPE,), ()]


class Key(NamedTuple):
    """Slugs of a driver and a service type; None stands for all, `ohne` for none."""

    driver: str | None
    service_type: str | None


Counts = dict[Key, dict[str, int]]


@dataclass(frozen=True)
class Cell:
    """The numbers of one driver and service type, or of a row, a column or all.

    `names` of both. `clusters` is None where there is nothing to deliver; `willing` are
    clusters that say they can deliver an impulse, whatever their entries offer.
    """

    key: Key
    names: list[str]
    impulses: int
    clusters: int | None
    answered: int
    heat: int = 0
    willing: int = 0

    @property
    def label(self) -> str:
        return ", ".join(self.names) or _("in total")

    @property
    def title(self) -> str:
        return " × ".join(self.names)

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
    def is_gap(self) -> bool:
        """Whether impulses of this pair ask for what no cluster delivers."""
        return self.is_pair and self.impulses > 0 and self.clusters == 0

    @property
    def is_pair(self) -> bool:
        """Whether it is a driver and a service type that there are."""
        return all(self.key) and WITHOUT not in self.key


@dataclass(frozen=True)
class Row:
    name: str
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Matrix:
    """`totals` has a cell for each driver, `total` is the corner.

    `undriven`: the impulses without a driver, which count in no column but the last.
    """

    drivers: list[Driver]
    rows: list[Row]
    totals: list[Cell]
    total: Cell
    undriven: Cell

    @property
    def pairs(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells if cell.is_pair]

    @property
    def gaps(self) -> list[Cell]:
        """Impulses that ask for what no cluster delivers; the fullest first."""
        gaps = [cell for cell in self.pairs if cell.is_gap]
        return sorted(gaps, key=lambda cell: -cell.impulses)

    @property
    def unasked(self) -> list[Cell]:
        """What clusters deliver and no impulse asks for."""
        return [cell for cell in self.pairs if cell.clusters and not cell.impulses]

    @property
    def untouched(self) -> list[Cell]:
        """What neither an impulse nor a cluster touches."""
        return [cell for cell in self.pairs if not cell.clusters and not cell.impulses]


def build_matrix() -> Matrix:
    """The whole matrix in ten queries, or eleven if it has gaps."""
    drivers, service_types = list(Driver.objects.all()), list(ServiceType.objects.all())
    slugs = {
        DRIVER: {driver.pk: driver.slug for driver in drivers},
        SERVICE_TYPE: {kind.pk: kind.slug for kind in service_types},
    }
    impulses = count_by_terms(
        Impulse.objects.all(),
        slugs,
        # a pair of terms holds an impulse once, as both relations are unique
        total=Count("pk"),
        answered=Count("pk", filter=Q(answer__in=ANSWERS)),
    )
    clusters = count_by_terms(
        Cluster.objects.published(), slugs, total=Count("pk", distinct=True)
    )
    willing = count_willing([key for key in impulses if not clusters[key]["total"]])
    return arrange(drivers, service_types, impulses, clusters, willing)


def count_by_terms(
    rows: QuerySet, slugs: dict[str, dict[int, str]], **numbers: Count
) -> Counts:
    """`numbers` for each pair of terms, for each term alone, and for all rows.

    Rows without a term count under `ohne`. `slugs` of the terms' primary keys: to group
    by their texts takes the database twice as long.
    """
    counts: Counts = defaultdict(lambda: dict.fromkeys(numbers, 0))
    for fields in GROUPINGS:
        grouped = rows.order_by().values(*fields)
        found = grouped.annotate(**numbers) if fields else [rows.aggregate(**numbers)]
        for row in found:
            terms = {name: slugs[name].get(row.pop(name), WITHOUT) for name in fields}
            counts[Key(terms.get(DRIVER), terms.get(SERVICE_TYPE))] = row
    return counts


def count_willing(keys: list[Key]) -> dict[Key, int]:
    """Public clusters whose voices offer to deliver an impulse of these pairs; asks
    nothing where there are none."""
    drivers, service_types = "impulse__drivers__slug", "impulse__service_types__slug"
    pairs = [key for key in keys if all(key) and WITHOUT not in key]
    rows = offering_voices().filter(
        **{
            f"{drivers}__in": {key.driver for key in pairs},
            f"{service_types}__in": {key.service_type for key in pairs},
        }
    )
    grouped = rows.order_by().values_list(drivers, service_types)
    counted = grouped.annotate(number=Count("cluster", distinct=True))
    return {Key(driver, kind): number for driver, kind, number in counted}


def arrange(
    drivers: list[Driver],
    service_types: list[ServiceType],
    impulses: Counts,
    clusters: Counts,
    willing: dict[Key, int],
) -> Matrix:
    """The counts as rows of cells; heat is relative to the fullest cell."""
    names_of_drivers = {driver.slug: driver.name for driver in drivers}
    names_of_rows = {kind.slug: kind.name for kind in service_types}
    pairs = product(names_of_drivers, names_of_rows)
    most = max((impulses[Key(*pair)]["total"] for pair in pairs), default=0)
    if impulses[Key(None, WITHOUT)]["total"]:
        names_of_rows[WITHOUT] = _("without service type")

    def cell(driver: str | None = None, kind: str | None = None) -> Cell:
        key = Key(driver, kind)
        asked, heat = impulses[key], 0
        delivering = None if WITHOUT in key else clusters[key]["total"]
        if all(key) and WITHOUT not in key and most:
            heat = -(-asked["total"] * HEAT_STEPS // most)
        both = names_of_drivers.get(driver or ""), names_of_rows.get(kind or "")
        names = [name for name in both if name]
        numbers = asked["total"], delivering, asked["answered"], heat
        return Cell(key, names, *numbers, willing.get(key, 0))

    rows = [
        Row(name, [cell(driver, kind) for driver in names_of_drivers], cell(None, kind))
        for kind, name in names_of_rows.items()
    ]
    totals = [cell(driver) for driver in names_of_drivers]
    return Matrix(drivers, rows, totals, cell(), cell(WITHOUT))


def matrix_rows(matrix: Matrix) -> list[list[str | int]]:
    """The matrix as a flat table, a row for each cell, for export."""
    return [
        [
            driver.name,
            row.name,
            cell.impulses,
            "" if cell.clusters is None else cell.clusters,
            cell.answered,
            _("Gap: no cluster") if cell.is_gap else "",
        ]
        for row in matrix.rows
        for driver, cell in zip(matrix.drivers, row.cells, strict=True)
    ]

"""Tables of numbers, each number with the list that holds exactly what it counts.

A number carries the query string of its list only, so that the public page and the work
area show the same tables, each with links to its own list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode

from impulses.matrix import HEAT_STEPS

# value of a parameter to its name in the active language
Names = Mapping[str, str]


@dataclass(frozen=True)
class Number:
    """A count of impulses. `query`: of the list of exactly these."""

    label: str
    count: int
    query: str = ""
    heat: int = 0


@dataclass(frozen=True)
class Table:
    """Numbers below each other. `name` is its anchor, `caption` what its rows are."""

    name: str
    caption: str
    rows: list[Number]


class Axis(NamedTuple):
    """A parameter of the list and its values."""

    name: str
    label: str
    values: Names


@dataclass(frozen=True)
class CrossRow:
    name: str
    cells: list[Number]
    total: Number


@dataclass(frozen=True)
class CrossTable:
    """`head` is what the rows are, `columns` are the names of the columns."""

    name: str
    caption: str
    head: str
    columns: list[str]
    rows: list[CrossRow]


def number(label: str, count: int, **parameters: str | Sequence[str]) -> Number:
    return Number(label, count, urlencode(parameters, doseq=True))


def table(axis: Axis, counts: Mapping[str, int]) -> Table:
    """A row for each value of a parameter."""
    rows = [
        number(label, counts.get(value, 0), **{axis.name: value})
        for value, label in axis.values.items()
    ]
    return Table(axis.name, axis.label, heated(rows))


def cross_table(
    rows: Axis, columns: Axis, counts: Mapping[tuple[str, str], int]
) -> CrossTable:
    """A row for each value of one parameter, a column for each of another one.

    What is counted has one value of `columns`, so that a row adds up to its total.
    """
    cells = [
        number(
            f"{name}, {column_name}",
            counts.get((value, column), 0),
            **{rows.name: value, columns.name: column},
        )
        for value, name in rows.values.items()
        for column, column_name in columns.values.items()
    ]
    width = len(columns.values)
    lines = [heated(cells)[i : i + width] for i in range(0, len(cells), width)]
    return CrossTable(
        f"{rows.name}-{columns.name}",
        f"{rows.label} × {columns.label}",
        rows.label,
        list(columns.values.values()),
        [
            CrossRow(name, line, total(rows.name, value, name, line))
            for (value, name), line in zip(rows.values.items(), lines, strict=True)
        ],
    )


def total(parameter: str, value: str, label: str, cells: Sequence[Number]) -> Number:
    return number(label, sum(cell.count for cell in cells), **{parameter: value})


def heated(numbers: Sequence[Number]) -> list[Number]:
    """The numbers with their heat, relative to the largest."""
    most = max((number.count for number in numbers), default=0) or 1
    return [
        replace(number, heat=-(-number.count * HEAT_STEPS // most))
        for number in numbers
    ]

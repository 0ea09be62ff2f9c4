"""How many impulses were answered and done by the end of each month, and its picture.

Plain numbers in, plain numbers out: nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from impulses.paper import HANDED_OVER

# The lines stretch with the page, so they are drawn in thousandths of its width; heights
# and texts are in pixels, so that a phone shows the same letters as a wide screen.
WIDTH = 1000
TOP, FLOOR = 60, 240
LABEL_GAP, LABEL_LIFT = 18, 8
MOST_LEVELS, MOST_TICKS = 4, 3


@dataclass(frozen=True)
class Month:
    """What was true at its end, or is today: `answered` and `done` of `total`."""

    first_day: date
    total: int
    answered: int
    done: int


@dataclass(frozen=True)
class Line:
    """`points` of a polyline, and where its end and the label of its end stand."""

    name: str
    value: int
    points: str
    end: int
    label: int


@dataclass(frozen=True)
class Level:
    value: int
    y: int


@dataclass(frozen=True)
class Tick:
    """A month on the axis. `x`: per cent of the width; `anchor`: of its text."""

    month: date
    x: str
    anchor: str


@dataclass(frozen=True)
class Chart:
    lines: list[Line]
    levels: list[Level]
    ticks: list[Tick]


def months_until(today: date, start: date = HANDED_OVER) -> list[date]:
    """The first day of each month from the start to today; never empty."""
    number = (today.year - start.year) * 12 + today.month - start.month
    return [month_after(start, distance) for distance in range(max(number, 0) + 1)]


def month_after(start: date, distance: int) -> date:
    years, month = divmod(start.month - 1 + distance, 12)
    return date(start.year + years, month + 1, 1)


def running(counts: Mapping[date | None, int], months: Sequence[date]) -> list[int]:
    """The sum up to the end of each month; earlier days count in the first one."""
    sums = dict.fromkeys(months, 0)
    for month, number in counts.items():
        if month is not None and month <= months[-1]:
            sums[max(month, months[0])] += number
    return list(accumulate(sums.values()))


def burn_up(
    total: int,
    answered: Mapping[date | None, int],
    done: Mapping[date | None, int],
    today: date,
) -> list[Month]:
    """A row a month since the start. `answered`, `done`: new ones by month."""
    months = months_until(today)
    columns = zip(months, running(answered, months), running(done, months), strict=True)
    return [Month(month, total, one, other) for month, one, other in columns]


def draw(months: Sequence[Month]) -> Chart:
    """The picture of the rows: three lines that end in a label each."""
    top = highest_level(max(months[-1].total, months[-1].answered, 1))
    names = ["done", "answered", "total"]
    values = [[getattr(month, name) for month in months] for name in names]
    ends = [height(line[-1], top) for line in values]
    columns = zip(names, values, ends, label_heights(ends), strict=True)
    return Chart(
        lines=[
            Line(name, line[-1], points(line, top), end, label)
            for name, line, end, label in columns
        ],
        levels=[Level(value, height(value, top)) for value in levels(top)],
        ticks=ticks([month.first_day for month in months]),
    )


def level_step(most: int) -> int:
    """1, 2 or 5 times a power of ten, so that few lines reach `most`."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * MOST_LEVELS >= most:
                return factor * power
        power *= 10


def highest_level(most: int) -> int:
    step = level_step(most)
    return -(-most // step) * step


def levels(top: int) -> range:
    return range(0, top + 1, level_step(top))


def height(value: int, top: int) -> int:
    """Pixels from the upper edge."""
    return FLOOR - round((FLOOR - TOP) * value / top)


def points(values: Sequence[int], top: int) -> str:
    """A single month becomes a level line."""
    line = [*values, *values] if len(values) == 1 else values
    last = len(line) - 1
    return " ".join(
        f"{round(WIDTH * place / last)},{height(value, top)}"
        for place, value in enumerate(line)
    )


def label_heights(ends: Sequence[int]) -> list[int]:
    """Where the labels stand so that none covers another; the lowest line first."""
    heights: list[int] = []
    for end in ends:
        free = heights[-1] - LABEL_GAP if heights else end
        heights.append(min(end - LABEL_LIFT, free))
    return heights


def ticks(months: Sequence[date]) -> list[Tick]:
    """The first month, the last one and some between, far enough apart."""
    last = len(months) - 1
    gaps = min(last, MOST_TICKS - 1) or 1
    places = sorted({last * number // gaps for number in range(gaps + 1)})
    return [
        Tick(
            months[place],
            f"{100 * place / (last or 1):.2f}%",
            {last: "end", 0: "start"}.get(place, "middle"),
        )
        for place in places
    ]

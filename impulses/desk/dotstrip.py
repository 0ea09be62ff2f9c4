"""The values of several votes as a row of dots: whole numbers for an SVG.

The picture repeats what the table beside it says, so it is hidden from screen readers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from impulses.assessing import HIGHEST, Figures

WIDTH = 200
HEIGHT = 44
MARGIN = 12
RADIUS = 5
# where dots stand on the line, and how far each of the same value is above the last
GROUND = HEIGHT - 12
STEP = 11


@dataclass(frozen=True)
class Strip:
    """`ticks`: x of 0 to 4. `dots`: x and y. `mean`: x, None without a vote."""

    ticks: list[int]
    dots: list[tuple[int, int]]
    mean: int | None


def strip_of(figures: Figures) -> Strip:
    ticks = [place_of(value) for value in range(HIGHEST + 1)]
    mean = None if figures.mean is None else place_of(figures.mean)
    places = [place_of(value) for value in figures.values]
    step = step_for(max(Counter(places).values(), default=1))
    stacked: Counter[int] = Counter()
    dots = []
    for x in places:
        dots.append((x, round(GROUND - stacked[x] * step)))
        stacked[x] += 1
    return Strip(ticks, dots, mean)


def place_of(value: float) -> int:
    return round(MARGIN + value / HIGHEST * (WIDTH - 2 * MARGIN))


def step_for(tallest: int) -> float:
    """So that the tallest stack fits, however many agree."""
    room = GROUND - RADIUS - 1
    return min(STEP, room / max(tallest - 1, 1))

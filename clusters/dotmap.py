"""The state as a map of dots: every place a dot, clusters as marks with labels.

Units are those of the SVG: 560 wide, north up, equirectangular at 51.5° N.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from clusters.models import Place

WIDTH = 560.0
WEST, EAST, SOUTH, NORTH = 5.85, 9.47, 50.32, 52.54
SHRINK = math.cos(math.radians(51.5))
HEIGHT = round(WIDTH * (NORTH - SOUTH) / ((EAST - WEST) * SHRINK))
MARGIN = 8.0
ZOOMS = (1, 2, 4)
FONT = 13.0
# Dots in three sizes: stroke width in units, up to which population
SIZES = ((2.6, 15_000), (3.8, 60_000), (6.0, math.inf))


@dataclass(frozen=True)
class Window:
    """The visible part: zoom 1, 2 or 4 around a centre in percent of the map."""

    zoom: int = 1
    x: float = 50.0
    y: float = 50.0

    @property
    def size(self) -> tuple[float, float]:
        return (WIDTH + 2 * MARGIN) / self.zoom, (HEIGHT + 2 * MARGIN) / self.zoom

    @property
    def view_box(self) -> str:
        width, height = self.size
        left = clamp(self.x / 100 * WIDTH - width / 2, -MARGIN, WIDTH + MARGIN - width)
        top = clamp(
            self.y / 100 * HEIGHT - height / 2, -MARGIN, HEIGHT + MARGIN - height
        )
        return f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}"

    def moved(self, zoom: int = 0, dx: float = 0, dy: float = 0) -> Window:
        """Another window: `zoom` is a new zoom, dx and dy are steps of half a view."""
        step = 50 / self.zoom
        return Window(
            zoom or self.zoom,
            clamp(self.x + dx * step, 0, 100),
            clamp(self.y + dy * step, 0, 100),
        )

    @property
    def query(self) -> str:
        return f"?zoom={self.zoom}&x={self.x:g}&y={self.y:g}"


@dataclass(frozen=True)
class Mark:
    """A place with its number of clusters, and where its label stands."""

    place: Place
    count: int
    x: float
    y: float
    radius: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True)
class DotMap:
    dots: list[tuple[float, str]]
    marks: list[Mark]
    window: Window
    font: float


def clamp(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees to units of the SVG."""
    return (
        (longitude - WEST) / (EAST - WEST) * WIDTH,
        (NORTH - latitude) / (NORTH - SOUTH) * HEIGHT,
    )


def dotmap(locations: Iterable, window: Window | None = None) -> DotMap:
    """The map of these locations, with labels that do not overlap."""
    window = window or Window()
    return DotMap(
        dot_paths(Place.objects.count()),
        place_marks(locations, window.zoom),
        window,
        FONT / window.zoom,
    )


@lru_cache(maxsize=1)
def dot_paths(_count: int) -> list[tuple[float, str]]:
    """Stroke width and path of all places of one size; made anew when places change."""
    paths = []
    below = 0.0
    rows = list(Place.objects.values_list("latitude", "longitude", "population"))
    for stroke, limit in SIZES:
        points = [
            project(lat, lon) for lat, lon, people in rows if below <= people < limit
        ]
        # a line without length and with round caps is a dot, in very few bytes
        paths.append((stroke, "".join(f"M{x:.0f} {y:.0f}h0" for x, y in points)))
        below = limit
    return paths


Box = tuple[float, float, float, float]


def place_marks(locations: Iterable, zoom: int = 1) -> list[Mark]:
    """One mark for each place; large ones choose the side of their label first."""
    by_place: dict[Place, set[int]] = {}
    for location in locations:
        by_place.setdefault(location.place, set()).add(location.cluster_id)
    ordered = sorted(by_place.items(), key=lambda item: (-len(item[1]), item[0].slug))
    circles = [circle(place, len(clusters), zoom) for place, clusters in ordered]
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for x, y, r in circles]
    marks = []
    for (place, clusters), (x, y, r) in zip(ordered, circles, strict=True):
        label_x, label_y, anchor, box = free_label(place.name, x, y, r, zoom, taken)
        taken.append(box)
        marks.append(Mark(place, len(clusters), x, y, r, label_x, label_y, anchor))
    return marks


def circle(place: Place, count: int, zoom: int) -> tuple[float, float, float]:
    x, y = project(place.latitude, place.longitude)
    return x, y, (6 + 2 * math.sqrt(count)) / zoom


def free_label(
    name: str, x: float, y: float, r: float, zoom: int, taken: list[Box]
) -> tuple[float, float, str, Box]:
    """The first of sixteen spots around a mark where its name overlaps nothing."""
    font = FONT / zoom
    width = len(name) * font * 0.62
    spots = []
    for distance in (4 / zoom, 14 / zoom):
        for shift in (0, -0.9 * font, 0.9 * font):
            spots.append((x + r + distance, y + shift, "start"))
            spots.append((x - r - distance, y + shift, "end"))
        spots.append((x, y - r - distance - font / 2, "middle"))
        spots.append((x, y + r + distance + font / 2, "middle"))
    boxes = [label_box(*spot, width, font) for spot in spots]
    clashes = [sum(overlap(box, other) for other in taken) for box in boxes]
    best = clashes.index(min(clashes))
    label_x, label_y, anchor = spots[best]
    return label_x, label_y + font * 0.34, anchor, boxes[best]


def label_box(x: float, y: float, anchor: str, width: float, font: float) -> Box:
    left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
    return left, y - font * 0.55, left + width, y + font * 0.55


def overlap(a: Box, b: Box) -> float:
    """Shared area of two boxes in square units."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(0.0, width) * max(0.0, height)

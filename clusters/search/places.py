"""Which place a need names: by a postcode, after "in" and its like, or a large town."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.db.models import Q

from clusterallianz.text import german_slug
from clusters.models import Place, PostcodeArea
from clusters.search.analysis import fold

# words before a place's name, and those that may stand between
BEFORE_PLACES = set("in bei aus nahe nähe nach um raum umgebung umkreis".split())  # noqa: SIM905 - reads as words
BEFORE_PLACES |= {"region", "kreis", "stadt", "near", "from", "at", "around", "close"}
BETWEEN = {"der", "dem", "von", "of", "to", "the"}
# a large town needs no such word, unless it is also something else
LARGE_TOWN = 40_000
AMBIGUOUS = {"essen", "hamm", "marl", "herten", "unna"}
OTHER_NAMES = {"cologne": "koeln", "muelheim-an-der-ruhr": "muelheim"}
MOST_WORDS = 4


class PlaceName(NamedTuple):
    """A text that may name a place; `is_sure` after "in" and its like."""

    is_sure: bool
    length: int
    text: str


def find_place(text: str) -> tuple[Place | None, str]:
    """The place that a need names, and how it is written there; at most two queries."""
    codes = re.findall(r"(?<!\d)\d{5}(?!\d)", text)
    if codes:
        areas = PostcodeArea.objects.filter(code__in=codes).select_related("place")
        first = areas.first()
        if first:
            return first.place, first.code
    names = place_names(text)
    if not names:
        return None, ""
    rows = Place.objects.filter(Q(slug__in=names) | Q(sort_key__in=names))
    found: dict[tuple, tuple[Place, str]] = {}
    for place in rows.order_by("-population"):
        name = names.get(place.slug) or names[place.sort_key]
        if name.is_sure or is_plain_town(place):
            # the longest name first: "Mülheim an der Ruhr" before "Mülheim"
            found[name.length, name.is_sure, place.population] = place, name.text
    return found[max(found)] if found else (None, "")


def is_plain_town(place: Place) -> bool:
    """Whether a place's name alone is enough: there is only one "Remscheid"."""
    return place.population >= LARGE_TOWN and fold(place.name) not in AMBIGUOUS


def place_names(text: str) -> dict[str, PlaceName]:
    """Slug to everything that may name a place: capitalised runs of one to four words,
    joining ones within ("Mülheim an der Ruhr")."""
    words = re.findall(r"[\w.'’-]+", text)
    names: dict[str, PlaceName] = {}
    for index, word in enumerate(words):
        if not word[:1].isupper():
            continue
        is_sure = _follows_where(words[:index])
        for size in range(1, min(MOST_WORDS, len(words) - index) + 1):
            written = " ".join(words[index : index + size]).strip(".'’-")
            slug = german_slug(written)
            slug = OTHER_NAMES.get(slug, slug)
            name = PlaceName(is_sure, len(written), written)
            names[slug] = max(name, names.get(slug, name))
    return names


def _follows_where(before: list[str]) -> bool:
    """Whether the last words ask where: "in", "in der Nähe von", "close to"."""
    rest = [word.lower() for word in before]
    while rest and rest[-1] in BETWEEN:
        rest.pop()
    return bool(rest) and rest[-1] in BEFORE_PLACES

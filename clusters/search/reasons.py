"""Why a cluster stands where it stands: contributions as data, and in sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusters.models import Cluster
from clusters.search.analysis import stem, tokens
from clusters.search.ranking import Contribution, Hit
from clusters.search.understanding import Meaning, Need

PLACES_OF_WORDS = {
    "name": gettext_lazy("in the name"),
    "keywords": gettext_lazy("in the search keywords"),
    "summary": gettext_lazy("in the purpose"),
    "description": gettext_lazy("in the description"),
    "note": gettext_lazy("in the notes on services"),
    "carrier": gettext_lazy("in the carrier's name"),
    "place": gettext_lazy("in the place"),
}
NEAR_KM = 50  # what is farther away speaks for no cluster


@dataclass(frozen=True)
class Reason:
    """One line of an explanation.

    `kind`: "word", "leistung", "treiber", "feld", "thema", "region" or "distance" for
    what was scored, "missing" for what it is not known to offer (no points).
    `points`: thousandths; those of all reasons add up to the hit's. `speaks_for`:
    whether it is a reason for the cluster at all.
    """

    kind: str
    points: int
    words: tuple[str, ...]
    sentence: str
    speaks_for: bool = True

    def as_dict(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "points": self.points,
            "words": list(self.words),
            "text": self.sentence,
        }


def reasons_for(hit: Hit, cluster: Cluster, need: Need) -> list[Reason]:
    """The reasons of a hit in the active language, the weightiest first, then what
    the cluster does not offer. `cluster`: with its offers loaded."""
    groups: dict[tuple[str, str], list[Contribution]] = defaultdict(list)
    found = []
    for part in hit.contributions:
        if part.kind == "word" and part.how == "exact":
            groups[part.kind, part.fields[0]].append(part)
        elif part.kind == "word":
            found.append(_reason("word", part, _reading_sentence(part, need)))
        elif part.kind == "distance":
            is_near = (part.km or 0) <= NEAR_KM
            sentence = distance_sentence(part)
            found.append(_reason("distance", part, sentence, speaks_for=is_near))
        else:
            kind = part.term.split(":")[0]
            sentence = concept_sentence(kind, need.name_of(part.term), part)
            found.append(_reason(kind, part, sentence))
    found += [_words_reason(place, parts) for (_k, place), parts in groups.items()]
    found.sort(key=lambda reason: (-reason.points, reason.sentence))
    return found + missing_services(cluster, need)


def _reason(
    kind: str, part: Contribution, sentence: str, *, speaks_for: bool = True
) -> Reason:
    return Reason(kind, part.points, part.words, sentence, speaks_for)


def _words_reason(place: str, parts: list[Contribution]) -> Reason:
    words = tuple(dict.fromkeys(word for part in parts for word in part.words))
    if place == "keywords":
        sentence = ngettext(
            "%(words)s is one of its keywords.",
            "%(words)s are among its keywords.",
            len(words),
        ) % {"words": listed(words)}
    else:
        sentence = ngettext(
            "%(words)s stands %(place)s.", "%(words)s stand %(place)s.", len(words)
        ) % {"words": listed(words), "place": PLACES_OF_WORDS.get(place, place)}
    return Reason("word", sum(part.points for part in parts), words, sentence)


def _reading_sentence(part: Contribution, need: Need) -> str:
    other = need.vocabulary.shown(part.term)
    place = PLACES_OF_WORDS.get(part.fields[0], part.fields[0])
    values = {"word": quoted(part.words[0]), "other": quoted(other), "place": place}
    if part.how == "typo":
        return _("%(word)s, understood as %(other)s, stands %(place)s.") % values
    return _("%(word)s fits %(other)s %(place)s.") % values


def concept_sentence(kind: str, name: str, part: Contribution) -> str:
    """What the cluster has, and which of the visitor's words meant it."""
    patterns = {
        "leistung": _("Offers %(name)s%(meant)s."),
        "treiber": _("Works on %(name)s%(meant)s."),
        "feld": _("Innovation field %(name)s%(meant)s."),
        "thema": _("Topic %(name)s%(meant)s."),
        "region": _("Is at home in the region %(name)s%(meant)s."),
    }
    words = " ".join(part.words)
    meant = ""
    if words.casefold() != name.casefold():
        meant = _(" (fits %(words)s)") % {"words": listed(part.words)}
    return patterns[kind] % {"name": name, "meant": meant}


def distance_sentence(part: Contribution) -> str:
    if not round(part.km or 0):
        return _("Has a location in %(place)s.") % {"place": part.words[0]}
    return _("%(km)s km from %(place)s.") % {
        "km": round(part.km or 0),
        "place": part.words[0],
    }


def missing_services(cluster: Cluster, need: Need) -> list[Reason]:
    """The services that the need surely means and the cluster is not known to offer."""
    offered = {offer.service_type.slug for offer in cluster.offers.all()}
    lacking = [m for m in sure_meanings(need, "leistung") if m.slug not in offered]
    return [
        Reason(
            "missing",
            0,
            meaning.words,
            # no source denies it: what is not documented may be offered all the same
            _("%(name)s is not documented in its sources.")
            % {"name": need.name_of(meaning.concept)},
            speaks_for=False,
        )
        for meaning in lacking[:2]
    ]


def sure_meanings(need: Need, *kinds: str) -> Iterable[Meaning]:
    return (m for m in need.meanings if m.kind in kinds and m.is_sure)


def quoted(word: str) -> str:
    return _("“%(word)s”") % {"word": word}


def listed(words: Iterable[str]) -> str:
    """ "a", "b" and "c", each word once, in quotation marks."""
    return get_text_list([quoted(word) for word in dict.fromkeys(words)], _("and"))


def found_words(hit: Hit) -> frozenset[str]:
    """The stems to be marked in the cluster's text."""
    return frozenset(part.term for part in hit.contributions if part.kind == "word")


def marked(text: str, terms: frozenset[str], language: str) -> SafeString:
    """The text with the words of these stems in <mark>, everything escaped."""
    pieces, end = [], 0
    for token in tokens(text):
        if token.start < end or stem(token.form, language) not in terms:
            continue
        pieces += [
            escape(text[end : token.start]),
            _mark(text[token.start : token.end]),
        ]
        end = token.end
    return format_html_join(
        "", "{}", ((piece,) for piece in [*pieces, escape(text[end:])])
    )


def _mark(text: str) -> SafeString:
    return format_html("<mark>{}</mark>", text)


def excerpt(text: str, terms: frozenset[str], language: str) -> str:
    """The sentence of a text that holds most of these stems; empty if none does."""
    best, best_count = "", 0
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        count = len({stem(t.form, language) for t in tokens(sentence)} & terms)
        if count > best_count:
            best, best_count = sentence, count
    return best

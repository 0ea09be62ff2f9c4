"""The search for impulses: their documents, and how a text finds them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clusters.search import rank
from clusters.search.concepts import concept_of
from clusters.search.index import Corpus, Document, Field
from clusters.search.ranking import CONCEPT_WEIGHTS, Contribution, Hit, in_order
from clusters.search.reasons import quoted, sure_meanings
from clusters.search.understanding import Meaning, Need, Word
from clusters.search.vocabulary import EXACT, Alternative, Phrase, Vocabulary
from impulses.models import HIGHEST_NUMBER

FIELDS = {
    "title": Field(weight=3.0, length=8, b=0.4),
    "text": Field(weight=1.5, length=60, b=0.6),
    "asking": Field(weight=1.0, length=6, b=0.3),
}
# topics of a text whose other names are looked for
MOST_TOPICS = 2
NUMBER = re.compile(r"(?:impulse?|nr\.?|no\.?|#)?\s*(\d{1,5})\.?", re.IGNORECASE)


def impulse_document(impulse) -> Document:
    """Everything public of an impulse that a search may look at."""
    texts = [
        ("title", impulse.title_de, "de"),
        ("title", impulse.title_en, "en"),
        ("text", impulse.text_de, "de"),
        ("text", impulse.text_en, "en"),
    ]
    texts += [("asking", c.short_name, "de") for c in impulse.asking_clusters.all()]
    terms = [*impulse.drivers.all(), *impulse.service_types.all()]
    concepts = {concept_of(term): 1.0 for term in terms}
    return Document(impulse.pk, [text for text in texts if text[1]], concepts)


corpus = Corpus(
    name="impulses",
    fields=FIELDS,
    document=impulse_document,
    public=lambda rows: rows.for_detail(),  # type: ignore[attr-defined]
)


def asked_number(text: str) -> int | None:
    """The number that a text asks for: "7", "Impuls 7", "Nr. 7"."""
    found = NUMBER.fullmatch(text.strip())
    number = int(found[1]) if found else None
    return None if number is None or number > HIGHEST_NUMBER else number


def find(need: Need, keys: QuerySet | None = None) -> list[Hit]:
    """The impulses that a text touches, best first, then by key.

    Impulses have no topics: who writes "KI" also finds those that say another name of
    it in full, as "Künstliche Intelligenz". `keys`: queryset of primary keys to stay
    among. As many queries as `rank`.
    """
    topics = {m.concept: m for m in list(sure_meanings(need, "thema"))[:MOST_TOPICS]}
    if not topics:
        return rank(corpus.name, need, keys)
    phrases = phrases_of(topics, need.vocabulary)
    asked = replace(need, words=[*need.words, *words_in(phrases)])
    hits = [
        Hit(hit.key, in_order(settled(hit, topics, phrases)))
        for hit in rank(corpus.name, asked, keys)
    ]
    found = [hit for hit in hits if hit.contributions]
    return sorted(found, key=lambda hit: (-hit.points, hit.key))


def phrases_of(topics: Container[str], known: Vocabulary) -> list[Phrase]:
    """The names and synonyms of some concepts."""
    every = (phrase for some in known.phrases.values() for phrase in some)
    return sorted(phrase for phrase in every if phrase.concept in topics)


def words_in(phrases: Iterable[Phrase]) -> list[Word]:
    """The stems of phrases as words to look for; their text is the concept, which no
    word of a visitor is."""
    stems = {(p.concept, stem) for p in phrases for stem in p.stems.split()}
    return [
        Word(concept, stem, (Alternative(stem, EXACT, "exact"),))
        for concept, stem in sorted(stems)
    ]


def settled(
    hit: Hit, topics: Mapping[str, Meaning], phrases: Iterable[Phrase]
) -> Iterator[Contribution]:
    """What speaks for a hit, stems of phrases replaced by the best whole phrase."""
    stems: dict[str, dict[str, int]] = defaultdict(dict)
    said = set()
    for part in hit.contributions:
        if part.words[0] in topics:
            stems[part.words[0]][part.term] = part.points
            continue
        yield part
        if part.kind == "word":
            said |= set(part.words)
    for concept, points in stems.items():
        meaning = topics[concept]
        worth = {
            phrase.text: sum(points[stem] for stem in phrase.stems.split())
            for phrase in phrases
            if phrase.concept == concept and points.keys() >= {*phrase.stems.split()}
        }
        # else the text itself says it
        if worth and not said & set(meaning.words):
            best = max(worth, key=lambda text: (worth[text], text))
            score = round(worth[best] * CONCEPT_WEIGHTS["thema"] * meaning.strength)
            yield Contribution("concept", score, meaning.words, concept, phrase=best)


def is_related_only(hit: Hit) -> bool:
    """Whether only a driver speaks for it, which half of all impulses have."""
    return all(part.term.startswith("treiber:") for part in hit.contributions)


def reasons(hit: Hit, need: Need) -> list[str]:
    """Why an impulse was found, in the active language, the weightiest first.

    `need`: with the names of drivers and services.
    """
    labels = {
        "title": _("In the title: %(words)s"),
        "text": _("In the wording: %(words)s"),
        "asking": _("Asked for by %(words)s"),
        "leistung": _("Service: %(words)s"),
        "treiber": _("Driver: %(words)s"),
        "thema": _("Subject: %(words)s"),
    }
    said: dict[str, list[str]] = {}
    for part in hit.contributions:
        kind = part.fields[0] if part.kind == "word" else part.term.split(":")[0]
        said.setdefault(kind, []).append(words_of(part, need))
    return [
        labels[kind] % {"words": ", ".join(dict.fromkeys(words))}
        for kind, words in said.items()
    ]


def words_of(part: Contribution, need: Need) -> str:
    """What stands there: the visitor's word, the one it was understood as, or a name."""
    if part.kind == "word":
        exact = part.how == "exact"
        return quoted(part.words[0] if exact else need.vocabulary.shown(part.term))
    return part.phrase if part.term.startswith("thema:") else need.name_of(part.term)

"""The search for impulses: their documents, and how a text finds them."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clusters.models import Topic
from clusters.search import rank, understand
from clusters.search.concepts import concept_of
from clusters.search.index import Corpus, Document, Field
from clusters.search.ranking import CONCEPT_WEIGHTS, Contribution, Hit, in_order
from clusters.search.reasons import quoted, sure_meanings
from clusters.search.understanding import Meaning, Need
from impulses.models import HIGHEST_NUMBER

FIELDS = {
    "title": Field(weight=3.0, length=8, b=0.4),
    "text": Field(weight=1.5, length=60, b=0.6),
    "asking": Field(weight=1.0, length=6, b=0.3),
}
# topics of a text whose names are looked for; each costs three queries
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

    Impulses have no topics: who writes "KI" also finds those that say "Künstliche
    Intelligenz" in full. `keys`: queryset of primary keys to stay among.
    """
    hits = {hit.key: hit for hit in rank(corpus.name, need, keys)}
    for meaning in list(sure_meanings(need, "thema"))[:MOST_TOPICS]:
        for part in named_in_full(meaning, keys):
            hit = hits.setdefault(part.key, Hit(part.key))
            said = {w for c in hit.contributions if c.kind == "word" for w in c.words}
            # else the text itself says the name
            if not said & set(meaning.words):
                hit.contributions = in_order([*hit.contributions, part.contribution])
    return sorted(hits.values(), key=lambda hit: (-hit.points, hit.key))


class Named(NamedTuple):
    key: int
    contribution: Contribution


def named_in_full(meaning: Meaning, keys: QuerySet | None) -> list[Named]:
    """The impulses that say every word of a topic's name, in one of the languages."""
    topic = Topic.objects.filter(slug=meaning.slug).first()
    if topic is None:
        return []
    best: dict[int, int] = {}
    for name in {topic.name, topic.name_en} - {""}:
        need = understand(name, with_places=False)
        need.meanings = []
        wanted = {word.text for word in need.words if word.is_telling}
        for hit in rank(corpus.name, need, keys):
            exact = [part for part in hit.contributions if part.how == "exact"]
            if {word for part in exact for word in part.words} >= wanted:
                best[hit.key] = max(hit.points, best.get(hit.key, 0))
    weight = CONCEPT_WEIGHTS["thema"] * meaning.strength
    return [
        Named(
            key,
            Contribution(
                "concept",
                round(points * weight),
                meaning.words,
                meaning.concept,
                phrase=topic.label,
            ),
        )
        for key, points in best.items()
    ]


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

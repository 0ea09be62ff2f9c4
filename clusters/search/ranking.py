"""From a need to ranked documents: BM25F over stored impacts, in whole numbers.

Whole numbers make the order the same on every database, and the parts of a score add
up to it exactly. A point is a thousandth of BM25's unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, Case, Count, F, QuerySet, Sum, Value, When

from clusters.models import SearchPosting
from clusters.search.analysis import is_weak
from clusters.search.index import EVERYTHING, SCALE, inverse_frequency
from clusters.search.understanding import Meaning, Need, Word

# more documents than this are sifted by the database before the exact ranking
SIFT_ABOVE = 1000
MAX_HITS = 500
# in a corpus smaller than this a word of every business counts this much
SMALL, WEAK = 100, 0.3

# what it is worth that a document has a concept that the need means
CONCEPT_WEIGHTS = {
    "leistung": 1.0,
    "treiber": 0.5,
    "feld": 1.1,
    "thema": 1.0,
    "region": 0.6,
}


@dataclass(frozen=True)
class Contribution:
    """Points of one document for one word or meaning of the need.

    `kind`: "word", "concept" or "distance". `fields`: where the word stands, the
    weightiest first; `how`: as in Alternative; `term`: the stem or the concept.
    """

    kind: str
    points: int
    words: tuple[str, ...]
    term: str
    how: str = "exact"
    fields: tuple[str, ...] = ()
    phrase: str = ""
    km: float | None = None


@dataclass
class Hit:
    """A document and why: its contributions add up to its points."""

    key: int
    contributions: list[Contribution] = field(default_factory=list)

    @property
    def points(self) -> int:
        return sum(part.points for part in self.contributions)

    @property
    def subject_points(self) -> int:
        """Points without distance, drivers and services, which many documents share."""
        general = ("treiber:", "leistung:", "region:")
        return sum(
            part.points
            for part in self.contributions
            if part.kind != "distance" and not part.term.startswith(general)
        )


@dataclass(frozen=True)
class _Reading:
    """A term that a slot of the need may be found by. `worth`: thousandths of idf."""

    slot: int
    term: str
    worth: int
    how: str
    source: Word | Meaning

    def contribution(self, points: int, fields: str) -> Contribution:
        if isinstance(self.source, Meaning):
            return Contribution(
                "concept",
                points,
                self.source.words,
                self.term,
                self.how,
                phrase=self.source.phrase,
            )
        return Contribution(
            "word",
            points,
            (self.source.text,),
            self.term,
            self.how,
            fields=tuple(fields.split()),
        )


def rank(corpus: str, need: Need, keys: QuerySet | None = None) -> list[Hit]:
    """The documents of a corpus that the need touches, best first, then by key.

    `keys`: queryset of primary keys to stay among. At most 500 hits; two queries, three
    in a large corpus.
    """
    frequencies = _frequencies(corpus, need)
    size = frequencies.pop(EVERYTHING, (0, 0))[1]
    readings = _readings(need, frequencies, size)
    if not readings:
        return []
    postings = SearchPosting.objects.filter(
        document__corpus=corpus, term__in=[frequencies[term][0] for term in readings]
    )
    if keys is not None:
        postings = postings.filter(document__key__in=keys)
    if size > SIFT_ABOVE:
        postings = _sifted(postings, readings, frequencies)
    best: dict[int, dict[int, Contribution]] = defaultdict(dict)
    rows = postings.values_list("document__key", "term__text", "impact", "fields")
    for key, term, impact, fields in rows.iterator():
        for reading in readings[term]:
            points = impact * reading.worth // SCALE
            known = best[key].get(reading.slot)
            if points and (known is None or _rank_of(points, term) > _rank(known)):
                best[key][reading.slot] = reading.contribution(points, fields)
    hits = [Hit(key, in_order(slots.values())) for key, slots in best.items()]
    return sorted(hits, key=lambda hit: (-hit.points, hit.key))[:MAX_HITS]


def in_order(contributions: Iterable[Contribution]) -> list[Contribution]:
    """The weightiest first, alike every time."""
    return sorted(contributions, key=lambda part: (-part.points, part.term))


def _rank_of(points: int, term: str) -> tuple[int, str]:
    return points, term


def _rank(part: Contribution) -> tuple[int, str]:
    return _rank_of(part.points, part.term)


def _frequencies(corpus: str, need: Need) -> dict[str, tuple[int, int]]:
    """Term to its primary key and the number of documents that have it."""
    terms = {option.term for word in need.words for option in word.alternatives}
    terms |= {meaning.concept for meaning in need.meanings}
    if not terms:
        return {}
    rows = (
        SearchPosting.objects.filter(
            document__corpus=corpus, term__text__in=[*terms, EVERYTHING]
        )
        .order_by()
        .values_list("term__text", "term_id")
        .annotate(number=Count("pk"))
    )
    return {text: (pk, number) for text, pk, number in rows}


def _readings(
    need: Need, frequencies: dict[str, tuple[int, int]], size: int
) -> dict[str, list[_Reading]]:
    """Term to what it is worth, and for which word or meaning of the need."""
    readings: dict[str, list[_Reading]] = defaultdict(list)

    rarities = {
        term: inverse_frequency(size, number)
        for term, (_pk, number) in frequencies.items()
    }

    def note(slot: int, term: str, rarity: float, how: str, source) -> None:
        worth = round(SCALE * rarity)
        if worth:
            readings[term].append(_Reading(slot, term, worth, how, source))

    for slot, word in enumerate(need.words):
        trust = _trust(word, size)
        known = [option for option in word.alternatives if option.term in rarities]
        # a rare compound of a common word is no better a sign than the word itself
        surest = max((option.strength for option in known), default=0.0)
        most = max(
            (rarities[o.term] for o in known if o.strength == surest), default=0.0
        )
        for option in known:
            rarity = min(rarities[option.term], most) * option.strength * trust
            note(slot, option.term, rarity, option.how, word)
    for slot, meaning in enumerate(need.meanings, start=len(need.words)):
        if meaning.concept in rarities:
            weight = meaning.strength * CONCEPT_WEIGHTS[meaning.kind]
            rarity = rarities[meaning.concept] * weight
            note(slot, meaning.concept, rarity, "meaning", meaning)
    return readings


def _trust(word: Word, size: int) -> float:
    """Few documents cannot show by their frequency that a word is common."""
    if size >= SMALL:
        return 1.0
    if not word.is_telling:
        return 0.0
    return WEAK if is_weak(word.form) else 1.0


def _sifted(
    postings: QuerySet,
    readings: dict[str, list[_Reading]],
    frequencies: dict[str, tuple[int, int]],
) -> QuerySet:
    """The postings of the documents that can be among the first 500.

    The database adds up every reading, where the exact ranking takes the best one of
    each word: its sum is never too small.
    """
    worths = [
        When(
            term_id=frequencies[term][0],
            then=Value(sum(reading.worth for reading in some)),
        )
        for term, some in readings.items()
    ]
    bound = Sum(F("impact") * Case(*worths, default=0, output_field=BigIntegerField()))
    first = (
        postings.order_by()
        .values("document_id")
        .annotate(bound=bound)
        .order_by("-bound", "document_id")
        .values_list("document_id", flat=True)[:MAX_HITS]
    )
    return postings.filter(document__in=list(first))

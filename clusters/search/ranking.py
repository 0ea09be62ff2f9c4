"""From a need to ranked documents: BM25F over stored impacts, in whole numbers.

Whole numbers make the order the same on every database, and the parts of a score add
up to it exactly. A point is a thousandth of BM25's unit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from clusters.models import SearchFrequency, SearchPosting
from clusters.search.analysis import has_letter, is_weak
from clusters.search.index import EVERYTHING, SCALE, inverse_frequency
from clusters.search.understanding import WEAK, Meaning, Need, Word

# of a larger corpus so many documents are sifted for the exact ranking, by the rarest
# terms and no more than so many of their postings
MAX_HITS = 200
MAX_SIFTED = 500
# what another inflection of the visitor's word is worth, in thousandths
INFLECTED = 830
# in a corpus smaller than this frequencies say little
SMALL = 100

# what it is worth that a document has a concept that the need means
CONCEPT_WEIGHTS = {
    "leistung": 0.6,
    "treiber": 0.5,
    "feld": 0.6,
    "thema": 0.75,
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

    def subject_points(self, without: Collection[str] = ()) -> int:
        """How much speaks for the subject of the need: points without distance, drivers
        and services, which many documents share, and without those for these words of
        the visitor's. A word inside a longer one counts half: "Geld" is no "Standgeld".
        """
        general = ("treiber:", "leistung:", "region:")
        return sum(
            part.points // 2 if part.how == "whole" else part.points
            for part in self.contributions
            if part.kind != "distance"
            and not part.term.startswith(general)
            and not set(part.words) <= set(without)
        )


@dataclass(frozen=True)
class _Reading:
    """A term that a slot of the need may be found by. `worth`: thousandths of idf."""

    slot: int
    term: str
    worth: int
    how: str
    source: Word | Meaning

    def worth_in(self, forms: str) -> int:
        """Less where a document has other inflections of the word only."""
        is_other = (
            self.how == "exact"
            and isinstance(self.source, Word)
            and self.source.form not in forms.split()
        )
        return self.worth * INFLECTED // SCALE if is_other else self.worth

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

    `keys`: queryset of primary keys to stay among. At most 200 hits in a corpus larger
    than that; two queries, in such a corpus three.
    """
    frequencies = _frequencies(corpus, need)
    size = frequencies.pop(EVERYTHING, (0, 0))[1]
    readings = _readings(need, frequencies, size)
    if not readings:
        return []
    # by text and not by key: a join is planned better than a long list of keys
    postings = SearchPosting.objects.filter(corpus=corpus, term__text__in=readings)
    if keys is not None:
        postings = postings.filter(key__in=keys)
    if size > MAX_HITS:
        first = _sifted(postings, readings, frequencies)
        postings = postings.filter(key__in=first)
    # key to slot to the points of its best reading, with what they are made of
    best: dict[int, dict[int, tuple]] = defaultdict(dict)
    texts = {pk: term for term, (pk, _number) in frequencies.items()}
    rows = postings.values_list("key", "term_id", "impact", "fields", "forms")
    for key, term_id, impact, fields, forms in rows:
        term = texts[term_id]
        for reading in readings[term]:
            points = impact * reading.worth_in(forms) // SCALE
            # of readings worth the same, the shortest word is the plainest
            found = points, -len(term), term, reading, fields
            known = best[key].get(reading.slot)
            if points and (known is None or found[:3] > known[:3]):
                best[key][reading.slot] = found
    hits = [
        Hit(
            key,
            in_order(
                reading.contribution(points, fields)
                for points, _length, _term, reading, fields in slots.values()
            ),
        )
        for key, slots in best.items()
    ]
    return sorted(hits, key=lambda hit: (-hit.points, hit.key))


def in_order(contributions: Iterable[Contribution]) -> list[Contribution]:
    """The weightiest first, alike every time."""
    return sorted(contributions, key=lambda part: (-part.points, part.term))


def _frequencies(corpus: str, need: Need) -> dict[str, tuple[int, int]]:
    terms = {option.term for word in need.words for option in word.alternatives}
    terms |= {meaning.concept for meaning in need.meanings}
    return frequencies_of(corpus, terms) if terms else {}


def frequencies_of(corpus: str, terms: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Term to its primary key and the number of documents that have it; EVERYTHING
    tells how many documents there are."""
    rows = SearchFrequency.objects.filter(
        corpus=corpus, term__text__in=[*terms, EVERYTHING], documents__gt=0
    ).values_list("term__text", "term_id", "documents")
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
    if is_weak(word.form) or not has_letter(word.form):
        return WEAK
    return word.trust


def _sifted(
    postings: QuerySet,
    readings: dict[str, list[_Reading]],
    frequencies: dict[str, tuple[int, int]],
) -> list[int]:
    """Keys of the documents that the rarest terms say most about.

    A common term alone cannot lift a document among the first ones: it is left to the
    exact ranking. Here every reading is added up, there the best one of each word
    counts: the sum is never too small.
    """
    rarest, seen = [], 0
    for term in sorted(readings, key=lambda term: (frequencies[term][1], term)):
        if seen and seen + frequencies[term][1] > MAX_SIFTED:
            break
        seen += frequencies[term][1]
        rarest.append(term)
    worths = {
        frequencies[term][0]: sum(reading.worth for reading in readings[term])
        for term in rarest
    }
    bounds: Counter[int] = Counter()
    # cut only where the rarest term alone is too common
    rows = postings.filter(term__text__in=rarest).order_by("-impact", "key")
    for key, term_id, impact in rows.values_list("key", "term_id", "impact")[
        :MAX_SIFTED
    ]:
        bounds[key] += impact * worths[term_id]
    return sorted(bounds, key=lambda key: (-bounds[key], key))[:MAX_HITS]

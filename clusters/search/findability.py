"""What a need says of one entry: its place, its points, and which words it lacks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from clusters.models import Cluster
from clusters.search.analysis import is_weak, stem
from clusters.search.answer import Answer, answer_need
from clusters.search.documents import FIELDS, cluster_document, corpus
from clusters.search.index import EVERYTHING, SCALE, inverse_frequency, postings_of
from clusters.search.ranking import Hit, frequencies_of
from clusters.search.understanding import Meaning, Word

MAX_BEST = 3


@dataclass(frozen=True)
class MissingWord:
    """A word of the need that found nothing in the entry. `gain`: the points that it
    would bring as a search keyword, in thousandths."""

    text: str
    gain: int


@dataclass
class Findability:
    """Where an entry stands for a need. `place` is None where it is not found."""

    answer: Answer
    hit: Hit | None
    place: int | None
    missing: list[MissingWord] = field(default_factory=list)
    lacking: list[Meaning] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.answer.hits)

    @property
    def best(self) -> list[Hit]:
        """The first hits, those that the entry stands behind."""
        return self.answer.hits[:MAX_BEST]

    @property
    def place_with_all(self) -> int:
        """The place that the entry would have with all missing words as keywords."""
        points = self.hit.points if self.hit else 0
        points += sum(word.gain for word in self.missing)
        others = (hit for hit in self.answer.hits if hit is not self.hit)
        return 1 + sum(hit.points > points for hit in others)


def findability(cluster: Cluster, text: str, language: str = "de") -> Findability:
    """Where a public entry stands for a need, and what would bring it forward.

    `cluster`: with its parts loaded, as `for_detail` does.
    """
    answer = answer_need(text, language=language)
    place = next(
        (at for at, hit in enumerate(answer.hits, start=1) if hit.key == cluster.pk),
        None,
    )
    hit = answer.hits[place - 1] if place else None
    found = (
        {word for part in hit.contributions for word in part.words} if hit else set()
    )
    concepts = cluster_document(cluster).concepts
    return Findability(
        answer,
        hit,
        place,
        missing_words(
            cluster, [word for word in answer.need.words if word.text not in found]
        ),
        [m for m in answer.need.meanings if m.concept not in concepts],
    )


def missing_words(cluster: Cluster, words: list[Word]) -> list[MissingWord]:
    """These words with what they would bring as keywords, the best first.

    Words that say nothing, and words that every business uses, are left out.
    """
    telling = {w.form: w for w in words if w.is_telling and not is_weak(w.form)}
    stems = {form: stem(form) for form in telling}
    known = frequencies_of(corpus.name, stems.values())
    size = known.get(EVERYTHING, (0, 0))[1]
    document = cluster_document(cluster)
    missing = []
    for form, word in telling.items():
        more = [("keywords", form, language) for language in ("de", "en")]
        richer = replace(document, texts=[*document.texts, *more])
        posting = postings_of(richer, FIELDS)[0].get(stems[form])
        if posting is None:
            # a word that folding changes once more, as "İ"
            continue
        frequency = known.get(stems[form], (0, 0))[1] + 1
        rarity = round(SCALE * inverse_frequency(size, frequency))
        missing.append(MissingWord(word.text, posting.impact * rarity // SCALE))
    return sorted(missing, key=lambda word: (-word.gain, word.text))

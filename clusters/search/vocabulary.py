"""The words that the index knows, and what a visitor's word may stand for among them.

The forms are read once per process and kept until `Edition.words` changes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from clusters.models import SearchForm, SearchPhrase, current_versions
from clusters.search.analysis import (
    SHORTEST_PART,
    is_stop_word,
    is_weak,
    parts,
    root,
    stem,
)
from clusters.search.dictionary import is_correct

MAX_WHOLES = 60
MAX_TYPOS = 3
SHORTEST_HEAD = 5
LANGUAGES = ("de", "en")

# how much an alternative is worth against the word itself
EXACT, PART, WHOLE, ROOT, TYPO = 1.0, 0.62, 0.5, 0.7, 0.85


@dataclass(frozen=True)
class Alternative:
    """A term of the index that a word may stand for.

    `how`: "exact", "part" (of the visitor's compound), "whole" (a compound that holds
    the visitor's word), "root" or "typo". `strength`: from 0 to 1.
    """

    term: str
    strength: float
    how: str


class Phrase(NamedTuple):
    """A word or phrase that means a concept; `stems` are separated by spaces."""

    concept: str
    text: str
    stems: str


@dataclass
class Vocabulary:
    """Every known form with its terms, the compounds that hold a term, and the phrases
    by the longest of their stems.

    `parts`: the terms of the parts of a form; `written`: length and spelling of the
    shortest form of a term, to be shown instead of the stem.
    """

    version: str
    ids: dict[str, int] = field(default_factory=dict)
    forms: dict[str, list[str]] = field(default_factory=dict)
    wholes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    roots: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    parts: dict[str, list[str]] = field(default_factory=dict)
    written: dict[str, tuple[int, str]] = field(default_factory=dict)
    phrases: dict[str, list[Phrase]] = field(default_factory=lambda: defaultdict(list))

    def add(
        self, form: str, spelling: str, term: str, term_id: int, form_parts: str
    ) -> None:
        self.ids[term] = term_id
        self.forms.setdefault(form, []).append(term)
        self.parts[form] = form_parts.split()
        written = len(form), spelling or form
        self.written[term] = min(written, self.written.get(term, written))
        self.roots[root(term)].add(term)
        for part in form_parts.split():
            if part != term:
                self.wholes[part].add(term)

    def shown(self, term: str) -> str:
        """A word for a stem, as a German noun: "Spritzguss" for "spritzguss"."""
        _length, spelling = self.written.get(term, (0, term))
        return spelling[:1].upper() + spelling[1:]

    def knows(self, form: str) -> bool:
        """Whether a folded word, or another inflection of it, stands alone somewhere."""
        return form in self.forms or (is_correct(form) and stem(form) in self.ids)

    def knows_or_can_read(self, form: str) -> bool:
        return self.knows(form) or is_correct(form)

    def alternatives(self, form: str) -> list[Alternative]:
        """What a folded word may stand for, each term once, the best reading first."""
        found = self._readings(form)
        if not found and not is_correct(form):
            found = [
                # a misspelt word stands for all that the right one would
                (right.term, right.strength * (TYPO - 0.1 * distance), "typo")
                for spelling, distance in self.misspelt(form)
                for right in self.alternatives(spelling)
            ] or [(term, PART, "part") for term in self.heads_of(form)]
        best: dict[str, Alternative] = {}
        for term, strength, how in found:
            if term in self.ids and term not in best:
                best[term] = Alternative(term, strength, how)
        return list(best.values())

    def with_umlauts(self, form: str) -> str:
        """The known word that a keyboard without umlauts was meant to write."""
        if form in self.forms:
            return form
        written = form.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")
        return written if written in self.forms else form

    def _readings(self, form: str) -> list[tuple[str, float, str]]:
        """Term, strength and manner of each correct reading of a folded word."""
        exact = [*self.forms.get(form, ()), *(stem(form, code) for code in LANGUAGES)]
        known = [term for term in dict.fromkeys(exact) if term in self.ids]
        readings = [(term, EXACT, "exact") for term in known]
        readings += [(part, PART, "part") for part in self.parts_of(form)]
        if not known:
            others = sorted(self.roots.get(root(stem(form)), ()))
            readings += [(term, ROOT, "root") for term in others]
        elif not is_weak(form):
            wholes = self.compounds_with(known)
            readings += [(term, WHOLE, "whole") for term in wholes]
        return [reading for reading in readings if reading[0] in self.ids]

    def parts_of(self, form: str) -> list[str]:
        """Terms of the telling parts of a compound, as stored where it is known."""
        if form in self.parts:
            found = self.parts[form]
        else:
            # one known part is enough: an "Auspuffschelle" is about the "Auspuff"
            found = [stem(part) for part in parts(form, self.knows_or_can_read)]
        return [term for term in found if not (is_weak(term) or is_stop_word(term))]

    def heads_of(self, form: str) -> list[str]:
        """The term of the longest known word that an unknown one ends with: whatever
        a "Melkroboter" is, it is a "Roboter"."""
        for at in range(SHORTEST_PART, len(form) - SHORTEST_HEAD + 1):
            head = form[at:]
            if head in self.forms and is_correct(head):
                return [] if is_weak(head) else self.forms[head]
        return []

    def compounds_with(self, terms: list[str]) -> list[str]:
        """Terms of compounds that hold one of these terms as a part."""
        return [
            whole
            for term in terms
            for whole in sorted(self.wholes.get(term, ()))[:MAX_WHOLES]
        ]

    def misspelt(self, form: str) -> list[tuple[str, int]]:
        """The nearest known forms, with the number of edits; often none."""
        allowed = min(len(form) // 6, 2)
        if not allowed:
            return []
        near = [
            spelling
            for size in range(len(form) - allowed, len(form) + allowed + 1)
            for spelling in self._spellings.get(size, ())
        ]
        matches = process.extract(
            form, near, scorer=OSA.distance, score_cutoff=allowed, limit=8
        )
        if not matches:
            return []
        nearest = min(distance for _form, distance, _index in matches)
        return [
            (spelling, distance)
            for spelling, distance, _index in sorted(matches)
            if distance == nearest
        ][:MAX_TYPOS]

    @cached_property
    def _spellings(self) -> dict[int, list[str]]:
        """Length to the known forms of that length, for those worth comparing."""
        spellings: dict[int, list[str]] = defaultdict(list)
        for form in self.forms:
            if len(form) > 3:
                spellings[len(form)].append(form)
        return spellings


def vocabulary() -> Vocabulary:
    """The words of the index as of now; at most one query, more after a change."""
    return _load(current_versions().words)


@lru_cache(maxsize=2)
def _load(version: str) -> Vocabulary:
    words = Vocabulary(version)
    rows = SearchForm.objects.order_by("text", "term__text").values_list(
        "text", "spelling", "term__text", "term_id", "parts"
    )
    for row in rows.iterator():
        words.add(*row)
    phrases = SearchPhrase.objects.order_by("concept", "stems")
    for head, *phrase in phrases.values_list("head", "concept", "text", "stems"):
        words.phrases[head].append(Phrase(*phrase))
    return words

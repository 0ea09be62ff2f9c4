"""The words that the index knows, and what a visitor's word may stand for among them.

The forms are read once per process and kept until `SearchState.version` changes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from uuid import uuid4

from rapidfuzz import process
from rapidfuzz.distance import OSA

from clusters.models import SearchForm, SearchState
from clusters.search.analysis import is_weak, parts, root, stem

MAX_WHOLES = 60
MAX_TYPOS = 3
LANGUAGES = ("de", "en")

# how much an alternative is worth against the word itself
EXACT, PART, WHOLE, ROOT, TYPO = 1.0, 0.62, 0.72, 0.7, 0.85


@dataclass(frozen=True)
class Alternative:
    """A term of the index that a word may stand for.

    `how`: "exact", "part" (of the visitor's compound), "whole" (a compound that holds
    the visitor's word), "root" or "typo". `strength`: from 0 to 1.
    """

    term: str
    strength: float
    how: str


@dataclass
class Vocabulary:
    """Every known form with its terms, and the compounds that hold a term.

    `written`: the shortest form of a term, to be shown instead of the stem.
    """

    version: str
    ids: dict[str, int] = field(default_factory=dict)
    forms: dict[str, list[str]] = field(default_factory=dict)
    wholes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    roots: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    written: dict[str, str] = field(default_factory=dict)

    def add(self, form: str, term: str, term_id: int, form_parts: str) -> None:
        self.ids[term] = term_id
        self.forms.setdefault(form, []).append(term)
        if len(form) < len(self.written.get(term, form + " ")):
            self.written[term] = form
        self.roots[root(term)].add(term)
        for part in form_parts.split():
            if part != term:
                self.wholes[part].add(term)

    def shown(self, term: str) -> str:
        """A word for a stem, as a German noun: "Spritzguss" for "spritzguss"."""
        form = self.written.get(term, term)
        return form[:1].upper() + form[1:]

    def knows(self, form: str) -> bool:
        """Whether a folded word, or another inflection of it, stands alone somewhere."""
        return form in self.forms or stem(form) in self.ids

    def alternatives(self, form: str) -> list[Alternative]:
        """What a folded word may stand for, each term once, the best reading first."""
        found = self._readings(form)
        if not found:
            found = [
                # a misspelt word stands for all that the right one would
                (right.term, right.strength * (TYPO - 0.1 * distance), "typo")
                for spelling, distance in self.misspelt(form)
                for right in self.alternatives(spelling)
            ]
        best: dict[str, Alternative] = {}
        for term, strength, how in found:
            if term in self.ids and term not in best:
                best[term] = Alternative(term, strength, how)
        return list(best.values())

    def _readings(self, form: str) -> list[tuple[str, float, str]]:
        """Term, strength and manner of each correct reading of a folded word."""
        exact = [*self.forms.get(form, ()), *(stem(form, code) for code in LANGUAGES)]
        known = [term for term in dict.fromkeys(exact) if term in self.ids]
        telling = [part for part in parts(form, self.knows) if not is_weak(part)]
        readings = [(term, EXACT, "exact") for term in known]
        readings += [(stem(part), PART, "part") for part in telling]
        if not known:
            others = sorted(self.roots.get(root(stem(form)), ()))
            readings += [(term, ROOT, "root") for term in others]
        elif not is_weak(form):
            wholes = self.compounds_with(known)
            readings += [(term, WHOLE, "whole") for term in wholes]
        return [reading for reading in readings if reading[0] in self.ids]

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
    """The words of the index as of now; one query, more only after a change."""
    state = SearchState.objects.order_by("pk").first()
    return _load(state.version if state else "")


@lru_cache(maxsize=2)
def _load(version: str) -> Vocabulary:
    words = Vocabulary(version)
    rows = SearchForm.objects.order_by("text", "term__text").values_list(
        "text", "term__text", "term_id", "parts"
    )
    for row in rows.iterator():
        words.add(*row)
    return words


def renew_version() -> None:
    """Make every process read the forms anew; call it when forms were added."""
    SearchState.objects.update_or_create(pk=1, defaults={"version": uuid4().hex})

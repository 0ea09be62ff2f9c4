"""What a need says: its words, what they mean, and which place is near."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from clusters.models import Place
from clusters.search.analysis import (
    fold,
    is_stop_word,
    language_of,
    searchable,
    stem,
    tokens,
    wanted_part,
)
from clusters.search.dictionary import everydayness
from clusters.search.places import find_place
from clusters.search.vocabulary import (
    EXACT,
    Alternative,
    Vocabulary,
    vocabulary,
)

MAX_TEXT = 1000
MAX_WORDS = 40
# what a word of everyday talk, or of every business, is worth against a telling one
WEAK = 0.3
# a meaning weaker than this is no ground to offer or to deny anything
SURE = 0.9
OUTSIDE_KINDS = {"outside", "body"}


@dataclass(frozen=True)
class Word:
    """A word of the need and the terms that it may stand for.

    `everydayness`: from 0 to 1, how little it says although it is no stop word.
    """

    text: str
    form: str
    alternatives: tuple[Alternative, ...]
    everydayness: float = 0.0

    @property
    def trust(self) -> float:
        """What an everyday word is worth against a rare one."""
        return 1.0 - (1.0 - WEAK) * self.everydayness

    @property
    def is_telling(self) -> bool:
        """Whether the word says what is needed; "suchen" and "Betrieb" do not."""
        return not is_stop_word(self.form)


@dataclass(frozen=True)
class Meaning:
    """A concept that the need means.

    `phrase`: the name or synonym that was found; `words`: the visitor's own words for
    it; `strength`: from 0 to 1, less for parts of compounds and misspelt words; `how`:
    as in Alternative, of the word that is least sure.
    """

    concept: str
    phrase: str
    words: tuple[str, ...]
    strength: float
    how: str = "exact"

    @property
    def kind(self) -> str:
        return self.concept.split(":")[0]

    @property
    def slug(self) -> str:
        return self.concept.split(":")[1]

    @property
    def is_sure(self) -> bool:
        """Whether the words say it themselves, and not by a part or a likeness."""
        return self.strength >= SURE

    @property
    def is_too_vague(self) -> bool:
        """Whether only a longer word holds the visitor's: a "Fahrer" is no
        "Fahrermangel"."""
        return self.how in ("whole", "root")


@dataclass
class Need:
    """A visitor's text as the search understands it.

    `names`: concept to name, for sentences; whoever shows them fills it in.
    """

    text: str
    vocabulary: Vocabulary
    language: str = "de"
    words: list[Word] = field(default_factory=list)
    meanings: list[Meaning] = field(default_factory=list)
    outside: list[Meaning] = field(default_factory=list)
    place: Place | None = None
    place_text: str = ""
    names: dict[str, str] = field(default_factory=dict)

    def name_of(self, concept: str) -> str:
        """The concept's name in the active language, as far as `names` holds it."""
        return self.names.get(concept, concept.split(":")[1])

    @property
    def is_empty(self) -> bool:
        """Whether nothing in the text says anything, as in "Hallo" or "???"."""
        return not (self.place or self.says_what)

    @property
    def names_only_a_place(self) -> bool:
        """Whether the text says where and not what, as in "in Wuppertal"."""
        return self.place is not None and not self.says_what

    @property
    def says_what(self) -> bool:
        return any(word.is_telling for word in self.words)


def understand(text: str, language: str = "de", *, with_places: bool = True) -> Need:
    """Read a need. Costs at most three queries; any text is allowed.

    `language`: of the page, taken where the text does not show its own.
    """
    text = text[:MAX_TEXT]
    known = vocabulary()
    need = Need(text, known, language_of(text, language))
    wanted = wanted_part(text)
    if with_places:
        need.place, need.place_text = find_place(wanted)
    need.words = find_words(wanted, known, skip=place_forms(need))
    find_meanings(need, wanted)
    settle_outside(need)
    return need


def place_forms(need: Need) -> set[str]:
    """The folded words of the place: they say where, not what."""
    return {token.form for token in tokens(need.place_text)}


def find_words(text: str, known: Vocabulary, *, skip: set[str]) -> list[Word]:
    """Each word of the text once, with its alternatives; whole words before pieces."""
    words: dict[str, Word] = {}
    covered_until = -1
    # "Stahl" is a material and "stahl" a thief's deed, if capitals are used at all
    has_capitals = text != text.lower()
    for token in searchable(text):
        form = known.with_umlauts(token.form)
        if form in words or token.form in skip:
            continue
        is_piece = token.end <= covered_until
        alternatives = tuple(known.alternatives(form))
        if is_stop_word(form):
            alternatives = tuple(a for a in alternatives if a.how == "exact")
        if is_piece and not alternatives:
            continue
        if not is_piece and alternatives and fold(token.text) == token.form:
            covered_until = token.end
        is_noun = not has_capitals or token.text[:1].isupper()
        common = 0.0 if is_noun else everydayness(form)
        words[form] = Word(token.text, form, alternatives, common)
        if len(words) == MAX_WORDS:
            break
    return list(words.values())


def find_meanings(need: Need, wanted: str) -> None:
    """Fill `meanings` and `outside`: the best reading of each concept."""
    reached = reached_terms(need, wanted)
    best: dict[str, tuple[float, Meaning]] = {}
    phrases = sorted(
        phrase for head in reached for phrase in need.vocabulary.phrases.get(head, ())
    )
    for concept, text, stems in phrases:
        terms = stems.split()
        if not all(term in reached for term in terms):
            continue
        hits = [reached[term] for term in terms]
        words = tuple(dict.fromkeys(hit.word for hit in hits))
        weakest = min(hits, key=lambda hit: hit.strength)
        meaning = Meaning(concept, text, words, weakest.strength, weakest.how)
        if meaning.is_too_vague:
            continue
        weight = meaning.strength * (1 + 0.3 * (len(hits) - 1))
        if weight > best.get(concept, (0.0, None))[0]:
            best[concept] = weight, meaning
    for _weight, meaning in sorted(best.values(), key=lambda b: (-b[0], b[1].concept)):
        into = need.outside if meaning.kind in OUTSIDE_KINDS else need.meanings
        into.append(meaning)


class Reached(NamedTuple):
    """How surely a need says a term, by which of its words and how."""

    strength: float
    word: str
    how: str


def reached_terms(need: Need, wanted: str) -> dict[str, Reached]:
    """Each term that the need says, with the surest word for it."""
    # words that say nothing alone may say something in a phrase
    reached = {
        term: Reached(EXACT, token.text, "exact")
        for token in searchable(wanted)
        for term in (stem(token.form), stem(token.form, "en"))
        if is_stop_word(token.form)
    }
    for word in need.words:
        if not word.is_telling:
            continue
        for option in word.alternatives:
            strength = option.strength * word.trust
            known = reached.get(option.term)
            if known is None or strength > known.strength:
                reached[option.term] = Reached(strength, word.text, option.how)
    return reached


def settle_outside(need: Need) -> None:
    """Let a word that names something outside stand for nothing less certain:
    the "Bücher" in "Auftragsbücher" are not those of a publisher."""
    settled = {
        word
        for meaning in need.outside
        if meaning.kind == "outside" and meaning.how == "exact"
        for word in meaning.words
    }
    need.words = [
        replace(
            word, alternatives=tuple(a for a in word.alternatives if a.how == "exact")
        )
        if word.text in settled
        else word
        for word in need.words
    ]

"""What a need says: its words, what they mean, and which place is near."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from clusterallianz.text import german_slug
from clusters.models import Place, PostcodeArea, SearchPhrase
from clusters.search.analysis import (
    fold,
    is_stop_word,
    language_of,
    phrase_words,
    searchable,
    stem,
    tokens,
    wanted_part,
)
from clusters.search.vocabulary import (
    EXACT,
    ROOT,
    WHOLE,
    Alternative,
    Vocabulary,
    vocabulary,
)

MAX_TEXT = 1000
MAX_WORDS = 40
# words before a place's name; without one "Essen" is a meal
BEFORE_PLACES = {"in", "bei", "aus", "nahe", "nach", "um", "raum", "near", "from", "at"}
NEAR_PLACES = BEFORE_PLACES | {"umgebung", "umkreis", "region", "around", "close", "to"}
OUTSIDE_KINDS = {"outside", "body"}


@dataclass(frozen=True)
class Word:
    """A word of the need and the terms that it may stand for."""

    text: str
    form: str
    alternatives: tuple[Alternative, ...]

    @property
    def is_telling(self) -> bool:
        """Whether the word says what is needed; "suchen" and "Betrieb" do not."""
        return not is_stop_word(self.form)


@dataclass(frozen=True)
class Meaning:
    """A concept that the need means.

    `phrase`: the name or synonym that was found; `words`: the visitor's own words for
    it; `strength`: from 0 to 1, less for parts of compounds and misspelt words.
    """

    concept: str
    phrase: str
    words: tuple[str, ...]
    strength: float

    @property
    def kind(self) -> str:
        return self.concept.split(":")[0]

    @property
    def slug(self) -> str:
        return self.concept.split(":")[1]

    @property
    def is_too_vague(self) -> bool:
        """A refusal must not rest on a word that merely holds the visitor's."""
        return self.kind in OUTSIDE_KINDS and self.strength in (WHOLE, ROOT)


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
        return not (self.place or any(word.is_telling for word in self.words))


def understand(text: str, language: str = "de", *, with_places: bool = True) -> Need:
    """Read a need. Costs at most four queries; any text is allowed.

    `language`: of the page, taken where the text does not show its own.
    """
    text = text[:MAX_TEXT]
    known = vocabulary()
    need = Need(text, known, language_of(text, language))
    wanted = wanted_part(text)
    if with_places:
        find_place(need, wanted)
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
    for token in searchable(text):
        if token.form in words or token.form in skip:
            continue
        is_piece = token.end <= covered_until
        alternatives = tuple(known.alternatives(token.form))
        if is_stop_word(token.form):
            alternatives = tuple(a for a in alternatives if a.how == "exact")
        if is_piece and not alternatives:
            continue
        if not is_piece and alternatives and fold(token.text) == token.form:
            covered_until = token.end
        words[token.form] = Word(token.text, token.form, alternatives)
        if len(words) == MAX_WORDS:
            break
    return list(words.values())


def find_meanings(need: Need, wanted: str) -> None:
    """Fill `meanings` and `outside`: the best reading of each concept."""
    reached = reached_terms(need, wanted)
    best: dict[str, tuple[float, Meaning]] = {}
    rows = SearchPhrase.objects.filter(head__in=list(reached)).order_by(
        "concept", "stems"
    )
    for concept, text, stems in rows.values_list("concept", "text", "stems"):
        terms = stems.split()
        if not all(term in reached for term in terms):
            continue
        hits = [reached[term] for term in terms]
        words = tuple(dict.fromkeys(word for _strength, word in hits))
        meaning = Meaning(concept, text, words, min(hit[0] for hit in hits))
        if meaning.is_too_vague:
            continue
        weight = meaning.strength * (1 + 0.3 * (len(hits) - 1))
        if weight > best.get(concept, (0.0, None))[0]:
            best[concept] = weight, meaning
    for _weight, meaning in sorted(best.values(), key=lambda b: (-b[0], b[1].concept)):
        into = need.outside if meaning.kind in OUTSIDE_KINDS else need.meanings
        into.append(meaning)


def reached_terms(need: Need, wanted: str) -> dict[str, tuple[float, str]]:
    """Term to how surely the need says it, and the visitor's word for it."""
    # words that say nothing alone may say something in a phrase
    reached: dict[str, tuple[float, str]] = {
        term: (1.0, token.text)
        for token in phrase_words(wanted)
        for term in (stem(token.form), stem(token.form, "en"))
        if is_stop_word(token.form)
    }
    for word in need.words:
        if not word.is_telling:
            continue
        for option in word.alternatives:
            if option.strength > reached.get(option.term, (0.0, ""))[0]:
                reached[option.term] = option.strength, word.text
    return reached


def settle_outside(need: Need) -> None:
    """Let a word that names something outside stand for nothing less certain:
    the "Bücher" in "Auftragsbücher" are not those of a publisher."""
    settled = {
        word
        for meaning in need.outside
        if meaning.kind == "outside" and meaning.strength == EXACT
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


def find_place(need: Need, text: str) -> None:
    """Set `place` by a postcode of the state, or by a name after "in", "bei", …"""
    codes = re.findall(r"(?<!\d)\d{5}(?!\d)", text)
    if codes:
        area = PostcodeArea.objects.filter(code__in=codes).select_related("place")
        first = area.first()
        if first:
            need.place, need.place_text = first.place, first.code
            return
    names = place_names(text)
    if names:
        places = Place.objects.filter(slug__in=list(names)).order_by("-population")
        found = sorted(places, key=lambda place: -len(names[place.slug]))
        if found:
            need.place, need.place_text = found[0], names[found[0].slug]


def place_names(text: str) -> dict[str, str]:
    """Slug to text of everything that may name a place: one to four words after "in"
    and its like, all but the first capitalised or joining ("Mülheim an der Ruhr")."""
    words = re.findall(r"[\w.'’-]+", text)
    names: dict[str, str] = {}
    for index, word in enumerate(words[:-1]):
        if word.lower() not in NEAR_PLACES:
            continue
        for size in range(1, 5):
            run = words[index + 1 : index + 1 + size]
            if len(run) == size and run[0][:1].isupper():
                name = " ".join(run).strip(".'’-")
                names[german_slug(name)] = name
    return names

"""From text to terms: tokens, stop words, stems and the parts of compounds.

Pure functions without a database. Stems are Snowball's (German with the rule that
ae, oe and ue are umlauts, so "Fachkraefte", "Fachkräfte" and "Fachkrafte" agree).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from clusters.search.words import (
    FIRST_PARTS_THAT_ARE_PREFIXES,
    GENERAL_PARTS,
    GRAMMAR_WORDS,
    LAST_PARTS_THAT_ARE_SUFFIXES,
    LEXICALISED,
    NEGATIONS,
    SHORT_PARTS,
    STOP_WORDS,
    TURNS,
    WEAK_WORDS,
)

LONGEST_WORD = 60
SHORTEST_PART = 3
LINKS = ("", "s", "es", "n", "en", "er", "e")
ENDINGS = ("ungen", "ung", "er", "el", "ig", "lich", "isch", "bar", "heit", "keit")

# "angelernt", "eingebaute": participles are no compounds
_PARTICIPLE = re.compile(
    r"(?:an|auf|aus|ab|ein|vor|zu|um|mit|nach|her|hin|weg|los|durch|über|unter|zurück"
    r"|zusammen)ge.+(?:t|en)(?:e|em|en|er|es)?"
)
_WORD = re.compile(r"[^\W_]+(?:[.'’&+-][^\W_]+)*", re.UNICODE)
_STEMMERS = {"de": Stemmer.Stemmer("german"), "en": Stemmer.Stemmer("english")}


@dataclass(frozen=True)
class Token:
    """A word of a text: as written, folded, and where it stands (characters)."""

    text: str
    form: str
    start: int
    end: int

    @property
    def spelling(self) -> str:
        """How the form is written: the word itself, or the folded piece of it."""
        return self.text if fold(self.text) == self.form else self.form


def fold(text: str) -> str:
    """Lower case without accents; umlauts stay, since stems and parts need them."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    kept = {"ä", "ö", "ü"}
    return "".join(c if c in kept else unicodedata.normalize("NFD", c)[0] for c in text)


def tokens(text: str) -> Iterator[Token]:
    """The words of a text. "5G.NRW" is one word and also "5g" and "nrw", but "20.000"
    is one number."""
    for match in _WORD.finditer(unicodedata.normalize("NFC", text)):
        word = match.group()
        form = fold(word)[:LONGEST_WORD]
        yield Token(word, form, match.start(), match.end())
        pieces = re.split(r"[.'&+-]", form)
        if len(pieces) > 1 and has_letter(form):
            for piece in pieces:
                if len(piece) > 1:
                    yield Token(word, piece, match.start(), match.end())


def has_letter(form: str) -> bool:
    """Whether a folded word is more than a number."""
    return any(char.isalpha() for char in form)


@lru_cache(maxsize=50_000)
def stem(form: str, language: str = "de") -> str:
    """The stem of a folded word, without umlauts. `language`: "de" or "en"."""
    plain = _STEMMERS[language].stemWord(form)
    return plain.translate(str.maketrans("äöü", "aou"))


@lru_cache(maxsize=50_000)
def root(term: str) -> str:
    """A stem without the ending that makes a noun or adjective of a verb.

    "forder" (Förderung) and "ford" (fördern) share the root "ford". For words that
    the vocabulary lacks only: it is too coarse for those that it knows.
    """
    for ending in ENDINGS:
        if term.endswith(ending) and len(term) - len(ending) >= 4:
            return term[: -len(ending)]
    return term


def is_stop_word(form: str) -> bool:
    """Whether a folded word says nothing about a need, in either language."""
    return form in STOP_WORDS or len(form) < 2


@lru_cache(maxsize=1)
def _weak_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in WEAK_WORDS) | WEAK_WORDS


def is_weak(form: str) -> bool:
    """Whether a folded word belongs to every business, as "Markt" and "Projekt" do."""
    return form in WEAK_WORDS or stem(form) in _weak_stems()


def content(text: str) -> list[Token]:
    """The words of a text that say something about a need."""
    return [token for token in tokens(text) if not is_stop_word(token.form)]


def searchable(text: str) -> list[Token]:
    """All words of a text that are looked up: those of two letters and more."""
    return [token for token in tokens(text) if len(token.form) > 1]


def phrase_words(text: str) -> list[Token]:
    """The words of a phrase that it needs: "Partner finden" is more than "Partner".

    Of "zu viele Meetings" a single word would be left, which says something else: such
    a phrase needs nothing, and means nothing.
    """
    every = searchable(text)
    words = [t for t in every if t.form not in GRAMMAR_WORDS]
    is_single = len(words) == 1
    says_nothing = is_single and is_stop_word(words[0].form)
    return [] if says_nothing or (is_single and len(every) > 1) else words


def wanted_part(text: str) -> str:
    """A need without what it says it does not want: "keine Messe, sondern Personal".

    Only a negation that is turned by "sondern" or "but" is cut away, up to the turn;
    "ohne Lösemittel" names a subject all the same and does no harm.
    """
    words = list(tokens(text))
    for index, word in enumerate(words):
        if word.form in TURNS:
            before = [w for w in words[:index] if w.form in NEGATIONS]
            if before:
                cut = before[-1].start, word.end
                return text[: cut[0]] + " " * (cut[1] - cut[0]) + text[cut[1] :]
    return text


def language_of(text: str, default: str = "de") -> str:
    """ "de" or "en" by the commonest small words; `default` where they are even."""
    forms = [token.form for token in tokens(text)]
    english = sum(form in _ENGLISH for form in forms)
    german = sum(form in _GERMAN or "ä" in form or "ü" in form for form in forms)
    if english == german:
        return default
    return "en" if english > german else "de"


_ENGLISH = frozenset(
    "the we our for of and to with need how who can is are looking".split()  # noqa: SIM905 - reads as words
)
_GERMAN = frozenset(
    "wir der die das und für mit uns wer wie zu ist ein eine unser".split()  # noqa: SIM905 - reads as words
)


def parts(form: str, is_word: Callable[[str], bool]) -> tuple[str, ...]:
    """The parts of a German compound, as folded words; empty if it is none.

    `is_word` says whether a folded word stands alone somewhere. A part is such a word
    or a general one ("verfahren"), the first ones with a linking s or n.
    "Unternehmen" has no parts, because "unter" is a prefix and not a word for a thing.
    """
    if len(form) < 2 * SHORTEST_PART + 1 or not form.isalpha():
        return ()
    if form in LEXICALISED or _PARTICIPLE.fullmatch(form):
        return ()
    return _split(form, is_word) or ()


def _split(
    form: str, is_word: Callable[[str], bool], *, depth: int = 3
) -> tuple[str, ...] | None:
    if not depth:
        return None
    best: tuple[str, ...] | None = None
    for at in range(len(form) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        head = _first_part(form[:at], is_word)
        if head is None:
            continue
        tail = form[at:]
        if _is_last_part(tail, is_word):
            found: tuple[str, ...] | None = (head, tail)
        else:
            rest = _split(tail, is_word, depth=depth - 1)
            found = (head, *rest) if rest else None
        if found and (best is None or len(found) < len(best)):
            best = found
    return best


def _first_part(form: str, is_word: Callable[[str], bool]) -> str | None:
    """The word that a first part stands for, without its linking letters."""
    for link in LINKS:
        if not form.endswith(link):
            continue
        word = form[: len(form) - len(link)] if link else form
        if len(word) < SHORTEST_PART or word in FIRST_PARTS_THAT_ARE_PREFIXES:
            continue
        if _may_be_part(word, is_word):
            return word
    return None


def _is_last_part(form: str, is_word: Callable[[str], bool]) -> bool:
    if len(form) < SHORTEST_PART or form in LAST_PARTS_THAT_ARE_SUFFIXES:
        return False
    return _may_be_part(form, is_word)


def _may_be_part(form: str, is_word: Callable[[str], bool]) -> bool:
    if len(form) == SHORTEST_PART:
        return form in SHORT_PARTS
    return form in GENERAL_PARTS or is_word(form)

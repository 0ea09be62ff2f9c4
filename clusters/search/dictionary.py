"""Which words are correct German or English, and how much they belong to everyday talk.

Twenty entries cannot tell by their own frequencies that "liegen" and "bringen" are
common, nor that "laufen" is no misspelt "kaufen". The dictionaries of pyspellchecker
can: their German counts are of words written in lower case, which leaves the nouns,
the subjects of a need, rare.
"""

from __future__ import annotations

import math
from functools import lru_cache

from spellchecker import SpellChecker

# occurrences in a thousand million words, as powers of ten: from the first number on
# a word counts as a little common, from the second on as everyday
COMMON = {"de": (3.6, 4.6), "en": (5.0, 5.8)}


def is_correct(form: str) -> bool:
    """Whether a folded word is one of the German or English language."""
    return form in _read()[0]


def everydayness(form: str) -> float:
    """How much a folded word belongs to everyday talk, from 0 to 1."""
    return _read()[1].get(form, 0.0)


@lru_cache(maxsize=1)
def _read() -> tuple[frozenset[str], dict[str, float]]:
    """All folded words, and the everyday ones; half a second, once per process."""
    correct: set[str] = set()
    everyday: dict[str, float] = {}
    for language, (rarest, commonest) in COMMON.items():
        words = SpellChecker(language=language).word_frequency
        for word, count in words.dictionary.items():
            form = word.casefold()
            correct.add(form)
            often = math.log10(count / words.total_words * 1e9)
            if often > rarest:
                share = min(1.0, (often - rarest) / (commonest - rarest))
                everyday[form] = max(share, everyday.get(form, 0.0))
    return frozenset(correct), everyday

"""German text as keys: slugs, sort keys and folded words, without a database."""

import re
import unicodedata

_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe"}
)


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold(text: str) -> str:
    """Lower case without umlauts and accents: "Fachkräfte" gives "fachkraefte"."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return _ascii(composed.translate(_GERMAN))


def german_slug(text: str, max_length: int = 80) -> str:
    """Slug with German transliteration: "Straße" gives "strasse"."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    return slug[:max_length].rstrip("-")


def sort_key(text: str, max_length: int = 200) -> str:
    """Key for German order (DIN 5007-1: ä sorts as a), alike on every database."""
    composed = unicodedata.normalize("NFC", text).casefold()
    plain = _ascii(composed.replace("ß", "ss"))
    return " ".join(re.findall(r"[a-z0-9]+", plain))[:max_length]


def for_xml(text: str) -> str:
    """Text without the characters that no XML may hold."""
    return "".join(char for char in text if char in "\n\t" or _is_readable(char))


def _is_readable(char: str) -> bool:
    # Python does not count a no-break space as printable
    return char.isprintable() or unicodedata.category(char) == "Zs"


_VOWEL = "[aeiouyäöü]"
_CONSONANT = "[bcdfghjklmnpqrstvwxzß]"
# consonants that begin a syllable together; the last one alone does too
_ONSET = f"(?:sch|ch|ck|ph|th|qu|(?<!{_VOWEL})st|[bfgkp][rl]|[dt]r|{_CONSONANT})"
# where words are joined, which syllables alone do not show
_JOINTS = (
    rf"\Aver(?={_VOWEL})|(?:ung|ion|heit|keit|schaft|tät)s(?=\w{{3}})"
    rf"|(?<={_CONSONANT})ge(?=st{_VOWEL})|gie(?=str)|stand(?=ort)|koope(?=r)"
)
# after a joint, or before the onset of a syllable of three letters; no letter alone
_BREAK = re.compile(
    f"{_JOINTS}|(?!\\A.{_CONSONANT}{_VOWEL}){_VOWEL}+{_CONSONANT}*?"
    f"(?={_ONSET}{_VOWEL}\\w)",
    re.IGNORECASE,
)
_LONG_WORD = re.compile(r"[^\W\d_]{12,}")


def soft_hyphens(text: str) -> str:
    """Long words with soft hyphens (U+00AD) between syllables, for narrow columns.

    Not every browser has a German dictionary for `hyphens: auto`.
    """
    return _LONG_WORD.sub(lambda word: _BREAK.sub("\\g<0>\u00ad", word[0]), text)

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

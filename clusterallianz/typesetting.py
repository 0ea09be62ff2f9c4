"""Sets PDF/UA-1 with Typst: the same on every machine, and no text is ever markup.

What people have written reaches Typst as JSON only, never as a part of a template's
source.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import typst

from clusterallianz.text import soft_hyphens

# what Typst says of a character that none of its fonts has
NO_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
STAND_IN = "□"
# all but Latin letters, the usual punctuation and a place to break
UNCOMMON = re.compile(r"[^\x20-\u024f\u2010-\u203a\u20ac\u200b]")
ATTEMPTS = 3

# a longer word may be wider than its column, and gets places to break
LONGEST_WORD = 24
BREAK = "\u200b"
SOFT_HYPHEN = "\u00ad"
# after the signs of an address, else anywhere
PIECES = re.compile(r"[^@./_-]{1,18}[@./_-]?|[@./_-]")


def typeset(template: Path, data: str, made_at: int) -> bytes:
    """`data`: JSON; `made_at`: seconds since 1970, so that the same data give the same
    bytes. Characters without a glyph, such as emoji, become an empty square."""
    for _attempt in range(ATTEMPTS):
        try:
            return compiled(template, data, made_at)
        except typst.TypstError as error:
            unknown = unknown_characters(f"{error.message}\n{error.diagnostic}")
            if not unknown:
                raise
            data = data.translate(dict.fromkeys(map(ord, unknown), STAND_IN))
    return compiled(template, UNCOMMON.sub(STAND_IN, data), made_at)


def compiled(template: Path, data: str, made_at: int) -> bytes:
    return typst.compile(
        template,
        root=template.parent,
        font_paths=embedded_fonts(),
        sys_inputs={"data": data},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=made_at,
    )


@lru_cache(maxsize=1)
def embedded_fonts() -> typst.Fonts:
    """The fonts inside the package: what a server has installed makes no difference."""
    return typst.Fonts(include_system_fonts=False)


def unknown_characters(complaint: str) -> set[str]:
    """The characters that Typst could not draw, out of what it says about them."""
    texts = NO_GLYPH.findall(complaint)
    return {
        character
        for text in texts
        for character in ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    } - {STAND_IN}


def line(text: str, longest: int = LONGEST_WORD) -> str:
    """A text in one line, without what cannot be seen, with places to break in words
    of more than `longest` letters."""
    seen = "".join(c if c.isprintable() else " " for c in text)
    words = seen.split()
    return " ".join(word if len(word) <= longest else broken(word) for word in words)


def broken(word: str) -> str:
    """A word with places to break: between syllables, else anywhere; of an address
    after its signs."""
    is_address = "@" in word or "." in word
    parts = [word] if is_address else soft_hyphens(word).split(SOFT_HYPHEN)
    pieces = (BREAK.join(PIECES.findall(part)) for part in parts)
    return SOFT_HYPHEN.join(pieces)

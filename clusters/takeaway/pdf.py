"""Sets the one-page profile with Typst: PDF/UA-1, the same on every machine.

What an entry says reaches Typst as JSON only, never as a part of the template's source.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

TEMPLATE = Path(__file__).with_name("profile.typ")
# a few hundred kilobytes each at most
KEPT = 64
# what Typst says of a character that none of its fonts has
NO_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
STAND_IN = "□"
# all but Latin letters, the usual punctuation and a place to break
UNCOMMON = re.compile(r"[^\x20-\u024f\u2010-\u203a\u20ac\u200b]")
ATTEMPTS = 3


def profile_pdf(facts: dict[str, Any]) -> bytes:
    """The PDF of `onepage.one_page()`; kept in memory by what it says."""
    day = timezone.localdate()
    midnight = datetime(
        day.year, day.month, day.day, tzinfo=timezone.get_current_timezone()
    )
    said = facts | {"qr": qr_svg(facts["url"])}
    return typeset(json.dumps(said, ensure_ascii=False), int(midnight.timestamp()))


@lru_cache(maxsize=KEPT)
def typeset(data: str, made_at: int) -> bytes:
    """`data`: JSON; `made_at`: seconds since 1970, so that the same facts give the same
    bytes. Characters without a glyph, such as emoji, become an empty square."""
    for _attempt in range(ATTEMPTS):
        try:
            return compiled(data, made_at)
        except typst.TypstError as error:
            unknown = unknown_characters(f"{error.message}\n{error.diagnostic}")
            if not unknown:
                raise
            data = data.translate(dict.fromkeys(map(ord, unknown), STAND_IN))
    return compiled(UNCOMMON.sub(STAND_IN, data), made_at)


def compiled(data: str, made_at: int) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
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


@lru_cache(maxsize=KEPT)
def qr_svg(text: str) -> str:
    """A QR code as SVG: one path of dark modules, without the quiet zone."""
    code = QRCode(border=0, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}">'
        f'<path d="{path}" fill="#14201b"/></svg>'
    )

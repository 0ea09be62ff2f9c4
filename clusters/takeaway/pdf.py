"""Sets the one-page profile as a tagged PDF."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from clusterallianz.typesetting import typeset

TEMPLATE = Path(__file__).with_name("profile.typ")
# a few hundred kilobytes each at most
KEPT = 64


def profile_pdf(facts: dict[str, Any]) -> bytes:
    """The PDF of `onepage.one_page()`; kept in memory by what it says."""
    day = timezone.localdate()
    midnight = datetime(
        day.year, day.month, day.day, tzinfo=timezone.get_current_timezone()
    )
    said = facts | {"qr": qr_svg(facts["url"])}
    return kept_profile(json.dumps(said, ensure_ascii=False), int(midnight.timestamp()))


@lru_cache(maxsize=KEPT)
def kept_profile(data: str, made_at: int) -> bytes:
    return typeset(TEMPLATE, data, made_at)


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

"""The handbooks of docs/handbuch/ as pages: one text for the repository and the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from PIL import Image

FOLDER = Path(settings.BASE_DIR) / "docs" / "handbuch"


@dataclass(frozen=True)
class Handbook:
    """A German text in Markdown; its first line is the title."""

    slug: str
    title: str
    body: str


@lru_cache(maxsize=1)
def handbooks() -> dict[str, Handbook]:
    """Slug to handbook, in the order of their files."""
    return {path.stem: read(path) for path in sorted(FOLDER.glob("*.md"))}


def read(path: Path) -> Handbook:
    heading, _line, body = path.read_text(encoding="utf-8").partition("\n")
    return Handbook(path.stem, heading.removeprefix("# ").strip(), body)


def anchor(heading: str) -> str:
    """As code hosts make it of a heading, so that one link works on both."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@lru_cache
def picture(name: str) -> str:
    """The attributes of a picture; with its size, so that the text does not jump."""
    with Image.open(FOLDER / "bilder" / name) as image:
        width, height = image.size
    source = static(f"handbuch/{name}")
    return f'src="{source}" width="{width}" height="{height}" loading="lazy"'


def html_of(handbook: Handbook) -> SafeString:
    """The body as HTML: headings with addresses, pictures and links as on the site."""
    parser = MarkdownIt("js-default")
    tokens = parser.parse(handbook.body)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(inline.content))
    html = parser.renderer.render(tokens, parser.options, {})
    html = re.sub(
        r'src="bilder/([\w.-]+)"',
        lambda found: picture(found[1]),
        html,
    )
    html = re.sub(
        r'href="([\w-]+)\.md(#[\w-]*)?"',
        lambda found: f'href="{reverse("handbook", args=[found[1]])}{found[2] or ""}"',
        html,
    )
    # wide tables move inside their own frame, which the keyboard reaches too
    html = html.replace("<table>", '<div class="scroll" tabindex="0"><table>')
    return SafeString(html.replace("</table>", "</table></div>"))

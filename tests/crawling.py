"""Reads every public page and file that links lead to, as a curious stranger would."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Sequence
from zipfile import ZipFile

from pypdf import PdfReader

LEFT_OUT = ("/static/", "/admin/", "/media/", "/konto/")
START = ["/", "/en/", "/sitemap.xml", "/robots.txt", "/aenderungen.atom", "/daten/"]


def is_public(address: str) -> bool:
    return not address.startswith(LEFT_OUT)


def crawl(
    client,
    *more: str,
    start: Sequence[str] = START,
    limit: int = 400,
    follows: Callable[[str], bool] = is_public,
) -> dict[str, str]:
    """Address to the text of the page or file behind it, of those that answer 200.

    `follows`: whether to read what a link leads to.
    """
    waiting, seen, found = [*start, *more], set(), {}
    while waiting and len(seen) < limit:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        if response.status_code != 200:
            continue
        found[address] = text = text_of(response)
        links = re.findall(r'(?:href|src)="(/[^"#]*)', text)
        waiting += filter(follows, (link.replace("&amp;", "&") for link in links))
    return found


def text_of(response) -> str:
    """Of a file what a reader sees and what its metadata say."""
    content = b"".join(response) if response.streaming else response.content
    kind = response.headers["Content-Type"]
    read = next((READERS[part] for part in READERS if part in kind), bytes.decode)
    return read(content)


def text_of_pdf(content: bytes) -> str:
    document = PdfReader(io.BytesIO(content))
    pages = [page.extract_text() for page in document.pages]
    # hyphens that only the end of a line has put there
    text = re.sub(r"[-\u2010]\n(?=\w)", "", "\n".join([*pages, str(document.metadata)]))
    return without_breaks(text)


def text_of_office(content: bytes) -> str:
    """Every part of the package: text, properties, headers, addresses of links."""
    with ZipFile(io.BytesIO(content)) as package:
        parts = [
            html.unescape(package.read(name).decode())
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        ]
    # words may be split between runs, and what a program has written besides is no text
    return "\n".join([*parts, *(re.sub(r"<[^>]+>", "", part) for part in parts)])


def without_breaks(text: str) -> str:
    return text.replace("\u200b", "").replace("\u00ad", "")


# by a part of the content type
READERS = {"application/pdf": text_of_pdf, "openxmlformats": text_of_office}

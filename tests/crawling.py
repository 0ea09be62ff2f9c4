"""Reads every public page and file that links lead to, as a curious stranger would."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader

LEFT_OUT = ("/static/", "/admin/", "/media/", "/konto/")
START = ["/", "/en/", "/sitemap.xml", "/robots.txt", "/aenderungen.atom", "/daten/"]


def crawl(client, *more: str, limit: int = 400) -> dict[str, str]:
    """Address to the text of the page or file behind it, of those that answer 200."""
    waiting, seen, found = [*START, *more], set(), {}
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
        waiting += [
            link.replace("&amp;", "&")
            for link in links
            if not link.startswith(LEFT_OUT)
        ]
    return found


def text_of(response) -> str:
    """Of a PDF what a reader sees and what its metadata say."""
    content = b"".join(response) if response.streaming else response.content
    if response.headers["Content-Type"] != "application/pdf":
        return content.decode()
    document = PdfReader(io.BytesIO(content))
    pages = [page.extract_text() for page in document.pages]
    return "\n".join([*pages, str(document.metadata)])

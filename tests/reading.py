"""Pages and PDF files as a reader sees them."""

from collections.abc import Iterator

from bs4 import BeautifulSoup
from pypdf import PdfReader


def page_of(response, status: int | None = None) -> BeautifulSoup:
    """The parsed page of a response, which must have this status if one is given."""
    assert status in (None, response.status_code)
    return BeautifulSoup(response.content, "html.parser")


def tags(reader: PdfReader) -> list[str]:
    """The kinds of structure of a PDF in their order."""
    nodes = structure(reader.trailer["/Root"]["/StructTreeRoot"])
    return [
        node["/S"] for node in nodes if "/S" in node and node.get("/Type") != "/OBJR"
    ]


def alternatives(reader: PdfReader) -> list[str]:
    """What a PDF says instead of its pictures."""
    nodes = structure(reader.trailer["/Root"]["/StructTreeRoot"])
    return [node["/Alt"] for node in nodes if "/Alt" in node]


def structure(node) -> Iterator[dict]:
    """A node of the structure of a PDF, and all below it in reading order."""
    node = node.get_object()
    if not isinstance(node, dict):
        return
    yield node
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        yield from structure(child)

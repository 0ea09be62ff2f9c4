"""Texts out of an address, and the names of parameters that all lists have."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import QueryDict

PAGE = "seite"
SORT = "sortierung"
# what mail programs and other sites hang on to an address
FOREIGN = ("utm_", "fbclid", "gclid", "mtm_", "pk_")


def printable(text: str) -> str:
    """Text without control characters and lone surrogates, which no database takes."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t").replace("\n", " ")


def refuse_zero_bytes(query: QueryDict) -> None:
    """For pages that are not lenient: no column holds a zero byte, and PostgreSQL fails
    on the question. Raises BadRequest."""
    if any("\x00" in value for _name, values in query.lists() for value in values):
        raise BadRequest

"""Which files there are of a brief, and how many impulses each can hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from impulses.brief.content import Brief
from impulses.brief.csv import csv_file
from impulses.brief.docx import docx_file
from impulses.brief.pdf import pdf_file
from impulses.brief.xlsx import xlsx_file

OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Format:
    """`most`: impulses that are made into a file while somebody waits. `is_heavy`: takes
    seconds, so that one place may not ask for it all the time."""

    slug: str
    label: str
    content_type: str
    make: Callable[[Brief], bytes]
    most: int
    is_heavy: bool = False


FORMATS = {
    each.slug: each
    for each in (
        Format("pdf", "PDF", "application/pdf", pdf_file, 200, is_heavy=True),
        Format(
            "docx",
            "Word",
            f"{OFFICE}.wordprocessingml.document",
            docx_file,
            200,
            is_heavy=True,
        ),
        Format("xlsx", "Excel", f"{OFFICE}.spreadsheetml.sheet", xlsx_file, 2000),
        Format("csv", "CSV", "text/csv; charset=utf-8", csv_file, 2000),
    )
}


@dataclass(frozen=True)
class File:
    name: str
    content_type: str
    content: bytes


def file_of(brief: Brief, made_as: Format) -> File:
    """The file with a name that says what it is and as of when."""
    mark = "-intern" if brief.is_internal else ""
    name = f"impulse{mark}-{brief.as_of:%Y-%m-%d}.{made_as.slug}"
    return File(name, made_as.content_type, made_as.make(brief))

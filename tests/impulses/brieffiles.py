"""The files of a brief, opened again, and what they say."""

import csv
from io import BytesIO, StringIO

from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from impulses.brief.files import FORMATS, file_of

# texts that break formats
ODD = [
    '#panic() $x$ @ref *fett* _k_ `c` <m> \\ // /* "Zitat" [x] {y} ~ -- #read("a")',
    "=1+1 +2 -3 @SUM(A1) \t=cmd|' /C calc'!A0",
    "W" * 10_000,
    "😀 👩‍👩‍👧 🏭 שלום مرحبا 工場 Łódź Ελλάδα",
    "a\x00b\x07c\u202ed\ufeff \ud83d \ufffe \ue000",
    "]]> &amp; <script>alert(1)</script> {{ x }} {% now %} %s",
    "e" + "\u0301" * 300,
]


def made(suffix, said) -> bytes:
    with translation.override(said.language):
        return file_of(said, FORMATS[suffix]).content


def pdf(said) -> PdfReader:
    return PdfReader(BytesIO(made("pdf", said)))


def words(text: str) -> str:
    """Whatever the lines, and without places to break."""
    return " ".join(text.replace("\u200b", "").replace("\u00ad", "").split())


def pdf_text(reader: PdfReader) -> str:
    return words(" ".join(page.extract_text() for page in reader.pages))


def word(said):
    return Document(BytesIO(made("docx", said)))


def word_text(document) -> str:
    """Paragraphs, links and tables, in the order of the document."""
    texts = document.element.body.iter(qn("w:t"), qn("w:p"))
    return words("".join(node.text if node.tag == qn("w:t") else " " for node in texts))


def excel(said):
    return load_workbook(BytesIO(made("xlsx", said)))


def excel_rows(sheet, top=1) -> list[dict]:
    head, *rows = sheet.iter_rows(min_row=top, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def table(said) -> list[dict]:
    text = made("csv", said).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


def text_of(suffix, said) -> str:
    if suffix == "pdf":
        return pdf_text(pdf(said))
    if suffix == "docx":
        return word_text(word(said))
    if suffix == "xlsx":
        cells = (
            str(value)
            for sheet in excel(said)
            for row in sheet.iter_rows(values_only=True)
            for value in row
            if value is not None
        )
        return words(" ".join(cells))
    return words(" ".join(cell for row in table(said) for cell in row.values()))

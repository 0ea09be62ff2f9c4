"""The brief as an Excel file: impulses, their parts, and what the file is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from clusterallianz.export import neutral
from impulses.brief import sections
from impulses.brief.columns import Column, Value, impulse_columns, part_columns
from impulses.brief.content import CREDIT, LICENCE, Brief

HEAD = PatternFill("solid", fgColor="E1EFE8")
MARK = PatternFill("solid", fgColor="F8E9E7")
BRAND, SECRET = "00573F", "8A1C1C"
DAYS = {"de": "DD.MM.YYYY", "en": "D MMMM YYYY"}
# Excel's own limits
LONGEST_CELL = 32_767
LONGEST_LINK = 2_000


def xlsx_file(brief: Brief) -> bytes:
    book = Workbook()
    book.properties.title = brief.title
    book.properties.creator = "ClusterAllianz.NRW"
    book.properties.language = brief.language
    book.properties.description = " · ".join(brief.marks)
    sheet = book.active
    sheet.title = _("Impulses")
    rows = ((item,) for item in brief.items)
    fill(sheet, brief, impulse_columns(brief), rows)
    pairs = ((item, part) for item in brief.items for part in item.parts)
    fill(book.create_sheet(_("Parts of impulses")), brief, part_columns(), pairs)
    add_origin(book.create_sheet(_("About this file")), brief)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def fill(
    sheet: Worksheet, brief: Brief, columns: list[Column], rows: Iterable[tuple]
) -> None:
    """A header that stays in sight, below the marks, and a row for each of `rows`."""
    top = mark(sheet, brief)
    for number, column in enumerate(columns, start=1):
        head = sheet.cell(top, number, column.label)
        head.font, head.fill = Font(bold=True), HEAD
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    last = top
    for last, row in enumerate(rows, start=top + 1):
        for number, column in enumerate(columns, start=1):
            write(sheet.cell(last, number), column, row, brief.language)
    sheet.freeze_panes = sheet.cell(top + 1, 3)
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(columns))}{last}"
    sheet.print_title_rows = f"1:{top}"
    for_print(sheet, brief)


def mark(sheet: Worksheet, brief: Brief) -> int:
    """The marks in the first row, if there are any; returns the row of the header."""
    if not brief.marks:
        return 1
    cell = sheet.cell(1, 1, " · ".join(brief.marks))
    cell.font = Font(bold=True, color=SECRET, size=14)
    for number in range(1, 8):
        sheet.cell(1, number).fill = MARK
    return 2


def write(cell: Cell, column: Column, row: tuple, language: str) -> None:
    set_value(cell, column.value(*row), language)
    target = column.href(*row) if column.href else ""
    if target and len(target) <= LONGEST_LINK:
        cell.hyperlink = target
        cell.font = Font(color=BRAND, underline="single")


def set_value(cell: Cell, value: Value, language: str) -> None:
    """Numbers and days as such; every text as a text, whatever it begins with."""
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, date):
        cell.value, cell.number_format = value, DAYS[language]
    elif isinstance(value, str) and value:
        cell.value = shortened(neutral(value))
        cell.data_type = "s"
    else:
        cell.value = value or None


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def for_print(sheet: Worksheet, brief: Brief) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if brief.marks:
        sheet.oddHeader.center.text = " · ".join(brief.marks)
    sheet.oddFooter.left.text = brief.title
    before, between, after = sections.page_words()
    sheet.oddFooter.right.text = f"{before}&P{between}&N{after}"


def add_origin(sheet: Worksheet, brief: Brief) -> None:
    """What was asked for, as of when, and whose it is."""
    facts = [
        (_("Title"), brief.title),
        *((_("Note"), text) for text in sections.notices(brief)),
    ]
    facts += [(fact.label, fact.value) for fact in sections.about_brief(brief)]
    facts += [
        (_("Result"), sections.summary(brief)),
        (_("Address of the list"), brief.url),
    ]
    if not brief.is_internal:
        facts.append((_("Licence"), f"{CREDIT}, {LICENCE}"))
    top = mark(sheet, brief)
    for place, (label, value) in enumerate(facts, start=top):
        sheet.cell(place, 1, label).font = Font(bold=True)
        set_value(sheet.cell(place, 2), value, brief.language)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 90
    for_print(sheet, brief)

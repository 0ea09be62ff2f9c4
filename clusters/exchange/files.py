"""CSV and XLSX: a table to bytes, and bytes that anybody may have sent to a table."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from clusterallianz.export import neutral, restored

MAX_BYTES = 2_000_000
# of an XLSX file, which is a compressed archive
MAX_UNPACKED = 30_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 60
SEPARATORS = ";,\t"
XLSX_START = b"PK\x03\x04"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TableError(ValueError):
    """The file is no table that could be read; the text says why."""


@dataclass(frozen=True)
class Table:
    """`numbers`: which line of the file each row is, as a spreadsheet counts them."""

    columns: list[str]
    rows: list[list[Any]]
    numbers: list[int]

    def first(self, rank: Callable[[dict[str, Any]], Any]) -> Table:
        """The same table with its rows in the order of `rank`."""
        pairs = sorted(
            zip(self.rows, self.numbers, strict=True),
            key=lambda pair: rank(dict(zip(self.columns, pair[0], strict=True))),
        )
        rows, numbers = [row for row, _n in pairs], [number for _r, number in pairs]
        return Table(self.columns, rows, numbers)


# --- out


def shown(value: Any) -> str:
    """A value as German spreadsheets read it."""
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    return "" if value is None else str(value)


def to_csv(columns: list[str], rows: Iterable[list]) -> bytes:
    """UTF-8 with BOM, semicolons, CRLF: Excel and LibreOffice open it as it is."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([neutral(shown(value)) for value in row])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(columns: list[str], rows: Iterable[list]) -> bytes:
    """Numbers as numbers, everything else as text that no spreadsheet turns into a
    formula or a date."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Tabelle")
    sheet.freeze_panes = "B2"
    sheet.append([_text_cell(sheet, name, bold=True) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet, value: Any):
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, Decimal):
        return float(value)
    return _text_cell(sheet, neutral(str(value)))


def _text_cell(sheet, text, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type, cell.number_format = "s", "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


WRITERS = {"csv": to_csv, "xlsx": to_xlsx}


# --- in


def read_table(content: bytes) -> Table:
    """The table in a file, whatever its name says. Raises TableError."""
    if len(content) > MAX_BYTES:
        raise TableError(
            _("The file is larger than %(number)s MB.")
            % {"number": MAX_BYTES // 1_000_000}
        )
    is_xlsx = content.startswith(XLSX_START)
    lines = _xlsx_lines(content) if is_xlsx else _csv_lines(content)
    header, *rest = lines or [[]]
    columns = [str(name or "").strip().lower() for name in header]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise TableError(_("The file is empty."))
    return _table(columns, rest)


def _table(columns: list[str], lines: list[list]) -> Table:
    rows, numbers = [], []
    for number, line in enumerate(lines, start=2):
        if all(value in (None, "") for value in line):
            continue
        if any(value not in (None, "") for value in line[len(columns) :]):
            raise TableError(
                _("Row %(number)s has more cells than the first row has columns.")
                % {"number": number}
            )
        rows.append((line + [None] * len(columns))[: len(columns)])
        numbers.append(number)
    refuse_more(len(rows))
    return Table(columns, rows, numbers)


def refuse_more(rows: int) -> None:
    """Raises TableError for more rows than one request can work on."""
    if rows > MAX_ROWS:
        raise TableError(
            _("The file has more than %(number)s rows.") % {"number": MAX_ROWS}
        )


def _csv_lines(content: bytes) -> list[list]:
    text = decoded(content)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [[restored(value) for value in line] for line in reader]
    except csv.Error as error:
        raise TableError(
            _(
                "Line %(number)s is no valid CSV: a quotation mark is missing or too many."
            )
            % {"number": reader.line_num}
        ) from error


def decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise TableError(
            _(
                "Line %(number)s is not in UTF-8. Save the file in your spreadsheet as"
                " “CSV UTF-8” or as XLSX."
            )
            % {"number": number}
        ) from error
    if "\x00" in text:
        raise TableError(_("This is neither a CSV nor an XLSX file."))
    return text


def _xlsx_lines(content: bytes) -> list[list]:
    _refuse_bomb(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        # what the file claims about its size is nothing to rely on
        sheet.reset_dimensions()
        lines = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1)
        return [[_value(cell) for cell in line] for line in lines]
    except TableError:
        raise
    except Exception as error:
        # the package raises whatever the broken part of a file leads to
        raise TableError(_("The XLSX file is damaged.")) from error


def _refuse_bomb(content: bytes) -> None:
    """A small archive may unpack to gigabytes; it says so in its own list."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise TableError(_("The XLSX file is damaged.")) from error
    if size > MAX_UNPACKED:
        raise TableError(_("The XLSX file unpacks to more than is allowed."))


def _value(cell) -> Any:
    value = cell.value
    if value is None:
        return None
    place = {"cell": cell.coordinate}
    if cell.data_type == "f":
        raise TableError(
            _("Cell %(cell)s holds a formula. Paste its value instead.") % place
        )
    if cell.data_type == "e":
        raise TableError(_("Cell %(cell)s holds an error.") % place)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return restored(value)

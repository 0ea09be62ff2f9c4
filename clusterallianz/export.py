"""Tables to take away that no spreadsheet mistakes for formulas."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import date
from io import SEEK_END, StringIO
from typing import Any

from django.http import HttpResponse

# what a spreadsheet would run, and what we have made of it before
FORMULA = re.compile(r"'*[=+\-@\t\r]")
NEUTRAL = re.compile(r"'+[=+\-@\t\r]")


def neutral(value: Any) -> Any:
    """Text that a spreadsheet would run gets a leading apostrophe (OWASP); text that
    has one already gets another, so that `restored` gives back exactly what was."""
    if isinstance(value, str) and FORMULA.match(value):
        return f"'{value}"
    return value


def restored(value: Any) -> Any:
    """What `neutral` was given."""
    if isinstance(value, str) and NEUTRAL.match(value):
        return value[1:]
    return value


def csv_response(name: str, header: list[str], rows: Iterable[list]) -> HttpResponse:
    """A CSV file to take away, with the day in its name."""
    content = csv_bytes(header, rows)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    filename = f"{name}-{date.today():%Y-%m-%d}.csv"  # noqa: DTZ011 - a file's name
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def csv_bytes(header: list[str], rows: Iterable[list]) -> bytes:
    """CSV as German spreadsheets read it: UTF-8 with BOM, semicolons."""
    file = StringIO("\ufeff")
    file.seek(0, SEEK_END)
    writer = csv.writer(file, delimiter=";")
    writer.writerow(header)
    for row in rows:
        writer.writerow([neutral(value) for value in row])
    return file.getvalue().encode()

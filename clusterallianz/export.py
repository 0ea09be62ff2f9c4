"""Tables to take away that no spreadsheet mistakes for formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: object) -> object:
    """Text that a spreadsheet would run gets a leading apostrophe (OWASP)."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def csv_response(name: str, header: list[str], rows: Iterable[list]) -> HttpResponse:
    """A CSV file as German spreadsheets read it: UTF-8 with BOM, semicolons."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    filename = f"{name}-{date.today():%Y-%m-%d}.csv"  # noqa: DTZ011 - a file's name
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow(header)
    for row in rows:
        writer.writerow([neutral(value) for value in row])
    return response

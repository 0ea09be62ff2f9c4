"""The brief as CSV: a row for each impulse."""

from __future__ import annotations

from clusterallianz.export import csv_bytes
from impulses.brief.columns import impulse_columns, origin_columns
from impulses.brief.content import Brief


def csv_file(brief: Brief) -> bytes:
    columns = impulse_columns(brief) + origin_columns(brief)
    rows = ([column.value(item) for column in columns] for item in brief.items)
    return csv_bytes([column.label for column in columns], rows)

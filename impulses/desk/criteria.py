"""The criteria, and who changed what about them when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from impulses.models import Criterion, CriterionChange
from impulses.people import name_of

# changes that the page shows
SHOWN = 100


@dataclass(frozen=True)
class Changed:
    """A field of a criterion: its label, and the values before and after as text."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """`facts` is empty for a criterion that was added."""

    at: datetime
    by: str
    criterion: str
    is_new: bool
    facts: list[Changed]


def changes_of_criteria() -> list[Entry]:
    """The latest first."""
    rows = CriterionChange.objects.select_related("criterion", "by")[:SHOWN]
    return [entry_of(row) for row in rows]


def entry_of(row: CriterionChange) -> Entry:
    is_new = all(before is None for before, _after in row.changes.values())
    pairs = {} if is_new else row.changes
    facts = [fact_of(name, *pair) for name, pair in pairs.items()]
    return Entry(row.at, name_of(row.by), row.criterion.name, is_new, facts)


def fact_of(name: str, before: Any, after: Any) -> Changed:
    field: Any = Criterion._meta.get_field(name)
    label = field.verbose_name
    return Changed(label, text_of(before), text_of(after))


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return " / ".join(str(value).splitlines()) or "–"

"""Changes of an entry in words: who changed what, when, and from what to what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django.db.models import BooleanField, Field, ForeignKey, Model
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from clusters.history.versions import PARTS, Version, fields_of
from clusters.models import Cluster, Contact, Source

NOTHING = "–"
# characters: up to here two texts stand side by side, above they are compared by words
SHORT = 60
# above that by lines, because comparing words takes long
LONG = 4000
# the least share of words that two texts must have in common to be shown in one
ALIKE = 0.6
# characters that stay of what is the same, at either side of a change
AROUND = 90


@dataclass(frozen=True)
class Piece:
    """A stretch of a compared text: `kind` is same, old or new."""

    kind: str
    text: str


@dataclass(frozen=True)
class FieldChange:
    """`pieces`: both texts in one, where they are long."""

    label: str
    old: str
    new: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class RowChange:
    """`kind`: + for a row that is new, - for one that is gone, ~ for a changed one."""

    kind: str
    what: str
    name: str
    fields: list[FieldChange]


class Names:
    """What the rows are called that foreign keys point to: a query for each model."""

    def __init__(self, rows: Iterable[Any]):
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        for row in rows:
            for link in links_of(model_of(row)):
                wanted[link.related_model].add(getattr(row, link.attname))
        self.found = {
            model: model._default_manager.in_bulk(keys - {None})
            for model, keys in wanted.items()
        }

    def of(self, link: ForeignKey, key: int | None) -> str:
        if key is None:
            return ""
        row = self.found.get(link.related_model, {}).get(key)
        return (
            str(row)
            if row is not None
            else _("deleted since (no. %(key)s)") % {"key": key}
        )


def links_of(model: type[Model]) -> list[ForeignKey]:
    return [f for f in fields_of(model) if isinstance(f, ForeignKey)]


def model_of(row: Any) -> type[Model]:
    """The model of a row, or of a record of its history."""
    return getattr(row, "instance_type", None) or type(row)


def in_words(column: Field, row: Any, names: Names) -> str:
    """What a column of a row says to a reader; "" where it says nothing."""
    value = getattr(row, column.attname)
    if isinstance(column, ForeignKey):
        return names.of(column, value)
    if isinstance(column, BooleanField):
        return _("yes") if value else _("no")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, datetime | date):
        return date_format(value)
    if isinstance(value, float):
        return number_format(value, use_l10n=True)
    # browsers end lines in their own way, which is no change
    return "" if value is None else str(value).replace("\r\n", "\n")


def name_of(row: Any, names: Names) -> str:
    """What a row of a part is called, among others of its kind."""
    model = model_of(row)
    if model is Contact:
        return row.name or row.email or row.phone
    if model is Source:
        fact = model._meta.get_field("fact")
        return f"{in_words(fact, row, names)}: {row.source_url or NOTHING}"
    if model is Cluster:
        return row.short_name
    link = links_of(model)[0]
    return names.of(link, getattr(row, link.attname))


def row_change(old: Any | None, new: Any | None, names: Names) -> RowChange:
    """The change from one version of a row to another; None is a row that is not there.

    Also takes records of a history.
    """
    row = new if new is not None else old
    model = model_of(row)
    kind = "+" if old is None else "-" if new is None else "~"
    changes = [] if kind == "-" else field_changes(model, old, new, names)
    return RowChange(kind, str(model._meta.verbose_name), name_of(row, names), changes)


def field_changes(model, old: Any | None, new: Any, names: Names) -> list[FieldChange]:
    changes = []
    for column in fields_of(model):
        before = in_words(column, old, names) if old is not None else ""
        after = in_words(column, new, names)
        if before != after:
            changes.append(field_change(str(column.verbose_name), before, after))
    return changes


def field_change(label: str, old: str, new: str) -> FieldChange:
    is_long = max(len(old), len(new)) > SHORT or "\n" in old + new
    pieces = compared(old, new) if old and new and is_long else []
    return FieldChange(label, old or NOTHING, new or NOTHING, pieces)


def compared(old: str, new: str) -> list[Piece]:
    """Two texts in one, by words; what stays the same is shortened.

    Nothing for texts that have little in common: they stand better one after the other.
    """
    unit = r"[^\n]*\n|[^\n]+" if max(len(old), len(new)) > LONG else r"\s+|\S+"
    first, second = re.findall(unit, old), re.findall(unit, new)
    pieces = []
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.ratio() < ALIKE:
        return []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(first[a:b])))
            continue
        if a < b:
            pieces.append(Piece("old", "".join(first[a:b])))
        if c < d:
            pieces.append(Piece("new", "".join(second[c:d])))
    last = len(pieces) - 1
    return [shortened(p, n == 0, n == last) for n, p in enumerate(pieces)]


def shortened(piece: Piece, is_first: bool, is_last: bool) -> Piece:
    text = piece.text
    if piece.kind != "same" or len(text) <= 2 * AROUND + 20:
        return piece
    begin = "" if is_first else Truncator(text).chars(AROUND)
    end = "" if is_last else f"… {text[-AROUND:].partition(' ')[2]}"
    return Piece("same", begin + (f" {end}" if begin else end))


def differences(now: Version, then: Version, names: Names) -> list[RowChange]:
    """What would change if the entry became again what it was."""
    entry = row_change(now.entry, then.entry, names)
    found = [entry] if entry.fields else []
    for part in PARTS:
        before, after = now.parts[part], then.parts[part]
        for key in sorted({*before, *after}):
            change = row_change(before.get(key), after.get(key), names)
            if change.fields or change.kind != "~":
                found.append(change)
    return found


def names_in(*versions: Version) -> Names:
    """The names for all that these versions point to."""
    return Names(
        row
        for version in versions
        for row in [version.entry, *(row for _name, _key, row in version.rows())]
    )

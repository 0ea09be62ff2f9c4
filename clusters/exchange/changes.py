"""What a row of a table changes, field by field, in words that a page can show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Model

from clusters.exchange.files import shown

WORDS = re.compile(r"\s+|[^\s|]+|\|")
# longer texts are compared as wholes: the comparison of words takes its time
COMPARED = 6_000


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether only this side has it."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Change:
    """`column`: its name in the table; `old` and `new` as the table writes them."""

    column: str
    label: str
    old: str
    new: str

    @property
    def old_pieces(self) -> list[Piece]:
        return list(self.pieces("delete", self.old))

    @property
    def new_pieces(self) -> list[Piece]:
        return list(self.pieces("insert", self.new))

    def pieces(self, side: str, whole: str) -> Iterator[Piece]:
        """One side's text, with what the other side does not have marked."""
        if len(self.old) + len(self.new) > COMPARED or not (self.old and self.new):
            yield Piece(whole, is_changed=True)
            return
        words = WORDS.findall(self.old), WORDS.findall(self.new)
        mine = words[0] if side == "delete" else words[1]
        for kind, a, b, c, d in SequenceMatcher(None, *words, False).get_opcodes():
            first, last = (a, b) if side == "delete" else (c, d)
            if first < last:
                yield Piece("".join(mine[first:last]), kind != "equal")


class Changes:
    """What django-import-export asks for the difference of a row."""

    def __init__(self, resource, instance: Model | None, new: bool):
        self.fields = resource.get_import_fields()
        self.model = resource._meta.model
        self.old = [""] * len(self.fields) if new else self.values_of(instance)
        self.new: list[str] = self.old

    def compare_with(self, resource, instance) -> None:
        self.new = self.values_of(instance)

    def values_of(self, instance: Any) -> list[str]:
        return [shown(field.export(instance)) for field in self.fields]

    def as_html(self) -> list[Change]:
        """Not HTML: the page's own template writes that."""
        return [
            Change(field.column_name, self.label_of(field), old, new)
            for field, old, new in zip(self.fields, self.old, self.new, strict=True)
            if old != new and not field.readonly
        ]

    def label_of(self, field) -> str:
        if field.attribute == "pk":
            return field.column_name
        return str(self.model._meta.get_field(field.attribute).verbose_name)

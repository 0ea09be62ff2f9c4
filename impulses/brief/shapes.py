"""What the formats that are read are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format

from impulses.brief.texts import Text


@dataclass(frozen=True)
class Fact:
    """A label and what it says; `late`: how late it is, in words."""

    label: str
    value: str
    lang: str = ""
    href: str = ""
    late: str = ""


@dataclass(frozen=True)
class Table:
    head: list[str]
    rows: list[list[Text]]


@dataclass
class Section:
    """What stands below a heading, in this order. `points`: a list."""

    title: str
    paragraphs: list[Text] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    table: Table | None = None
    points: list[list[Text]] = field(default_factory=list)
    is_internal: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.paragraphs or self.facts or self.table or self.points)


def known(*facts: Fact) -> list[Fact]:
    return [fact for fact in facts if fact.value]


def paragraphs_of(text: Text) -> list[Text]:
    return [Text(part, text.lang) for part in text.paragraphs]


def day(on: date | None) -> str:
    return date_format(on, "DATE_FORMAT") if on else ""

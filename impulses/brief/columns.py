"""An impulse as a row, for the formats that are counted and sorted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from impulses.brief.content import CREDIT, LICENCE, Brief, Item, Part
from impulses.brief.internal import Internal
from impulses.brief.internal_sections import internal_sections
from impulses.brief.sections import owed, point_of
from impulses.brief.shapes import Section
from impulses.brief.texts import Text

Value = str | int | date | None


@dataclass(frozen=True)
class Column:
    """`width`: about how many characters wide. `href`: where its cells lead."""

    label: str
    width: int
    value: Callable[..., Value]
    href: Callable[..., str] | None = None


def impulse_columns(brief: Brief) -> list[Column]:
    """The columns of an Item."""
    columns = [
        Column(_("No."), 7, lambda item: item.number, lambda item: item.url),
        Column(_("Impulse"), 44, lambda item: item.title.text, lambda item: item.url),
        Column(_("Answer"), 16, lambda item: item.answer),
        Column(_("Public reason"), 50, lambda item: item.reason.text),
        Column(_("Answered on"), 13, lambda item: item.answered_on),
        Column(_("Answer promised by"), 13, lambda item: item.answer_due_on),
        Column(_("Implementation state"), 18, lambda item: item.implementation),
        Column(_("Responsible unit"), 28, lambda item: item.unit),
        Column(_("Next step"), 40, lambda item: item.next_step.text),
        Column(_("Due on"), 13, lambda item: item.due_on),
        Column(_("Next date"), 13, lambda item: item.next_due_on),
        Column(_("Days late"), 11, lambda item: item.most_days_late or None),
        Column(_("Evidence"), 30, lambda item: item.evidence_url, evidence_of),
        Column(
            _("Parts of the impulse"),
            44,
            lambda item: "\n".join(map(part_line, item.parts)),
        ),
        *about_columns(),
        Column(_("Timeline"), 50, timeline_lines),
        Column(_("Page of the impulse"), 34, lambda item: item.url),
    ]
    return columns + (internal_columns() if brief.is_internal else [])


def about_columns() -> list[Column]:
    return [
        Column(_("Wording"), 60, lambda item: item.wording.text),
        Column(_("State of the wording"), 24, lambda item: item.wording_state),
        Column(_("Page in the paper"), 9, lambda item: item.page),
        Column(_("Drivers"), 26, lambda item: ", ".join(item.drivers)),
        Column(_("Services"), 30, lambda item: ", ".join(item.services)),
        Column(_("Addressees"), 26, lambda item: ", ".join(item.addressees)),
        Column(_("Note on the assignment"), 30, lambda item: item.assignment),
        Column(_("Asked for by"), 30, lambda item: ", ".join(item.asking)),
        Column(
            _("Clusters that can deliver"), 40, lambda item: ", ".join(item.delivering)
        ),
        Column(_("Voices of the clusters"), 36, lambda item: item.voices),
        Column(_("Sources"), 50, source_lines),
    ]


def part_columns() -> list[Column]:
    """The columns of a pair of an Item and one of its Parts."""
    return [
        Column(
            _("No."), 7, lambda item, _part: item.number, lambda item, _part: item.url
        ),
        Column(_("Impulse"), 40, lambda item, _part: item.title.text),
        Column(_("Part"), 44, lambda _item, part: part.title.text),
        Column(_("Done when"), 44, lambda _item, part: part.measure.text),
        Column(_("Implementation state"), 18, lambda _item, part: part.state),
        Column(_("Responsible unit"), 28, lambda _item, part: part.unit),
        Column(_("Due on"), 13, lambda _item, part: part.due_on),
        Column(_("Days late"), 11, lambda _item, part: part.days_late or None),
        Column(
            _("Evidence"),
            34,
            lambda _item, part: part.evidence_url,
            lambda _item, part: part.evidence_url,
        ),
    ]


def origin_columns(brief: Brief) -> list[Column]:
    """Of a file that has room for rows only: as of when, whose, and its marks."""
    columns = [Column(_("As of"), 13, lambda _item: brief.as_of)]
    if not brief.is_internal:
        columns.append(Column(_("Licence"), 30, lambda _item: f"{CREDIT}, {LICENCE}"))
    if brief.marks:
        columns.append(Column(_("Mark"), 20, lambda _item: " · ".join(brief.marks)))
    return columns


def internal_columns() -> list[Column]:
    """A column for each internal section of a brief, in their order."""
    titles = [section.title for section in internal_sections(Internal())]
    return [
        Column(f"{_('INTERNAL')}: {title}", 50, internal_lines(place))
        for place, title in enumerate(titles)
    ]


def internal_lines(place: int) -> Callable[[Item], str]:
    def value(item: Item) -> str:
        return lines_of(internal_sections(item.internal or Internal())[place])

    return value


def lines_of(section: Section) -> str:
    """A section as lines of text."""
    lines = [f"{fact.label}: {fact.value}" for fact in section.facts]
    if section.table:
        lines += [row_in_words(section.table.head, row) for row in section.table.rows]
    return "\n".join([*lines, *map(joined, section.points)])


def row_in_words(head: list[str], row: list[Text]) -> str:
    """The first cell is what the others are about."""
    pairs = zip(head[1:], row[1:], strict=True)
    said = [f"{label} {cell.text}" for label, cell in pairs]
    return f"{row[0].text}: {', '.join(said)}"


def joined(point: list[Text]) -> str:
    return " ".join(text.text for text in point if text)


def part_line(part: Part) -> str:
    said = [part.title.text, part.state, owed(part.due_on, part.days_late)]
    return " – ".join(filter(None, said))


def timeline_lines(item: Item) -> str:
    return "\n".join(joined(point_of(entry)) for entry in item.entries)


def source_lines(item: Item) -> str:
    return "\n".join(
        f"{source.url} ({source.doubt})" if source.doubt else source.url
        for source in item.sources
    )


def evidence_of(item: Item) -> str:
    return item.evidence_url

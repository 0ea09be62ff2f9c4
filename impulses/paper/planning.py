"""What the rows of a file would change, before anything is changed."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import astuple, dataclass, field
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.exchange.changes import Change
from impulses.models import HIGHEST_NUMBER, Impulse
from impulses.paper.reading import Paper, Problem, Row

LABELS = {
    "number": gettext_lazy("number"),
    "title_de": gettext_lazy("title (German)"),
    "text_de": gettext_lazy("text (German)"),
    "title_en": gettext_lazy("title (English)"),
    "text_en": gettext_lazy("text (English)"),
    "page": gettext_lazy("page in the paper"),
    "wording": gettext_lazy("wording"),
}


@dataclass
class Entry:
    """One impulse as it will be. `impulse`: None if it is new; `row`: None if it only
    makes room for the printed number of another one."""

    impulse: Impulse | None
    row: Row | None
    values: dict[str, str | int | None]
    changes: list[Change] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.impulse is None

    @property
    def becomes_worded(self) -> bool:
        """Whether a mere subject gets its wording."""
        was_subject = self.impulse and self.impulse.wording == Impulse.Wording.SUBJECT
        return bool(was_subject and self.values["wording"] == Impulse.Wording.FULL)


@dataclass
class Plan:
    entries: list[Entry]
    problems: list[Problem]
    unchanged: int

    @property
    def digest(self) -> str:
        """Changes with whatever would be changed otherwise than it was shown."""
        changes = [[astuple(c) for c in entry.changes] for entry in self.entries]
        keys = [entry.impulse.pk if entry.impulse else 0 for entry in self.entries]
        text = repr((keys, changes))
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def plan_paper(paper: Paper) -> Plan:
    """Compare the rows with all impulses; two queries at most, nothing is written.

    Rows that could not be read, or that are unclear, change nothing.
    """
    by_number = {impulse.number: impulse for impulse in Impulse.objects.all()}
    problems = [*paper.problems, *twice(paper.rows)]
    entries: list[Entry] = []
    for row in filter(attrgetter("is_readable"), paper.rows):
        unclear: list[Problem] = []
        found = match(row, by_number, unclear)
        problems += unclear
        if not unclear:
            entries.append(Entry(found, row, wanted(row, found)))
    entries += make_room(entries, by_number, problems)
    unclear_places = {problem.place for problem in problems}
    entries = [e for e in entries if not e.row or e.row.place not in unclear_places]
    for entry in entries:
        entry.changes = changes_of(entry)
    changed = [entry for entry in entries if entry.changes]
    # what is printed in the paper stands in its order
    changed.sort(key=lambda entry: int(entry.values["number"] or 0))
    return Plan(changed, problems, len(entries) - len(changed))


def twice(rows: list[Row]) -> list[Problem]:
    """Numbers, and working numbers, that stand in the file more than once."""
    printed = Counter(row.number for row in rows if row.number)
    former = Counter(row.former for row in rows if row.former)
    return [
        Problem(row.place, _("This number stands in the file more than once."))
        for row in rows
        if printed[row.number] > 1 or (row.former and former[row.former] > 1)
    ]


def match(
    row: Row, by_number: dict[int, Impulse], problems: list[Problem]
) -> Impulse | None:
    """The impulse that a row is about; None for a new one. Adds what is unclear."""
    if row.former is not None:
        found = by_number.get(row.former)
        if found is None:
            text = _("There is no impulse with the former number %(number)s.")
            problems.append(Problem(row.place, text % {"number": row.former}))
        return found
    if row.is_new:
        return None
    found = by_number.get(row.number)
    if found is None or is_same(row, found):
        return found
    problems.append(
        Problem(
            row.place,
            _(
                "%(number)s is so far the working number of the subject “%(title)s”."
                " Say in “bisher” which working number this impulse had"
                " (%(number)s if it is this one), or “neu”."
            )
            % {"number": row.number, "title": found.title_de},
        )
    )
    return None


def is_same(row: Row, impulse: Impulse) -> bool:
    """Whether the number alone, or the title, tells that both are the same."""
    is_printed = impulse.wording == Impulse.Wording.FULL
    return is_printed or impulse.title_de.casefold() == row.title_de.casefold()


def wanted(row: Row, impulse: Impulse | None) -> dict[str, str | int | None]:
    """The values after the import; what a row leaves empty stays as it is."""
    values: dict[str, str | int | None] = {"number": row.number}
    for name in ("title_de", "text_de", "title_en", "text_en", "page"):
        before = getattr(impulse, name) if impulse else ("" if name != "page" else None)
        values[name] = getattr(row, name) or before
    has_text = bool(values["text_de"])
    values["wording"] = Impulse.Wording.FULL if has_text else Impulse.Wording.SUBJECT
    return values


def make_room(
    entries: list[Entry], by_number: dict[int, Impulse], problems: list[Problem]
) -> list[Entry]:
    """Subjects whose working number is printed for another impulse get a free one."""
    moving = {entry.impulse.pk for entry in entries if entry.impulse}
    taken = {*by_number, *(entry.values["number"] for entry in entries)}
    room = []
    for entry in list(entries):
        occupant = by_number.get(int(entry.values["number"] or 0))
        if occupant is None or occupant.pk in moving:
            continue
        place = entry.row.place if entry.row else ""
        if occupant.wording == Impulse.Wording.FULL:
            text = _("%(number)s is recorded already as “%(title)s”.")
            known = {"number": occupant.number, "title": occupant.title_de}
            problems.append(Problem(place, text % known))
            continue
        free = max(int(number or 0) for number in taken) + 1
        if free > HIGHEST_NUMBER:
            problems.append(Problem(place, _("No working number is left.")))
            continue
        taken.add(free)
        values = {name: getattr(occupant, name) for name in LABELS} | {"number": free}
        room.append(Entry(occupant, None, values))
    return room


def changes_of(entry: Entry) -> list[Change]:
    changes = []
    for name, label in LABELS.items():
        before = getattr(entry.impulse, name) if entry.impulse else None
        after = entry.values[name]
        if (before or "") != (after or ""):
            changes.append(Change(name, str(label), in_words(before), in_words(after)))
    return changes


def in_words(value) -> str:
    if value in Impulse.Wording.values:
        return str(Impulse.Wording(value).label)
    return "" if value is None else str(value)

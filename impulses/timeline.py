"""The public timeline in words of the active language; asks nothing of the database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from impulses.facts import Changes
from impulses.models import Impulse, ImpulseLink, PublicEntry

# of a part, where its name stands already
TITLES = ["title_de", "title_en"]
PART_KEY = re.compile(r"part\.(\d+)\.(\w+)")
LANGUAGE_PAIR = re.compile(r"(\w+)_(de|en)")
# whose length nobody wants to read twice: the page shows the text itself
LONG = {
    "text": gettext_lazy("Wording"),
    "reason": gettext_lazy("Public reason"),
}
SHORT = {
    "title": gettext_lazy("Title"),
    "next_step": gettext_lazy("Next step"),
    "measure": gettext_lazy("Done when"),
}
LABELS = {
    "number": gettext_lazy("Number"),
    "page": gettext_lazy("Page in the paper"),
    "wording": gettext_lazy("Wording"),
    "answer": gettext_lazy("Answer"),
    "implementation": gettext_lazy("Implementation state"),
    "state": gettext_lazy("Implementation state"),
    "unit": gettext_lazy("Responsible unit"),
    "evidence_url": gettext_lazy("Evidence"),
    "links": gettext_lazy("Related impulses"),
}
DAYS = {
    "due_on": gettext_lazy("Due date"),
    "answer_due_on": gettext_lazy("Answer due on"),
}
# as one reads of an impulse, not as the alphabet has it
ORDER = [
    "number",
    "title",
    "wording",
    "text",
    "page",
    "answer",
    "reason",
    "implementation",
    "state",
    "unit",
    "next_step",
    "measure",
    "due_on",
    "answer_due_on",
    "evidence_url",
    "links",
]
CHOICES: dict[str, Any] = {
    "wording": Impulse.Wording,
    "answer": Impulse.Answer,
    "implementation": Impulse.Implementation,
    "state": Impulse.Implementation,
}


class Impulses(Protocol):
    """Number and title of today, or None if nothing tells which impulse it was."""

    def of_key(self, key: int) -> tuple[int, str] | None: ...

    def of_number(self, number: int, at: datetime) -> tuple[int, str] | None: ...


@dataclass(frozen=True)
class Names:
    """What keys stand for today: units by slug, titles of parts by primary key.

    `at`: when the changes were made that are put into words.
    """

    units: dict[str, str] = field(default_factory=dict)
    parts: dict[int, str] = field(default_factory=dict)
    impulses: Impulses | None = None
    at: datetime | None = None

    def then(self, at: datetime) -> Names:
        return replace(self, at=at)


def changes_in_words(changes: Changes, names: Names) -> list[str]:
    """A sentence for each change; parts come last, each with all of its changes.

    Keys that are not known (of another version of the program) are left out.
    """
    own = {key: pair for key, pair in changes.items() if not PART_KEY.fullmatch(key)}
    words = sentences(own, names)
    for key, part in parts_of(changes).items():
        title = part.get("title_de", [None, None])[1] or names.parts.get(key, "")
        is_new = part.get("state", ["", ""])[0] is None
        if is_new:
            # it stands before what is said
            part = {name: pair for name, pair in part.items() if name not in TITLES}
        said = [_("new")] * is_new + sentences(part, names)
        if said:
            words.append(
                _("Part “%(title)s”: %(changes)s")
                % {"title": title, "changes": "; ".join(said)}
            )
    return words


def parts_of(changes: Changes) -> dict[int, Changes]:
    parts: dict[int, Changes] = {}
    for key, pair in changes.items():
        found = PART_KEY.fullmatch(key)
        if found:
            parts.setdefault(int(found[1]), {})[found[2]] = pair
    return parts


def sentences(changes: Changes, names: Names) -> list[str]:
    said = [
        sentence(key, changes[key][0], changes[key][1], names, changes)
        for key in sorted(changes, key=place_of)
    ]
    return [words for words in said if words]


def place_of(key: str) -> tuple[int, str]:
    pair = LANGUAGE_PAIR.fullmatch(key)
    name = pair[1] if pair else key
    return (ORDER.index(name) if name in ORDER else len(ORDER)), key


def sentence(key: str, before: Any, after: Any, names: Names, all_: Changes) -> str:
    """One change in words; empty if there is nothing to say about it."""
    pair = LANGUAGE_PAIR.fullmatch(key)
    if pair:
        return text_change(pair[1], pair[2], before, after, all_)
    if key in DAYS:
        return day_change(str(DAYS[key]), before, after)
    if key not in LABELS:
        return ""
    # what did not exist before has no state to come from
    old, new = value(key, before, names), value(key, after, names)
    return arrow(str(LABELS[key]), old, new)


def arrow(label: str, old: str, new: str) -> str:
    label = capfirst(label)
    if old and new:
        return f"{label}: {old} → {new}"
    if new:
        return f"{label}: {new}"
    if old:
        return _("%(label)s: no longer “%(old)s”") % {"label": label, "old": old}
    return ""


def value(key: str, stored: Any, names: Names) -> str:
    if stored in (None, ""):
        return ""
    if key in CHOICES:
        known = dict(CHOICES[key].choices)
        return str(known.get(stored, stored))
    if key == "unit":
        return names.units.get(stored, stored)
    if key == "links":
        return links_in_words(str(stored), names)
    return str(stored)


def links_in_words(stored: str, names: Names) -> str:
    """ "#7:similar, 12:duplicate" as people read it."""
    pairs = [item.partition(":") for item in stored.split(", ")]
    return ", ".join(link_in_words(end, kind, names) for end, _c, kind in pairs)


def link_in_words(end: str, kind: str, names: Names) -> str:
    label = dict(ImpulseLink.Kind.choices).get(kind, kind)
    found = linked(end, names)
    if found:
        number, title = found
        return f"{number}. {title} ({label})"
    if end.startswith("#"):
        return _("an impulse (%(kind)s)") % {"kind": label}
    values = {"number": end, "kind": label}
    return _("%(number)s (number of that day; %(kind)s)") % values


def linked(end: str, names: Names) -> tuple[int, str] | None:
    """The impulse behind a stored end: its primary key after "#", or its number then."""
    key = end.removeprefix("#")
    if names.impulses is None or not (key.isascii() and key.isdecimal()):
        return None
    if end != key:
        return names.impulses.of_key(int(key))
    return names.impulses.of_number(int(key), names.at) if names.at else None


def text_change(
    name: str, language: str, before: Any, after: Any, all_: Changes
) -> str:
    """A text in two languages is said once: in the active one, else in the other."""
    wanted = "en" if get_language() == "en" else "de"
    if language != wanted and f"{name}_{wanted}" in all_:
        return ""
    if name in SHORT:
        return arrow(str(SHORT[name]), before or "", after or "")
    if name in LONG:
        label = capfirst(str(LONG[name]))
        if not before:
            return _("%(label)s: added") % {"label": label}
        done = _("%(label)s: changed") if after else _("%(label)s: removed")
        return done % {"label": label}
    return ""


def day_change(label: str, before: str | None, after: str | None) -> str:
    old, new = day_in_words(before), day_in_words(after)
    names = {"label": capfirst(label), "old": old, "new": new}
    if old and new:
        return _("%(label)s: moved from %(old)s to %(new)s") % names
    if new:
        return f"{capfirst(label)}: {new}"
    return _("%(label)s: cancelled (was %(old)s)") % names if old else ""


def day_in_words(stored: str | None) -> str:
    day = parse_date(stored) if stored else None
    return date_format(day, "DATE_FORMAT") if isinstance(day, date) else ""


@dataclass(frozen=True)
class Line:
    """An entry as the page shows it. `corrections`: later ones that correct it."""

    entry: PublicEntry
    words: list[str]
    corrections: list[PublicEntry]


def words_of(entry: PublicEntry, names: Names) -> list[str]:
    """What an entry changed, a sentence each."""
    return changes_in_words(entry.changes, names.then(entry.at))


def lines_of(entries: Iterable[PublicEntry], names: Names) -> list[Line]:
    """The entries of an impulse with their words, in their order."""
    rows = list(entries)
    corrections: dict[int, list[PublicEntry]] = {}
    for entry in rows:
        if entry.corrects_id:
            corrections.setdefault(entry.corrects_id, []).append(entry)
    return [
        Line(entry, words_of(entry, names), corrections.get(entry.pk, []))
        for entry in rows
    ]

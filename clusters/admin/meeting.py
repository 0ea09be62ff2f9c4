"""Two people at one entry: what differs, and what is saved once that is decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from .formstate import (
    Base,
    Row,
    Values,
    fields_of,
    is_file,
    sent_state,
    stored_state,
    token_of,
)

VERSION, BASE, DECISION = "_version", "_base", "_decision"
CHOICE = "wahl-"
MINE, STORED = "mine", "stored"
BOTH, THEIRS = "both", "theirs"


@dataclass(frozen=True)
class Difference:
    """Where what was sent is not what is stored.

    `name`: the field; "" for a whole row that one of both deleted or added. `who` changed
    it since the form was opened: `mine`, `theirs` or `both`.
    """

    prefix: str
    key: str
    name: str
    who: str
    is_added: bool = False

    @property
    def place(self) -> str:
        return place_of(self.prefix, self.key)

    @property
    def choice(self) -> str:
        """The name of its two buttons on the page."""
        return f"{CHOICE}{self.place}:{self.name}"


def place_of(prefix: str, key: str) -> str:
    return f"{prefix}-{key}" if prefix else "entry"


class Meeting:
    """What one account sent meets what is stored by now."""

    def __init__(self, request, form, formsets: Iterable[Any]):
        self.data, self.form, self.formsets = request.POST, form, list(formsets)
        self.stored = stored_state(form, self.formsets)
        self.sent = sent_state(self.data, request.FILES, form, self.formsets)
        self.token = token_of(self.stored)
        self.base = Base(self.data.get(BASE) or self.data.get(VERSION, ""))
        self.is_current = self.data.get(VERSION) == self.token
        self.files = {name for name, bound in fields_of(form) if is_file(bound)}
        self.recognise_twins()

    def recognise_twins(self) -> None:
        """A new row that was sent twice, as by a double click, is stored already."""
        for prefix, rows in self.stored.parts.items():
            for row in rows:
                if self.has_seen(prefix, row):
                    continue
                sent = self.sent.parts[prefix]
                twins = (t for t in sent if not t.key and t.values == row.values)
                twin = next(twins, None)
                if twin is not None:
                    twin.key = row.key

    def has_seen(self, prefix: str, row: Row) -> bool:
        return self.base.knows(place_of(prefix, row.key))

    def questions(self) -> list[Difference]:
        """What somebody must decide; a row that was added meanwhile just stays."""
        return [d for d in self.differences() if not d.is_added]

    def is_overwriting(self) -> bool:
        """Whether saving would undo what somebody else has saved meanwhile."""
        return any(question.who != MINE for question in self.questions())

    def differences(self) -> list[Difference]:
        found = list(self.between("", "", self.sent.entry, self.stored.entry))
        for prefix, rows in self.stored.parts.items():
            for row in rows:
                found += self.of_row(prefix, row)
            found += self.of_gone(prefix)
        return found

    def between(
        self, prefix, key, mine: Values, stored: Values
    ) -> Iterator[Difference]:
        place = place_of(prefix, key)
        for name in mine:
            # a file that was sent cannot be kept for later, so there is nothing to choose
            if mine[name] == stored[name] or (not prefix and name in self.files):
                continue
            if self.base.had(place, name, stored):
                who = MINE
            else:
                who = THEIRS if self.base.had(place, name, mine) else BOTH
            yield Difference(prefix, key, name, who)

    def of_row(self, prefix: str, row: Row) -> Iterator[Difference]:
        mine = self.sent.row(prefix, row.key)
        if mine is None:
            yield Difference(prefix, row.key, "", THEIRS, is_added=True)
        elif mine.is_deleted:
            is_known = self.base.had_row(place_of(prefix, row.key), row.values)
            yield Difference(prefix, row.key, "", MINE if is_known else BOTH)
        else:
            yield from self.between(prefix, row.key, mine.values, row.values)

    def of_gone(self, prefix: str) -> Iterator[Difference]:
        for row in self.sent.parts[prefix]:
            is_gone = row.key and self.stored.row(prefix, row.key) is None
            # a key that was never of this entry is forged, and passed over as before
            if is_gone and not row.is_deleted and self.has_seen(prefix, row):
                is_known = self.base.had_row(place_of(prefix, row.key), row.values)
                yield Difference(prefix, row.key, "", THEIRS if is_known else BOTH)

    # the decision

    def chosen(self, difference: Difference) -> str:
        """What was chosen, or "" as long as nothing was."""
        is_asked = DECISION in self.data
        if self.data.get(DECISION) == MINE or (difference.who == MINE and not is_asked):
            return MINE
        return self.data.get(difference.choice, "")

    def is_decided(self) -> bool:
        return all(self.chosen(d) in (MINE, STORED) for d in self.questions())

    def settled(self) -> QueryDict:
        """What the form would have sent if it had been filled in as was decided."""
        chosen = {d.choice: self.chosen(d) for d in self.differences()}
        data = self.data.copy()
        write(data, "", self.picked("", "", self.sent.entry, self.stored.entry, chosen))
        for prefix in self.stored.parts:
            self.write_part(data, prefix, chosen)
        for name in [n for n in data if n.startswith(CHOICE)]:
            data.pop(name)
        return data

    def picked(self, prefix, key, mine: Values, stored: Values, chosen) -> Values:
        return {
            name: stored[name]
            if chosen.get(Difference(prefix, key, name, "").choice) == STORED
            else mine[name]
            for name in mine
        }

    def write_part(self, data: QueryDict, prefix: str, chosen) -> None:
        for name in [n for n in data if n.startswith(f"{prefix}-")]:
            if name not in (f"{prefix}-MIN_NUM_FORMS", f"{prefix}-MAX_NUM_FORMS"):
                data.pop(name)
        present = self.stored.parts[prefix]
        for at, row in enumerate(present):
            mine = self.sent.row(prefix, row.key)
            values = row.values
            if mine is not None and not mine.is_deleted:
                values = self.picked(prefix, row.key, mine.values, row.values, chosen)
            elif mine is not None and chosen.get(choice_of(prefix, row)) == MINE:
                data[f"{prefix}-{at}-DELETE"] = "on"
            write(data, f"{prefix}-{at}-", values | {"id": [row.key]})
        new = [
            row for row in self.sent.parts[prefix] if self.is_new(prefix, row, chosen)
        ]
        for at, row in enumerate(new, start=len(present)):
            write(data, f"{prefix}-{at}-", row.values)
        data[f"{prefix}-INITIAL_FORMS"] = str(len(present))
        data[f"{prefix}-TOTAL_FORMS"] = str(len(present) + len(new))

    def is_new(self, prefix: str, row: Row, chosen) -> bool:
        """Whether a row that was sent is to be added, perhaps again."""
        if not row.key:
            return True
        is_gone = self.stored.row(prefix, row.key) is None
        return is_gone and chosen.get(choice_of(prefix, row)) == MINE


def choice_of(prefix: str, row: Row) -> str:
    return Difference(prefix, row.key, "", "").choice


def write(data: QueryDict, prefix: str, values: Values) -> None:
    for name, found in values.items():
        data.setlist(f"{prefix}{name}", found)
        if not found:
            data.pop(f"{prefix}{name}")

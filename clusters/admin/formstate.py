"""What a form of an entry holds: as it is stored, and as somebody sent it.

Both in the words of a browser, so that they can be compared: each field a list of texts,
and none where nothing stands there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django import forms
from django.forms.formsets import TOTAL_FORM_COUNT

from .fields import is_key
from .parts import MAX_PARTS

Values = dict[str, list[str]]
# of each text; two different ones have the same mark once in 16 million million
MARK_BYTES = 6


@dataclass
class Row:
    """A row of a part. `key`: its primary key, "" for a new one; `at`: its number."""

    key: str
    values: Values
    at: int = 0
    is_deleted: bool = False


@dataclass
class FormState:
    """The fields of the entry, and the rows of each part by the prefix of its formset."""

    entry: Values
    parts: dict[str, list[Row]] = field(default_factory=dict)

    def row(self, prefix: str, key: str) -> Row | None:
        rows = self.parts.get(prefix, [])
        return next((row for row in rows if key and row.key == key), None)


def stored_state(form, formsets: Iterable[Any]) -> FormState:
    """Of forms that nobody has sent: what a browser would send back unchanged."""
    state = FormState(values_of(form, file_names=True))
    for formset in formsets:
        state.parts[formset.prefix] = [
            Row(str(part.instance.pk), values_of(part), at)
            for at, part in enumerate(formset.initial_forms)
        ]
    return state


def sent_state(data, files, form, formsets: Iterable[Any]) -> FormState:
    """Of what was sent; `form` and `formsets` are of what is stored."""
    state = FormState({})
    for name, bound in fields_of(form):
        if isinstance(bound.field, forms.FileField):
            upload = files.get(bound.html_name)
            state.entry[name] = [upload.name] if upload else file_name(bound)
        else:
            state.entry[name] = texts(data.getlist(bound.html_name))
    for formset in formsets:
        state.parts[formset.prefix] = list(sent_rows(data, formset))
    return state


def sent_rows(data, formset) -> Iterable[Row]:
    prefix = formset.prefix
    names = [name for name, _bound in fields_of(formset.empty_form)]
    blank = values_of(formset.empty_form)
    number = data.get(f"{prefix}-{TOTAL_FORM_COUNT}", "0")
    for at in range(min(int(number), MAX_PARTS) if is_key(number) else 0):
        key = data.get(f"{prefix}-{at}-id", "")
        values = {n: texts(data.getlist(f"{prefix}-{at}-{n}")) for n in names}
        if key or values != blank:
            yield Row(key, values, at, f"{prefix}-{at}-DELETE" in data)


def values_of(form, *, file_names: bool = False) -> Values:
    return {
        name: file_name(bound) if is_file(bound) else shown(bound)
        for name, bound in fields_of(form)
        if file_names or not is_file(bound)
    }


def fields_of(form) -> list[tuple[str, Any]]:
    """The fields that say something, with their names."""
    return [
        (name, form[name])
        for name, formfield in form.fields.items()
        if not isinstance(formfield.widget, forms.HiddenInput) and name != "DELETE"
    ]


def is_file(bound) -> bool:
    return isinstance(bound.field, forms.FileField)


def file_name(bound) -> list[str]:
    return texts([str(bound.value() or "")])


def shown(bound) -> list[str]:
    """What a browser would send of this field as it is shown."""
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    value = widget.format_value(value)
    return texts(value if isinstance(value, list | tuple) else [value])


def texts(values: Iterable[Any]) -> list[str]:
    """Without what a form changes anyway: line ends, and space at either side."""
    found = (str(v).replace("\r\n", "\n").strip() for v in values if v is not None)
    return [text for text in found if text]


# the version that a form was filled in from


def mark(values: list[str]) -> str:
    text = "\x00".join(values).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=MARK_BYTES).hexdigest()


def marks_of(values: Values) -> str:
    return "".join(mark(values[name]) for name in sorted(values))


def token_of(state: FormState) -> str:
    """Short marks of all that is stored, in words of `name:marks`.

    Two of the same entry differ where, and only where, something else is stored.
    """
    words = [f"entry:{marks_of(state.entry)}"]
    for prefix, rows in state.parts.items():
        words += [f"{prefix}-{row.key}:{marks_of(row.values)}" for row in rows]
    return " ".join(sorted(words))


class Base:
    """The version that somebody began with, as far as its token tells."""

    def __init__(self, token: str):
        pairs = (word.partition(":") for word in token.split())
        self.marks = {name: marks for name, _colon, marks in pairs}

    def knows(self, place: str) -> bool:
        return place in self.marks

    def had(self, place: str, name: str, values: Values) -> bool:
        """Whether these values have in this field what stood there at the beginning."""
        at = sorted(values).index(name) * 2 * MARK_BYTES
        known = self.marks.get(place, "")
        return known[at : at + 2 * MARK_BYTES] == mark(values[name])

    def had_row(self, place: str, values: Values) -> bool:
        return self.marks.get(place) == marks_of(values)

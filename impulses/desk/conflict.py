"""What somebody typed beside what somebody else has saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.forms import ModelForm
from django.utils.formats import localize
from django.utils.text import capfirst


class Difference(NamedTuple):
    label: str
    typed: str
    stored: str


def differences(form: ModelForm, stored: Any, names: Iterable[str]) -> list[Difference]:
    """Of a valid form: each of its fields that reads differently in the stored row."""
    pairs = [
        Difference(
            str(form.fields[name].label),
            in_words(form.instance, name),
            in_words(stored, name),
        )
        for name in names
        if name in form.fields
    ]
    return [pair for pair in pairs if pair.typed != pair.stored]


def in_words(row: Any, name: str) -> str:
    """A column as the page shows it; empty if it is."""
    label = getattr(row, f"get_{name}_display", None)
    value = capfirst(label()) if label else getattr(row, name)
    return "" if value is None else str(localize(value))

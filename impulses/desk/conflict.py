"""What somebody typed beside what somebody else has saved meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.forms import ModelForm
from django.http import QueryDict
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

# makes a form of what was sent, or an empty one, for the row as it stands now
Maker = Callable[[QueryDict | None], Any]


class Difference(NamedTuple):
    label: str
    typed: str
    stored: str


def renewed(form: Any, make: Maker) -> tuple[Any, list[Difference]]:
    """The form with what was typed, for the row as it is stored now, and where both
    differ."""
    stored = make(None).instance
    data = form.data.copy()
    data["version"] = stored.version
    return make(data), differences(form, stored, form.Meta.fields)


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
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(localize(value))

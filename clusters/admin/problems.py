"""What is wrong with a form, as a list that leads to the fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.forms.forms import NON_FIELD_ERRORS


@dataclass(frozen=True)
class Problem:
    """`anchor`: the id of the field, or of what the message is about; may be empty."""

    label: str
    message: str
    anchor: str


def problems(form, formsets: Iterable[Any]) -> list[Problem]:
    """Of a form that was refused, in the order of the page; none of any other."""
    if not form.is_bound:
        return []
    found = list(of_form(form, "", ""))
    for formset in formsets:
        name = str(formset.model._meta.verbose_name)
        name = name[:1].upper() + name[1:]
        group = f"{formset.prefix}-group"
        found += [Problem(name, error, group) for error in formset.non_form_errors()]
        for number, part in enumerate(formset.forms):
            label = f"{name} {number + 1}"
            found += of_form(part, label, f"{formset.prefix}-{number}")
    return found


def of_form(form, label: str, anchor: str) -> Iterator[Problem]:
    for name, errors in form.errors.items():
        for error in errors:
            if name == NON_FIELD_ERRORS or form[name].is_hidden:
                yield Problem(label, error, anchor)
            else:
                bound = form[name]
                text = f"{label}, {bound.label}" if label else str(bound.label)
                yield Problem(text, error, bound.id_for_label)

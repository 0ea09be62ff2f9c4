"""The page where somebody decides what to keep of two versions of an entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .fields import is_key
from .formstate import Row, fields_of
from .meeting import (
    BASE,
    BOTH,
    CHOICE,
    DECISION,
    MINE,
    STORED,
    THEIRS,
    VERSION,
    Difference,
    Meeting,
)

# a refused page must say so to programs, too
STATUS = 409


@dataclass
class Question:
    """A difference in words. `chosen`: what is ticked when the page is opened."""

    difference: Difference
    label: str
    mine: str
    stored: str
    chosen: str
    is_open: bool


@dataclass
class Group:
    """The questions about the entry or about one row."""

    title: str
    questions: list[Question]


def conflict_page(request, meeting: Meeting, context: dict) -> TemplateResponse:
    """Both versions side by side, with all that was sent; status 409.

    `context`: what every admin page shows, and the `original`.
    """
    newest = context["original"].history.select_related("history_user").first()
    is_asked_again = DECISION in request.POST
    context |= {
        "title": _("Somebody else has changed this entry"),
        "groups": groups_of(meeting, is_asked_again=is_asked_again),
        "newest": newest,
        "carried": carried(meeting.data),
        "token": meeting.token,
        "base": request.POST.get(BASE) or request.POST.get(VERSION, ""),
        "lost_files": [upload.name for upload in request.FILES.values()],
        "is_undecided": is_asked_again and meeting.is_current,
    }
    name = "admin/clusters/cluster/conflict.html"
    return TemplateResponse(request, name, context, status=STATUS)


def carried(data: QueryDict) -> list[tuple[str, str]]:
    """All that was sent, but for what the page says itself."""
    own = {"csrfmiddlewaretoken", VERSION, BASE, DECISION}
    return [
        (name, value)
        for name, values in data.lists()
        if name not in own and not name.startswith(CHOICE)
        for value in values
    ]


def groups_of(meeting: Meeting, *, is_asked_again: bool) -> list[Group]:
    groups: dict[str, Group] = {}
    for difference in meeting.differences():
        place = difference.place
        if place not in groups:
            groups[place] = Group(title_of(meeting, difference), [])
        asked = question(meeting, difference, is_asked_again=is_asked_again)
        groups[place].questions.append(asked)
    return list(groups.values())


def question(meeting: Meeting, difference: Difference, *, is_asked_again) -> Question:
    defaults = {MINE: MINE, THEIRS: STORED, BOTH: ""}
    chosen = meeting.chosen(difference) or defaults[difference.who]
    label, mine, stored = said(meeting, difference)
    is_open = is_asked_again and not chosen
    return Question(difference, label, mine, stored, chosen, is_open)


def said(meeting: Meeting, difference: Difference) -> tuple[str, str, str]:
    """Label, what was sent and what is stored."""
    prefix, key, name = difference.prefix, difference.key, difference.name
    mine = meeting.sent.row(prefix, key)
    stored = meeting.stored.row(prefix, key)
    if name:
        bound = form_of(meeting, prefix)[name]
        first = mine.values if mine else meeting.sent.entry
        second = stored.values if stored else meeting.stored.entry
        return (
            str(bound.label),
            in_words(bound, first[name]),
            in_words(bound, second[name]),
        )
    label = _("the whole row")
    if difference.is_added:
        return label, _("not known yet"), _("was added")
    if stored is None:
        return label, row_in_words(meeting, prefix, mine), _("was deleted")
    return label, _("is to be deleted"), row_in_words(meeting, prefix, stored)


def form_of(meeting: Meeting, prefix: str):
    if not prefix:
        return meeting.form
    return next(f for f in meeting.formsets if f.prefix == prefix).empty_form


def title_of(meeting: Meeting, difference: Difference) -> str:
    if not difference.prefix:
        return _("The entry itself")
    formset = next(f for f in meeting.formsets if f.prefix == difference.prefix)
    row = meeting.stored.row(difference.prefix, difference.key)
    row = row or meeting.sent.row(difference.prefix, difference.key)
    kind = capfirst(formset.model._meta.verbose_name)
    first_words = row_in_words(meeting, difference.prefix, row).partition(" · ")[0]
    return f"{kind}: {first_words}"


def row_in_words(meeting: Meeting, prefix: str, row: Row | None) -> str:
    """All that a row says, without what is only ticked."""
    if row is None:
        return "–"
    fields = fields_of(form_of(meeting, prefix))
    shown = [
        in_words(bound, row.values.get(name, []))
        for name, bound in fields
        if not isinstance(bound.field, forms.BooleanField) and row.values.get(name)
    ]
    return " · ".join(shown) or "–"


def in_words(bound, values: list[str]) -> str:
    """What a reader sees of a field with these values."""
    formfield = bound.field
    if isinstance(formfield, forms.BooleanField):
        return _("yes") if values else _("no")
    if isinstance(formfield, forms.ModelChoiceField):
        known = formfield.queryset.filter(pk__in=[v for v in values if is_key(v)])
        return ", ".join(map(str, known)) or "–"
    if isinstance(formfield, forms.ChoiceField):
        choices: Any = formfield.choices
        names = {str(value): str(label) for value, label in choices}
        return ", ".join(names.get(value, value) for value in values) or "–"
    return "\n".join(values) or "–"

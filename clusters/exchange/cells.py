"""One value of a table: how it is written, how it is read, and what is wrong with it.

A cell that cannot be read raises ValueError with a text for whoever made the file.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from clusters.exchange.files import shown
from clusters.validators import no_control_characters

YES = {"ja", "j", "x", "1", "true", "wahr", "yes"}
NO = {"nein", "n", "0", "false", "falsch", "no"}
BETWEEN = "|"
NUMBER = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,20})?")
# of a list of possible values in a message
SHOWN = 15


class Column(Field):
    """A column of a table and the field of a row behind it.

    What a cell does not change is not looked at, so that nothing that is there already
    can be wrong; nor is what a spreadsheet changes by itself, such as line breaks.
    """

    def save(self, instance, row, is_m2m=False, **kwargs):
        if plain(row[self.column_name]) == plain(shown(self.export(instance))):
            return
        value = self.clean(row)
        if value is None and not self.saves_null_values:
            return
        if not self.widget.is_same(value, self.get_value(instance)):
            setattr(instance, self.attribute, value)


class Cell(Widget):
    def is_same(self, value: Any, present: Any) -> bool:
        return value == present


class TextCell(Cell):
    def __init__(self, max_length: int | None = None):
        super().__init__()
        self.max_length = max_length

    def clean(self, value, row=None, **kwargs) -> str:
        text = plain(value)
        try:
            no_control_characters(text)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error
        if self.max_length and len(text) > self.max_length:
            raise ValueError(
                _("at most %(number)s characters") % {"number": self.max_length}
            )
        return text

    def render(self, value, obj=None, **kwargs):
        return value or ""

    def is_same(self, value, present) -> bool:
        return value == plain(present)


def plain(value: Any) -> str:
    """Text without what surrounds it, with one kind of line breaks."""
    if isinstance(value, float) and value.is_integer():
        # a postcode that a spreadsheet took for a number
        value = int(value)
    text = "" if value is None else str(value)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class NumberCell(Cell):
    """`kind`: int, float or Decimal. Decimal comma or point."""

    def __init__(self, kind: type):
        super().__init__()
        self.kind = kind

    def clean(self, value, row=None, **kwargs):
        text = plain(value)
        if not text:
            return None
        if isinstance(value, bool) or not NUMBER.fullmatch(text):
            raise ValueError(_("“%(text)s” is no number") % {"text": text[:40]})
        number = Decimal(text.replace(",", "."))
        if self.kind is int and number != int(number):
            raise ValueError(_("“%(text)s” is no whole number") % {"text": text[:40]})
        return self.kind(number)

    def render(self, value, obj=None, **kwargs):
        return value


class DateCell(Cell):
    def clean(self, value, row=None, **kwargs) -> date | None:
        text = plain(value)
        if not text:
            return None
        for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day
            except ValueError:
                continue
        raise ValueError(
            _("“%(text)s” is no date; write it as 2025-05-31") % {"text": text[:40]}
        )

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


class YesNoCell(Cell):
    def clean(self, value, row=None, **kwargs) -> bool | None:
        text = plain(value).lower()
        if text in YES | NO:
            return text in YES
        if text:
            raise ValueError(
                _("“%(text)s” is neither ja nor nein") % {"text": text[:40]}
            )
        return None

    def render(self, value, obj=None, **kwargs):
        return "ja" if value else "nein"


class ChoiceCell(Cell):
    """One of few values, by its German name or its code."""

    def __init__(self, choices: type[models.TextChoices]):
        super().__init__()
        self.choices = choices

    def names(self) -> dict[str, str]:
        with translation.override("de"):
            return {value: str(label) for value, label in self.choices.choices}

    def clean(self, value, row=None, **kwargs) -> str | None:
        text = plain(value)
        names = self.names()
        values = {name: value for value, name in names.items()}
        if text and text not in values and text not in names:
            raise ValueError(
                _("“%(text)s” is none of: %(names)s")
                % {"text": text[:40], "names": ", ".join(values)}
            )
        return values.get(text, text) or None

    def render(self, value, obj=None, **kwargs):
        return self.names().get(value, value)


class SlugCell(Cell):
    """A row of another table by its slug; the table is read once."""

    def __init__(self, model: Any):
        super().__init__()
        self.model = model
        self.rows: dict[str, Any] | None = None

    def find(self, slug: str):
        if self.rows is None:
            self.rows = {row.slug: row for row in self.model._default_manager.all()}
        if slug not in self.rows:
            raise ValueError(unknown(self.model, slug, list(self.rows)))
        return self.rows[slug]

    def clean(self, value, row=None, **kwargs):
        slug = plain(value)
        return self.find(slug) if slug else None

    def render(self, value, obj=None, **kwargs):
        return value.slug if value else ""


class SlugsCell(SlugCell):
    """Several rows of another table, in the order of their slugs."""

    def clean(self, value, row=None, **kwargs) -> list:
        slugs = {slug.strip() for slug in plain(value).split(BETWEEN)} - {""}
        return [self.find(slug) for slug in sorted(slugs)]

    def render(self, value, obj=None, **kwargs):
        return BETWEEN.join(row.slug for row in value or [])


def unknown(model: type[models.Model], slug: str, known: list[str]) -> str:
    """Says that no row has this slug, and which there are, where they are few."""
    text = _("“%(slug)s” is unknown (%(kind)s)") % {
        "slug": slug[:80],
        "kind": model._meta.verbose_name,
    }
    if len(known) > SHOWN:
        return text
    return f"{text}; {_('possible:')} {', '.join(sorted(known))}"


def column(model: type[models.Model], attribute: str, name: str) -> Column:
    """The column of a model's field, by the field's own kind."""
    field: Any = model._meta.get_field(attribute)
    if isinstance(field, models.ForeignKey):
        return Column(attribute, name, SlugCell(field.related_model))
    if isinstance(field, models.BooleanField):
        return Column(attribute, name, YesNoCell(), saves_null_values=False)
    if isinstance(field, models.DateField):
        return Column(attribute, name, DateCell())
    for kind, number in (
        (models.FloatField, float),
        (models.DecimalField, Decimal),
        (models.IntegerField, int),
    ):
        if isinstance(field, kind):
            return Column(attribute, name, NumberCell(number))
    # Django checks the length of a TextField in forms only
    is_long = isinstance(field, models.TextField)
    return Column(attribute, name, TextCell(field.max_length if is_long else None))


def choice(attribute: str, name: str, choices: type[models.TextChoices]) -> Column:
    return Column(attribute, name, ChoiceCell(choices), saves_null_values=False)

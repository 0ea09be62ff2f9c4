"""A filter by terms of a vocabulary, and what a page shows of active filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_

import django_filters
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Model,
    Q,
    QuerySet,
    Value,
    When,
)


@dataclass(frozen=True)
class Option:
    """A value of a facet. `count`: rows of the list that have it, None if unknown."""

    value: str
    name: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """`is_conjoined`: whether rows need all chosen options, and not one of them."""

    name: str
    label: str
    options: list[Option]
    is_conjoined: bool = False

    @property
    def is_used(self) -> bool:
        return any(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class Pill:
    """An active filter. `without`: the page's query string when it is taken away;
    `value`: which of several values of a parameter it is."""

    label: str
    name: str
    without: str
    value: str | None = None


@dataclass(frozen=True)
class Relaxation:
    """What taking one filter away from an empty list brings back."""

    pill: Pill
    rows: QuerySet
    count: int


@dataclass(frozen=True)
class Links:
    """The table that ties rows to terms, for counting: its columns `row` and `term`.

    `repeats`: a pair of row and term may stand there more than once.
    """

    model: type[Model]
    row: str
    term: str
    repeats: bool = False


class TermFilter(django_filters.MultipleChoiceFilter):
    """Repeatable parameter of slugs.

    `conjoined=True`: rows must have all chosen terms, so each count says what is left
    after ticking it too; needs `links`. Else rows have one of the chosen terms.
    `links`: where the rows of each term are counted; without it, in the row's own field.
    """

    # whether one field name leads from a row to its terms
    is_counted_by_field = True

    def __init__(
        self, *args, model=None, names=("name_de", "name_en"), links=None, **kwargs
    ):
        self.model = model
        self.names = names
        self.links = links
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        if self.conjoined:
            return qs.filter(pk__in=self.rows_with_all(value))
        if "__" not in self.field_name:
            return qs.filter(**{f"{self.field_name}__in": value})
        # a subquery, because a join would repeat rows with several locations
        rows = qs.model._default_manager.filter(**{f"{self.field_name}__in": value})
        return qs.filter(pk__in=rows.values("pk"))

    def rows_with_all(self, slugs: list[str]) -> QuerySet:
        """Keys of the rows that have all these terms, however many there are: one
        count of their links, where a join for each term would never end."""
        links = self.links
        found = links.model._default_manager.order_by().filter(
            **{f"{links.term}__slug__in": slugs}
        )
        if len(slugs) == 1:
            return found.values(links.row)
        return (
            found.values(links.row)
            .annotate(number=Count(links.term, distinct=True))
            .filter(number=len(set(slugs)))
            .values(links.row)
        )

    def terms_query(self, kind: str) -> QuerySet:
        """Rows (kind, key, slug, German and English name, position) of the terms."""
        fields = {field.name for field in self.model._meta.get_fields()}
        has_position = "position" in fields
        return (
            self.model.objects.order_by()
            .annotate(
                term_kind=Value(kind, output_field=CharField()),
                term_de=F(self.names[0]),
                term_en=F(self.names[1]),
                term_position=F("position")
                if has_position
                else Value(0, output_field=IntegerField()),
            )
            .values_list(
                "term_kind", "pk", "slug", "term_de", "term_en", "term_position"
            )
        )


class ConditionFilter(TermFilter):
    """Terms that are conditions, each row in one of them at most.

    `conditions`: gives term to condition, asked anew each time: it may depend on the day.
    """

    def __init__(self, *args, conditions: Callable[[], dict[str, Q]], **kwargs):
        self.conditions = conditions
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        conditions = self.conditions()
        return qs.filter(reduce(or_, (conditions[term] for term in value)))

    def term_of_row(self) -> Case:
        """Which of the terms a row is in."""
        whens = [When(q, then=Value(term)) for term, q in self.conditions().items()]
        return Case(*whens, default=Value(""), output_field=CharField())

"""All filters of a list: tolerant parameters, hints, pills, orders and counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import CharField, Count, QuerySet, Value
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .queries import FOREIGN, PAGE, SORT, printable
from .terms import ConditionFilter, Facet, Links, Option, Pill, Relaxation, TermFilter

MAX_TEXT = 300
MAX_HINTS = 3
MAX_RELAXED = 4


class ListingFilterSet(django_filters.FilterSet):
    """Base of the public lists; subclasses declare TermFilters and text filters.

    `carried`: parameters of the page that are no filters of the list. `text_narrows`:
    whether the text takes rows out of the list, and is a pill for that.
    """

    carried: tuple[str, ...] = ()
    text_narrows = True

    def __init__(self, data: QueryDict, queryset: QuerySet, *, request=None):
        self.hints: list[str] = []
        self.asked = data
        self.slugs: dict[str, dict[Any, str]] = defaultdict(dict)
        self.terms = self._load_terms()
        super().__init__(self._tolerant(data), queryset, request=request)
        for name, terms in self.terms.items():
            self.form.fields[name].choices = list(terms.items())

    @classmethod
    def term_filters(cls) -> dict[str, TermFilter]:
        return {
            name: item
            for name, item in cls.base_filters.items()
            if isinstance(item, TermFilter)
        }

    def _load_terms(self) -> dict[str, dict[str, str]]:
        """Slug to name in the active language, for each parameter, in one query.

        Fills `slugs`: parameter to the slug of each primary key.
        """
        filters = self.term_filters()
        terms: dict[str, dict[str, str]] = {
            name: {str(k): str(v) for k, v in item.extra["choices"]}
            for name, item in filters.items()
            if item.model is None
        }
        queries = [
            item.terms_query(name)
            for name, item in filters.items()
            if item.model is not None
        ]
        rows = list(queries[0].union(*queries[1:], all=True)) if queries else []
        english = get_language() == "en"
        for kind, key, slug, german, name_en, _position in sorted(
            rows, key=lambda row: (row[5], row[2])
        ):
            self.slugs[kind][key] = slug
            terms.setdefault(kind, {})[slug] = (
                (name_en or german) if english else german
            )
        return {name: terms.get(name, {}) for name in filters}

    def _tolerant(self, data: QueryDict) -> QueryDict:
        """The parameters without what no filter understands; fills `hints`."""
        cleaned = data.copy()
        self._hint_unknown_names(data)
        for name, terms in self.terms.items():
            values = list(dict.fromkeys(data.getlist(name)))
            known = [value for value in values if value in terms]
            self._hint_unknown(name, [v for v in values if v and v not in terms])
            cleaned.setlist(name, known)
        if "q" in cleaned:
            cleaned["q"] = self._tolerant_text(str(cleaned["q"]))
        return cleaned

    def _hint_unknown_names(self, data: QueryDict) -> None:
        known = {*self.base_filters, PAGE, SORT, *self.carried}
        for name in [n for n in data if n not in known and not n.startswith(FOREIGN)][
            :MAX_HINTS
        ]:
            self.hints.append(
                _("“%(name)s” is no filter of this list and was left out.")
                % {"name": printable(name)[:60]}
            )

    def _hint_unknown(self, name: str, values: Iterable[str]) -> None:
        label = self.base_filters[name].label
        for value in list(values)[:MAX_HINTS]:
            self.hints.append(
                _("“%(value)s” is unknown under %(label)s and was left out.")
                % {"value": printable(value)[:60], "label": label}
            )

    def _tolerant_text(self, text: str) -> str:
        clean = printable(text).strip()
        if len(clean) > MAX_TEXT:
            self.hints.append(
                _("Only the first %(number)s characters of your text were used.")
                % {"number": MAX_TEXT}
            )
        return clean[:MAX_TEXT]

    def is_valid(self) -> bool:
        return True

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the text and the order was asked for."""
        return any(
            self.data.get(name) for name in self.filters if name not in ("q", SORT)
        )

    def query_without(self, *names: str, value: str | None = None) -> str:
        """Query string of the page without some parameters, or without one value."""
        query = self.data.copy()
        query.pop(PAGE, None)
        for name in names:
            rest = [v for v in query.getlist(name) if value not in (None, v)]
            if value is not None and rest:
                query.setlist(name, rest)
            else:
                query.pop(name, None)
        for name in [key for key in query if not query.get(key)]:
            query.pop(name)
        return f"?{query.urlencode()}"

    @property
    def query_of_text(self) -> str:
        """Query string of the page with the text alone."""
        query = QueryDict(mutable=True)
        query["q"] = self.data.get("q", "")
        return f"?{query.urlencode()}"

    def query_with(self, name: str, value: str) -> str:
        """Query string of the page with a parameter set to a value."""
        rest = self.query_without(name)[1:]
        query = QueryDict(rest, mutable=True)
        query[name] = value
        return f"?{query.urlencode()}"

    def query_adding(self, name: str, value: str) -> str:
        """Query string of the page with one more value of a repeatable parameter."""
        query = QueryDict(self.query_without()[1:], mutable=True)
        query.appendlist(name, value)
        return f"?{query.urlencode()}"

    @property
    def pills(self) -> list[Pill]:
        """One pill for each active filter value, in the order of the page."""
        pills = [
            Pill(terms[value], name, self.query_without(name, value=value), value)
            for name, terms in self.terms.items()
            for value in self.data.getlist(name)
        ]
        if self.text_narrows and self.data.get("q"):
            text = Truncator(self.data["q"]).chars(40)
            label = _("Text: %(text)s") % {"text": text}
            pills.insert(0, Pill(label, "q", self.query_without("q")))
        return pills

    def order_labels(self) -> dict[str, str]:
        """The orders that make sense for this page; the first is what it starts with."""
        return {"treffer": _("best match")} if self.data.get("q") else {}

    @cached_property
    def sort(self) -> str:
        """What the list is ordered by; a bad or impossible order gives a hint."""
        asked, labels = self.data.get(SORT, ""), self.order_labels()
        if asked in labels:
            return asked
        if asked:
            self.hints.append(_("This order is not possible here and was left out."))
        return next(iter(labels))

    def order_links(self) -> list[tuple[str, str, bool]]:
        """Label, query string and whether it is the present one, for each order."""
        return [
            (label, self.query_with(SORT, value), value == self.sort)
            for value, label in self.order_labels().items()
        ]

    @cached_property
    def number(self) -> int:
        """Rows of the list; counted without what only its order needs."""
        return self.qs.order_by().count()

    def queryset_without(self, name: str) -> QuerySet:
        """The list as it would be without one parameter."""
        rows = self.queryset.all()
        # reads the parameters, if the list has not been asked for yet
        self.form.is_valid()
        for other, value in self.form.cleaned_data.items():
            if other != name:
                rows = self.filters[other].filter(rows, value)
        return rows

    def relaxations(self) -> list[Relaxation]:
        """What each active filter costs; one query a filter, for the first few."""
        found = []
        for pill in self.pills[:MAX_RELAXED]:
            rows = self.queryset.all()
            for name, value in self.form.cleaned_data.items():
                kept = value
                if name in self.names_of(pill):
                    kept = [v for v in value if v != pill.value] if pill.value else ""
                rows = self.filters[name].filter(rows, kept)
            found.append(Relaxation(pill, rows, rows.order_by().count()))
        return found

    def names_of(self, pill: Pill) -> tuple[str, ...]:
        """The parameters that a pill stands for."""
        return (pill.name,)

    def facets(self) -> list[Facet]:
        """The facets with their counts, in one query or two."""
        counts = self._counts()
        return [
            self._facet(name, item, counts[name])
            for name, item in self.term_filters().items()
        ]

    def _counts(self) -> dict[str, Counter[str]]:
        """Parameter to slug to the number of rows that the list has with it."""
        counts: dict[str, Counter[str]] = {n: Counter() for n in self.term_filters()}
        # numbers of vocabulary entries and texts of choices do not fit in one column
        queries: dict[bool, list[QuerySet]] = defaultdict(list)
        for name, item in self.term_filters().items():
            if item.is_counted_by_field:
                queries[item.model is None].append(self._count_query(name, item))
        for first, *others in queries.values():
            for name, key, rows in first.union(*others, all=True):
                counts[name][self.slugs[name].get(key, key)] = rows
        return counts

    def _count_query(self, name: str, item: TermFilter) -> QuerySet:
        """Rows (facet, key of the term or value of the field, number of rows)."""
        rows = self.qs if item.conjoined else self.queryset_without(name)
        if isinstance(item, ConditionFilter):
            return self._condition_query(name, item, rows)
        own = item.field_name.removesuffix("__slug")
        links = item.links or Links(self._meta.model, "pk", own)
        number = Count(links.row, distinct=True) if links.repeats else Count("*")
        return (
            self._ties(item, links, rows)
            .annotate(facet=Value(name, output_field=CharField()))
            .values_list("facet", links.term)
            .annotate(rows=number)
        )

    def _ties(self, item: TermFilter, links: Links, rows: QuerySet) -> QuerySet:
        """What ties the rows to the terms of a filter, or the rows themselves."""
        if item.links is None and not rows.query.annotations:
            return rows.order_by()
        ties = links.model._default_manager.order_by()
        # asked for each row of the whole list, the same question costs a third
        if not rows.query.has_filters():
            return ties
        return ties.filter(**{f"{links.row}__in": rows.order_by().values("pk")})

    def _condition_query(
        self, name: str, item: ConditionFilter, rows: QuerySet
    ) -> QuerySet:
        return (
            rows.order_by()
            .annotate(
                facet=Value(name, output_field=CharField()), term=item.term_of_row()
            )
            .values_list("facet", "term")
            .annotate(rows=Count("*"))
        )

    def uncounted_facets(self) -> list[Facet]:
        """The facets alone, without a query."""
        return [
            self._facet(name, item, None) for name, item in self.term_filters().items()
        ]

    def _facet(self, name: str, item: TermFilter, counts: Counter[str] | None) -> Facet:
        chosen = set(self.data.getlist(name))
        options = [
            Option(slug, term, None if counts is None else counts[slug], slug in chosen)
            for slug, term in self.terms[name].items()
        ]
        return Facet(name, str(item.label), options, item.conjoined)

"""The filters of the impulse list; their order is the order on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import django_filters
from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clusterallianz.listing import (
    ConditionFilter,
    Facet,
    Links,
    ListingFilterSet,
    Pill,
    Relaxation,
    TermFilter,
)
from clusters.models import Cluster, Driver, ServiceType
from clusters.search import understand
from clusters.search.ranking import Hit
from clusters.search.understanding import Need
from impulses.lookup import with_number
from impulses.models import Addressee, Impulse, ResponsibleUnit
from impulses.querysets.counts import (
    count_with_terms,
    due_conditions,
    wording_conditions,
)
from impulses.querysets.delivery import delivery_counts
from impulses.search import asked_number, find, is_related_only, reasons

if TYPE_CHECKING:
    from impulses.past import Past

# stands among the slugs of a vocabulary for rows that have none of its terms
WITHOUT = "ohne"
DUE = {
    "ja": gettext_lazy("overdue"),
    "bald": gettext_lazy("due within 30 days"),
    "spaeter": gettext_lazy("due later"),
    WITHOUT: gettext_lazy("without due date"),
}
WORDINGS = {
    "erfasst": gettext_lazy("wording recorded"),
    "thema": gettext_lazy("subject confirmed, wording not yet recorded"),
}


def due_conditions_today():
    return due_conditions(timezone.localdate())


class UnitFilter(TermFilter):
    """Impulses of one of the chosen units, or of none (`ohne`)."""

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        chosen = Q(responsible_unit__slug__in=value)
        if WITHOUT in value:
            chosen |= Q(responsible_unit=None)
        return qs.filter(chosen)


class OptionalTermFilter(TermFilter):
    """Impulses with all chosen terms, or with none of the vocabulary (`ohne`)."""

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        slugs = [slug for slug in value if slug != WITHOUT]
        rows = (
            qs.filter(self.has(*slugs))
            if len(slugs) == 1
            else super().filter(qs, slugs)
        )
        return rows.filter(~self.has()) if WITHOUT in value else rows

    def has(self, *slugs: str) -> Exists:
        """Whether an impulse has a term, or one of these.

        Asked row by row SQLite answers out of the narrow indexes alone; a list of keys
        makes it read the texts of the impulses, too.
        """
        links = self.links
        ties = links.model.objects.filter(**{links.row: OuterRef("pk")})
        return Exists(
            ties.filter(**{f"{links.term}__slug__in": slugs}) if slugs else ties
        )


class ClusterFilter(TermFilter):
    """Impulses that one of the chosen clusters is named for, offers a service of, or
    says that it can deliver."""

    is_counted_by_field = False

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        impulses = Impulse.objects.deliverable_by(value)
        return qs.filter(pk__in=impulses.values("pk"))

    def terms_query(self, kind: str) -> QuerySet:
        # drafts and archived entries must not show up as a choice
        return (
            super().terms_query(kind).filter(state__in=Cluster.objects.public_states())
        )


class StateFilter(TermFilter):
    """Impulses in one of the chosen states, on the day that the list is about."""

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        past = self.parent.past
        if not value or past is None:
            return super().filter(qs, value)
        changed = past.states[self.field_name]
        then = [pk for pk, was in changed.items() if was in value]
        as_today = Q(**{f"{self.field_name}__in": value}) & ~Q(pk__in=list(changed))
        return qs.filter(as_today | Q(pk__in=then))


class ImpulseFilterSet(ListingFilterSet):
    # the states of a past day, where the list is about one
    past: Past | None = None

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Search text"))
    treiber = OptionalTermFilter(
        field_name="drivers__slug",
        model=Driver,
        links=Links(Impulse.drivers.through, "impulse", "driver"),
        conjoined=True,
        label=gettext_lazy("Driver"),
    )
    leistung = OptionalTermFilter(
        field_name="service_types__slug",
        model=ServiceType,
        links=Links(Impulse.service_types.through, "impulse", "servicetype"),
        conjoined=True,
        label=gettext_lazy("Service"),
    )
    antwort = StateFilter(
        field_name="answer",
        choices=Impulse.Answer.choices,
        label=gettext_lazy("Answer"),
    )
    umsetzung = StateFilter(
        field_name="implementation",
        choices=Impulse.Implementation.choices,
        label=gettext_lazy("Implementation state"),
    )
    adressat = TermFilter(
        field_name="addressees__slug",
        model=Addressee,
        links=Links(Impulse.addressees.through, "impulse", "addressee"),
        conjoined=True,
        label=gettext_lazy("Addressee"),
    )
    cluster = ClusterFilter(
        model=Cluster,
        names=("short_name", "short_name"),
        label=gettext_lazy("Cluster that can deliver"),
    )
    stelle = UnitFilter(
        field_name="responsible_unit__slug",
        model=ResponsibleUnit,
        label=gettext_lazy("Responsible unit"),
    )
    verzug = ConditionFilter(
        choices=list(DUE.items()),
        conditions=due_conditions_today,
        label=gettext_lazy("Due date"),
    )
    wortlaut = ConditionFilter(
        choices=list(WORDINGS.items()),
        conditions=wording_conditions,
        label=gettext_lazy("Wording"),
    )

    class Meta:
        model = Impulse
        fields: list[str] = []

    def _load_terms(self) -> dict[str, dict[str, str]]:
        terms = super()._load_terms()
        without = {
            "treiber": _("without driver"),
            "leistung": _("without service type"),
            "stelle": _("without responsible unit"),
        }
        for name in without.keys() & terms.keys():
            terms[name][WITHOUT] = without[name]
        self.slugs["stelle"][None] = WITHOUT
        return terms

    def _counts(self) -> dict[str, Counter[str]]:
        counts = super()._counts()
        have = count_with_terms(self.qs)
        for name in ("treiber", "leistung"):
            counts[name][WITHOUT] = self.number - have[name]
        if "cluster" in counts:
            self._count_clusters(counts["cluster"])
        return counts

    def _count_clusters(self, counts: Counter[str]) -> None:
        """Three ways lead to a cluster, which one field name cannot say."""
        for key, number in delivery_counts(self.queryset_without("cluster")).items():
            if slug := self.slugs["cluster"].get(key):
                counts[slug] = number

    def facets(self) -> list[Facet]:
        """Without those that divide nothing yet: no unit, no published day."""
        return [
            facet
            for facet in super().facets()
            if facet.name not in ("stelle", "verzug")
            or facet.is_used
            or any(o.count for o in facet.options if o.value != WITHOUT)
        ]

    @cached_property
    def need(self) -> Need:
        """What the search text says; its hits are ranked once for the page."""
        return understand(
            self.data.get("q", ""), get_language() or "de", with_places=False
        )

    @cached_property
    def hits(self) -> dict[int, Hit]:
        """Every impulse that the search text touches by its primary key, best first."""
        is_part = self.is_narrowed or self.queryset.query.has_filters()
        return self.hits_among(self.queryset_without("q") if is_part else None)

    @property
    def is_searched(self) -> bool:
        """Whether there is a text that says what to look for."""
        text = self.data.get("q", "")
        if not text:
            return False
        return asked_number(text) is not None or not self.need.is_empty

    @property
    def pills(self) -> list[Pill]:
        """Without one for a text that was left out."""
        return [p for p in super().pills if p.name != "q" or self.is_searched]

    @cached_property
    def number(self) -> int:
        return len(self.hits) if self.is_searched else super().number

    def hits_among(self, rows: QuerySet | None) -> dict[int, Hit]:
        if (number := asked_number(self.need.text)) is not None:
            numbered = with_number(number)
            if numbered or self.need.is_empty:
                keys = [numbered.pk] if numbered else []
                found = Impulse.objects.all() if rows is None else rows.order_by()
                return {row.pk: Hit(row.pk) for row in found.filter(pk__in=keys)}
        among = None if rows is None else rows.order_by().values("pk")
        hits = find(self.need, among)
        if hits and all(map(is_related_only, hits)):
            self.hints.append(
                _(
                    "No impulse says “%(text)s”. Listed are those on a driver that it"
                    " may belong to."
                )
                % {"text": self.need.text}
            )
        return {hit.key: hit for hit in hits}

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if self.is_searched:
            return queryset.filter(pk__in=self.hits)
        self.hints.append(
            _("“%(text)s” says too little to search for and was left out.")
            % {"text": value}
        )
        return queryset

    def relaxations(self) -> list[Relaxation]:
        """Only those that bring something back."""
        if self.is_searched:
            # those of the page are looked for among what the filters leave
            self.hits = self.hits_among(None)
        return [found for found in super().relaxations() if found.count]

    def explain(self, impulses: Iterable[Impulse]) -> None:
        """Set `why` of each: the reasons for which the search text found it, and
        `is_distant`: whether they are weak ones."""
        if not self.is_searched:
            return
        self.need.names = {
            f"{kind}:{slug}": name
            for kind in ("treiber", "leistung")
            for slug, name in self.terms.get(kind, {}).items()
        }
        for impulse in impulses:
            hit = self.hits.get(impulse.pk) or Hit(impulse.pk)
            why, is_distant = reasons(hit, self.need), is_related_only(hit)
            vars(impulse).update(why=why, is_distant=bool(why) and is_distant)

    def order_labels(self) -> dict[str, str]:
        always = {
            "nummer": _("number"),
            "neueste": _("newest change"),
            "faellig": _("next published day"),
        }
        return super().order_labels() | always

    def ordered(self) -> QuerySet:
        rows = self.qs
        if self.sort == "faellig":
            return rows.order_by(F("next_due_on").asc(nulls_last=True), "number")
        if self.sort == "neueste":
            return rows.by_last_change()
        if self.sort == "treffer" and self.is_searched and self.hits:
            return rows.order_by(self._by_rank(), "number")
        return rows.order_by("number")

    def _by_rank(self) -> Case:
        places = [When(pk=pk, then=Value(n)) for n, pk in enumerate(self.hits)]
        return Case(*places, default=Value(len(places)), output_field=IntegerField())

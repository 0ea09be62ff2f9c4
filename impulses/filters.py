"""The filters of the impulse list; their order is the order on the page."""

from collections import Counter

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterallianz.listing import (
    Facet,
    ListingFilterSet,
    Option,
    TermFilter,
)
from clusters.models import Cluster, Driver, ServiceType
from impulses.models import Addressee, Impulse


class ClusterFilter(TermFilter):
    """Impulses that one of the chosen clusters is named for or offers a service of."""

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


class ImpulseFilterSet(ListingFilterSet):
    q = django_filters.CharFilter(method="search", label=gettext_lazy("Search text"))
    treiber = TermFilter(
        field_name="drivers__slug",
        model=Driver,
        conjoined=True,
        label=gettext_lazy("Driver"),
    )
    leistung = TermFilter(
        field_name="service_types__slug",
        model=ServiceType,
        conjoined=True,
        label=gettext_lazy("Service"),
    )
    antwort = TermFilter(
        field_name="answer",
        choices=Impulse.Answer.choices,
        label=gettext_lazy("Answer"),
    )
    umsetzung = TermFilter(
        field_name="implementation",
        choices=Impulse.Implementation.choices,
        label=gettext_lazy("Implementation state"),
    )
    adressat = TermFilter(
        field_name="addressees__slug",
        model=Addressee,
        conjoined=True,
        label=gettext_lazy("Addressee"),
    )
    cluster = ClusterFilter(
        model=Cluster,
        names=("short_name", "short_name"),
        label=gettext_lazy("Cluster that can deliver"),
    )

    class Meta:
        model = Impulse
        fields: list[str] = []

    def _facet(self, name: str, item: TermFilter) -> Facet:
        if not isinstance(item, ClusterFilter):
            return super()._facet(name, item)
        # two ways lead to a cluster, which one field name cannot say
        others = self.queryset_without(name).order_by().values("pk")
        pairs = Impulse.objects.filter(pk__in=others).delivery_pairs()
        counts = Counter(slug for _pk, slug in pairs)
        chosen = set(self.data.getlist(name))
        options = [
            Option(slug, term, counts[slug], slug in chosen)
            for slug, term in self.terms[name].items()
        ]
        return Facet(name, str(item.label), options)

    def order_labels(self) -> dict[str, str]:
        always = {"nummer": _("number"), "neueste": _("newest change")}
        return super().order_labels() | always

    def ordered(self) -> QuerySet:
        rows = self.qs
        if self.sort == "neueste":
            return rows.order_by("-updated_at", "number")
        return rows if self.sort == "treffer" else rows.order_by("number")

"""The filters of the impulse list; their order is the order on the page."""

from functools import cached_property

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterallianz.listing import SORT, ListingFilterSet, Pill, TermFilter
from clusters.models import Cluster, Driver, ServiceType
from clusters.search import search
from impulses.models import Addressee, Impulse


class ClusterFilter(TermFilter):
    """Impulses that one of the chosen clusters asks for, can deliver or serves."""

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        impulses = Impulse.objects.for_cluster_slugs(value)
        return qs.filter(pk__in=impulses.values("pk"))


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
        field_name="service_types__offers__cluster__slug",
        model=Cluster,
        names=("short_name", "short_name"),
        label=gettext_lazy("Cluster that can deliver"),
    )

    class Meta:
        model = Impulse
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return search(queryset, value)

    @cached_property
    def sort(self) -> str:
        """What the list is ordered by; an unknown order gives a hint."""
        asked = str(self.data.get(SORT, ""))
        if asked in self.order_labels():
            return asked
        if asked:
            self.hints.append(_("This order is not possible here and was left out."))
        return "treffer" if self.data.get("q") else "nummer"

    def order_labels(self) -> dict[str, str]:
        labels = {"nummer": _("number"), "neueste": _("newest change")}
        return {"treffer": _("best match")} | labels if self.data.get("q") else labels

    def order_links(self) -> list[tuple[str, str, bool]]:
        """Label, query string and whether it is the present one, for each order."""
        return [
            (label, self.query_with(SORT, value), value == self.sort)
            for value, label in self.order_labels().items()
        ]

    def ordered(self) -> QuerySet:
        rows = self.qs
        if self.sort == "neueste":
            return rows.order_by("-updated_at", "number")
        return rows if self.sort == "treffer" else rows.order_by("number")

    @property
    def pills(self) -> list[Pill]:
        pills = super().pills
        if self.data.get("q"):
            label = _("Text: %(text)s") % {"text": str(self.data["q"])[:60]}
            pills.insert(0, Pill(label, "q", self.query_without("q")))
        return pills

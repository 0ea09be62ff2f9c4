"""The filters of the cluster list; their order is the order on the page."""

from __future__ import annotations

import math
from functools import cached_property

import django_filters
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clusterallianz.listing import Links, ListingFilterSet, Pill, TermFilter, printable
from clusterallianz.text import sort_key
from clusters.models import (
    Cluster,
    ClusterDriver,
    Driver,
    InnovationField,
    Location,
    Place,
    Region,
    ServiceOffer,
    ServiceType,
    TaggedCluster,
    Topic,
)
from clusters.search.answer import Answer, answer_need
from clusters.search.ranking import Hit
from clusters.search.reasons import sure_meanings
from clusters.search.understanding import Meaning

MAX_RADIUS_KM = 500
MAX_SUGGESTIONS = 4
# kinds of meaning offered as a filter, the most telling first
SUGGESTED = ("leistung", "region", "treiber", "feld")


class TopicFilter(TermFilter):
    """Topics that a public entry has; one that only drafts have is hidden with them."""

    def terms_query(self, kind: str) -> QuerySet:
        states = Cluster.objects.public_states()
        tagged = TaggedCluster.objects.filter(content_object__state__in=states)
        return super().terms_query(kind).filter(pk__in=tagged.values("tag"))


class ClusterFilterSet(ListingFilterSet):
    q = django_filters.CharFilter(method="keep", label=gettext_lazy("Your need"))
    treiber = TermFilter(
        field_name="drivers__slug",
        model=Driver,
        links=Links(ClusterDriver, "cluster", "driver"),
        conjoined=True,
        label=gettext_lazy("Driver"),
    )
    leistung = TermFilter(
        field_name="service_types__slug",
        model=ServiceType,
        links=Links(ServiceOffer, "cluster", "service_type"),
        conjoined=True,
        label=gettext_lazy("Service"),
    )
    region = TermFilter(
        field_name="locations__region__slug",
        model=Region,
        links=Links(Location, "cluster", "region", repeats=True),
        label=gettext_lazy("Region"),
    )
    feld = TermFilter(
        field_name="innovation_field__slug",
        model=InnovationField,
        label=gettext_lazy("Innovation field"),
    )
    thema = TopicFilter(
        field_name="topics__slug",
        model=Topic,
        names=("name", "name_en"),
        links=Links(TaggedCluster, "content_object", "tag"),
        conjoined=True,
        label=gettext_lazy("Topic"),
    )
    ort = django_filters.CharFilter(method="near", label=gettext_lazy("Near"))
    umkreis = django_filters.CharFilter(
        method="within", label=gettext_lazy("Radius in km")
    )

    # the clusters that are ticked for a comparison
    carried = ("c",)
    # a need orders the list; it takes nobody out of it
    text_narrows = False

    class Meta:
        model = Cluster
        fields: list[str] = []

    @property
    def is_narrowed(self) -> bool:
        """A place alone leaves nobody out; it only orders."""
        terms = any(self.data.get(name) for name in self.terms)
        return terms or bool(self.place and self.radius_km)

    def _tolerant(self, data):
        cleaned = super()._tolerant(data)
        for name in ("ort", "umkreis"):
            cleaned[name] = printable(str(cleaned.get(name, ""))).strip()[:80]
        if cleaned["umkreis"] and not is_radius(str(cleaned["umkreis"])):
            self.hints.append(
                _("The radius must be a number of kilometres from 1 to 500.")
            )
            cleaned["umkreis"] = ""
        return cleaned

    @cached_property
    def place(self) -> Place | None:
        """The place meant by `ort`: its slug, or its name as typed."""
        asked = self.data.get("ort", "")
        if not asked:
            return None
        found = Place.objects.named_or_with_postcode(asked)
        if found is None:
            self._hint_place(asked)
        return found

    def _hint_place(self, asked: str) -> None:
        key = sort_key(asked)[:4]
        similar = Place.objects.named_like(key)[:3] if key else []
        names = ", ".join(place.name for place in similar)
        self.hints.append(
            _("The place “%(place)s” was not found.") % {"place": asked}
            + (" " + _("Did you mean %(names)s?") % {"names": names} if names else "")
        )

    def keep(self, queryset, name: str, value: str) -> QuerySet:
        return queryset

    @cached_property
    def answer(self) -> Answer | None:
        """What the need says about the filtered clusters; None without a need."""
        text = self.data.get("q", "")
        if not text:
            return None
        language = get_language() or "de"
        among = self.qs if self.is_narrowed else None
        answer = answer_need(text, among, language, near=self.place)
        answer.need.names = {
            f"{kind}:{slug}": name
            for kind, terms in self.terms.items()
            for slug, name in terms.items()
        }
        return None if answer.need.is_empty else answer

    def suggestions(self) -> list[Pill]:
        """Filters that the need seems to mean; `without` here adds the filter."""
        if self.answer is None:
            return []
        need = self.answer.need
        found = [
            Pill(self._offer(m), m.kind, self.query_adding(m.kind, m.slug))
            for m in sure_meanings(need, *SUGGESTED)
            if m.slug not in self.data.getlist(m.kind) and m.slug in self.terms[m.kind]
        ]
        found.sort(key=lambda pill: SUGGESTED.index(pill.name))
        place = need.place
        if place and not self.place:
            label = _("Near %(place)s") % {"place": place.name}
            found.insert(0, Pill(label, "ort", self.query_with("ort", place.slug)))
        return found[:MAX_SUGGESTIONS]

    def _offer(self, meaning: Meaning) -> str:
        name = self.answer.need.name_of(meaning.concept) if self.answer else ""
        # "Aachen" alone could be the town
        return (
            _("Region %(name)s") % {"name": name} if meaning.kind == "region" else name
        )

    def names_of(self, pill: Pill) -> tuple[str, ...]:
        return ("ort", "umkreis") if pill.name == "ort" else super().names_of(pill)

    @property
    def says_nothing(self) -> bool:
        """Whether there is a text, but none that says what is needed: "Hallo"."""
        return bool(self.data.get("q")) and self.answer is None

    def near(self, queryset, name: str, value: str) -> QuerySet:
        if self.place and self.radius_km:
            return queryset.within(self.place, self.radius_km)
        return queryset

    def within(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not self.place and not self.data.get("ort"):
            self.hints.append(_("A radius needs a place to start from."))
        return queryset

    @property
    def radius_km(self) -> float | None:
        value = self.data.get("umkreis")
        return float(value.replace(",", ".")) if value else None

    def order_labels(self) -> dict[str, str]:
        distance = {"entfernung": _("distance")} if self.place else {}
        always = {"name": _("name"), "bestaetigt": _("newest confirmed")}
        best = super().order_labels() if self.answer else {}
        return best | distance | always

    @cached_property
    def number(self) -> int:
        return len(self.answer.hits) if self.answer else super().number

    def ordered(self) -> QuerySet | list[Hit]:
        """The clusters in the chosen order; the hits themselves for the best match."""
        rows = self.qs.near(self.place) if self.place else self.qs
        if self.answer:
            if self.sort == "treffer":
                return self.answer.hits
            rows = rows.filter(pk__in=[hit.key for hit in self.answer.hits])
        if self.sort == "entfernung":
            return rows.by_distance()
        if self.sort == "bestaetigt":
            return rows.by_confirmation()
        return rows.order_by("sort_key")

    @property
    def pills(self) -> list[Pill]:
        pills = super().pills
        if self.place:
            label = _("Near %(place)s") % {"place": self.place.name}
            if self.data.get("umkreis"):
                label += _(", up to %(km)s km") % {"km": self.data["umkreis"]}
            pills.append(Pill(label, "ort", self.query_without("ort", "umkreis")))
        return pills


def is_radius(text: str) -> bool:
    """Whether a text is a number of kilometres from 1 to 500."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return False
    return math.isfinite(number) and 1 <= number <= MAX_RADIUS_KM

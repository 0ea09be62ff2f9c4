"""Every named read of the directory."""

from __future__ import annotations

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import (
    ASin,
    Coalesce,
    Cos,
    Least,
    Power,
    Radians,
    Sin,
    Sqrt,
)
from django.utils import timezone

from clusterallianz.text import german_slug

EARTH_RADIUS_KM = 6371.0


def coordinate(name: str, prefix: str = "") -> Coalesce:
    """A location's latitude or longitude, or its place's.

    The own ones only where the address is public: distances from three places would
    tell them.
    """
    own = When(Q(**{f"{prefix}is_address_public": True}), then=F(f"{prefix}{name}"))
    return Coalesce(Case(own), F(f"{prefix}place__{name}"))


def distance_km(latitude: float, longitude: float, prefix: str = ""):
    """Haversine distance in km to a location; the same formula on both databases."""
    lat = Radians(coordinate("latitude", prefix))
    lon = Radians(coordinate("longitude", prefix))
    here_lat, here_lon = (
        Radians(Value(value, output_field=FloatField()))
        for value in (latitude, longitude)
    )
    half_chord = Power(Sin((lat - here_lat) / 2.0), 2.0) + Cos(lat) * Cos(
        here_lat
    ) * Power(Sin((lon - here_lon) / 2.0), 2.0)
    # rounding may lift the root a hair above 1, where asin is undefined
    return 2.0 * EARTH_RADIUS_KM * ASin(Least(Sqrt(half_chord), Value(1.0)))


class PlaceQuerySet(QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def named_or_with_postcode(self, text: str):
        """The place of this name, slug or postcode, or None."""
        text = text.strip()
        if text.isdigit():
            return self.filter(postcodes__code=text).first()
        return self.filter(slug=german_slug(text)).first()

    def named_like(self, key: str):
        """Places whose sort key starts with `key`, the largest first."""
        return self.filter(sort_key__startswith=key).order_by("-population", "pk")


class LocationQuerySet(QuerySet):
    def get_by_natural_key(self, cluster_slug, place_slug, street):
        return self.get(
            cluster__slug=cluster_slug, place__slug=place_slug, street=street
        )

    def within(self, place, radius_km: float):
        """Locations at most so far away from a place."""
        distance = distance_km(place.latitude, place.longitude)
        return self.alias(distance=distance).filter(distance__lte=radius_km)

    def on_map(self):
        """Locations of entries that the public sees, seats first."""
        from clusters.models import Cluster

        return (
            self.filter(cluster__state__in=Cluster.objects.public_states())
            .select_related("cluster", "place", "region")
            .order_by("place__sort_key", "cluster__sort_key")
        )


class ContactQuerySet(QuerySet):
    def get_by_natural_key(self, cluster_slug, name, role_de, email):
        return self.get(
            cluster__slug=cluster_slug, name=name, role_de=role_de, email=email
        )

    def public(self):
        """What a visitor may see, deputies last."""
        return self.filter(is_public=True).order_by("is_deputy", "position", "pk")

    def role_mailboxes(self):
        """Public mailboxes that outlive the people who read them: an answer shows the
        address to the one who asked."""
        return self.public().filter(name="").exclude(email="")


class ClusterQuerySet(QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def public_states(self) -> list[str]:
        return ["published", "dormant"]

    def published(self):
        """What a visitor finds: published entries, and dormant ones marked so."""
        return self.filter(state__in=self.public_states())

    def ever_public(self):
        """Public entries, and those that were: their addresses still answer."""
        return self.filter(state__in=[*self.public_states(), "archived"])

    def visible_to(self, user):
        """Public entries, and drafts and archived ones for those who keep them."""
        if not user.is_authenticated:
            return self.published()
        if user.has_perm("clusters.publish_cluster"):
            return self
        return self.filter(
            Q(state__in=self.public_states()) | Q(pk__in=user.managed_clusters.all())
        )

    def editable_by(self, user):
        """Entries that this account may change."""
        if user.has_perm("clusters.publish_cluster"):
            return self
        return self.filter(pk__in=user.managed_clusters.all())

    def with_can_receive(self):
        """Annotate `can_receive`: whether somebody would read an enquiry."""
        from clusters.models import Contact, Management

        keepers = Management.objects.filter(user__is_active=True)
        mailboxes = Contact.objects.role_mailboxes()
        someone = Exists(keepers.filter(cluster=OuterRef("pk"))) | Exists(
            mailboxes.filter(cluster=OuterRef("pk"))
        )
        at_work = Q(state="published")
        return self.annotate(
            can_receive=Case(When(at_work & someone, then=True), default=False)
        )

    def receiving(self):
        """Published entries that an enquiry can be sent to, in German order."""
        return self.with_can_receive().filter(can_receive=True).order_by("sort_key")

    def near(self, place):
        """Annotate `distance` in km to the nearest location; None without any."""
        distance = Min(
            distance_km(place.latitude, place.longitude, prefix="locations__")
        )
        return self.annotate(distance=distance)

    def within(self, place, radius_km: float):
        """Entries with a location at most so far away."""
        from clusters.models import Location

        near = Location.objects.within(place, radius_km)
        return self.filter(pk__in=near.values("cluster"))

    def freshness(self) -> dict[str, int]:
        """How many entries there are in `total`, and how many are `fresh`, `due` or
        `overdue`, were confirmed in part (`partial`) or never (`unconfirmed`)."""
        from clusters.models import DUE, FRESH

        today = timezone.localdate()
        fresh, due = (today - age for age in (FRESH, DUE))
        never = Q(confirmed_on=None)
        groups = {
            "fresh": Q(confirmed_on__gte=fresh),
            "due": Q(confirmed_on__lt=fresh, confirmed_on__gte=due),
            "overdue": Q(confirmed_on__lt=due),
            "partial": never & Q(confirmed_sections__gt=0),
            "unconfirmed": never & Q(confirmed_sections=0),
        }
        counts = {name: Count("pk", filter=group) for name, group in groups.items()}
        return self.aggregate(total=Count("pk"), **counts)

    def to_be_asked(self):
        """Public entries with a section that is not fresh, and that nobody was asked
        about lately."""
        from clusters.models import FRESH, ConfirmationRequest, Section

        asked = ConfirmationRequest.objects.within_days(
            settings.CONFIRMATION_REQUEST_EVERY_DAYS
        )
        is_fresh = Q(confirmations__confirmed_on__gte=timezone.localdate() - FRESH)
        sections = Count("confirmations__section", filter=is_fresh, distinct=True)
        return (
            self.published()
            .annotate(fresh_sections=sections)
            .filter(~Exists(asked.filter(cluster=OuterRef("pk"))))
            .filter(fresh_sections__lt=len(Section))
        )

    def by_distance(self):
        return self.order_by(F("distance").asc(nulls_last=True), "sort_key")

    def by_confirmation(self):
        """The newest confirmed first, those never confirmed last."""
        return self.order_by(F("confirmed_on").desc(nulls_last=True), "sort_key")

    def for_list(self):
        """What a card shows: field, offers, drivers and locations, in 4 queries."""
        from clusters.models import (
            ClusterDriver,
            Location,
            ServiceOffer,
        )

        return self.select_related("innovation_field").prefetch_related(
            Prefetch("offers", ServiceOffer.objects.select_related("service_type")),
            Prefetch("driver_links", ClusterDriver.objects.select_related("driver")),
            Prefetch("locations", Location.objects.select_related("place", "region")),
        )

    def names_only(self):
        """What a link shows, in German order; one query."""
        plain = self.select_related(None).prefetch_related(None)
        return plain.only("slug", "short_name", "sort_key").order_by("sort_key")

    def for_detail(self):
        """The whole profile."""
        return self.for_list().prefetch_related("topics", "sources", "contacts")

"""Who finds which entries, how far they are, and in how many queries."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from clusters.models import Cluster, Contact, Location, Place
from tests.factories import (
    ClusterDriverFactory,
    ClusterFactory,
    ContactFactory,
    CoordinatorFactory,
    LocationFactory,
    OfficeFactory,
    PlaceFactory,
    ReviewerFactory,
    ServiceOfferFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
STATES = ["archived", "dormant", "draft", "published"]
PUBLIC = ["dormant", "published"]


@pytest.fixture
def states():
    return {s: ClusterFactory(state=s, slug=s, short_name=s) for s in STATES}


@pytest.fixture
def solingen():
    return PlaceFactory(name="Solingen", latitude=51.17343, longitude=7.0845)


@pytest.fixture
def wuppertal():
    return PlaceFactory(name="Wuppertal", latitude=51.25627, longitude=7.14816)


def slugs(queryset):
    return list(queryset.order_by("slug").values_list("slug", flat=True))


def test_published_holds_public_states(states):
    assert slugs(Cluster.objects.published()) == PUBLIC


@pytest.mark.parametrize(
    ("make_user", "visible", "editable"),
    [
        (UserFactory, PUBLIC, []),
        (ReviewerFactory, PUBLIC, []),
        (CoordinatorFactory, PUBLIC, []),
        (OfficeFactory, STATES, STATES),
    ],
)
def test_role_sees_and_edits(states, make_user, visible, editable):
    user = make_user()
    assert slugs(Cluster.objects.visible_to(user)) == visible
    assert slugs(Cluster.objects.editable_by(user)) == editable


def test_anonymous_sees_public_states(states):
    assert slugs(Cluster.objects.visible_to(AnonymousUser())) == PUBLIC


def test_manager_sees_and_edits_the_own_draft(states):
    user = UserFactory()
    states["draft"].managers.add(user, UserFactory())
    assert slugs(Cluster.objects.visible_to(user)) == ["dormant", "draft", "published"]
    assert slugs(Cluster.objects.editable_by(user)) == ["draft"]


def test_near_knows_the_way_from_solingen_to_wuppertal(solingen, wuppertal):
    LocationFactory(place=wuppertal)
    found = Cluster.objects.near(solingen).get()
    assert found.distance == pytest.approx(10.2, abs=0.1)


@pytest.mark.parametrize(
    ("latitude", "longitude", "kilometres"),
    [
        (51.17343, 7.0845, 0),  # the place itself
        (52.17343, 7.0845, 111.19),  # one degree north
        (51.17343, 8.0845, 69.71),  # one degree east: cos(51.17°) of it
    ],
)
def test_near_measures_own_coordinates(solingen, latitude, longitude, kilometres):
    LocationFactory(place=solingen, latitude=latitude, longitude=longitude)
    found = Cluster.objects.near(solingen).get()
    assert found.distance == pytest.approx(kilometres, abs=0.05)


def test_near_takes_the_nearest_location_and_each_cluster_once(solingen, wuppertal):
    cluster = LocationFactory(place=wuppertal).cluster
    LocationFactory(cluster=cluster, place=wuppertal, street="Hauptstraße 2")
    LocationFactory(cluster=cluster, place=solingen)
    found = list(Cluster.objects.near(solingen).within(solingen, 50))
    assert [(row, round(row.distance)) for row in found] == [(cluster, 0)]


def test_near_keeps_the_radius(solingen, wuppertal):
    LocationFactory(place=wuppertal)
    assert Cluster.objects.within(solingen, 11).count() == 1
    assert Cluster.objects.within(solingen, 9).count() == 0


def test_by_distance_puts_unknown_last(solingen, wuppertal):
    unknown = ClusterFactory(short_name="A")
    far = LocationFactory(place=wuppertal, cluster__short_name="B").cluster
    near = LocationFactory(place=solingen, cluster__short_name="C").cluster
    found = list(Cluster.objects.near(solingen).by_distance())
    assert found == [near, far, unknown]


def test_by_confirmation_puts_unconfirmed_last():
    never = ClusterFactory(short_name="A")
    old = ClusterFactory(confirmed_on="2025-01-01", confirmed_by="Rolle")
    new = ClusterFactory(confirmed_on="2026-01-01", confirmed_by="Rolle")
    assert list(Cluster.objects.by_confirmation()) == [new, old, never]


def test_freshness_counts_entries_by_age():
    today = timezone.localdate()
    for days in (0, 180, 181, 240, 241):
        day = today - timedelta(days=days)
        ClusterFactory(confirmed_on=day, confirmed_by="Rolle", confirmed_sections=5)
    ClusterFactory(confirmed_sections=3)
    ClusterFactory()
    assert Cluster.objects.freshness() == {
        "total": 7,
        "fresh": 2,
        "due": 2,
        "overdue": 1,
        "partial": 1,
        "unconfirmed": 1,
    }


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_for_list_asks_four_queries(rows, django_assert_num_queries):
    for cluster in ClusterFactory.create_batch(rows):
        LocationFactory(cluster=cluster)
        ServiceOfferFactory(cluster=cluster)
        ClusterDriverFactory(cluster=cluster)
    with django_assert_num_queries(4):
        for cluster in Cluster.objects.for_list():
            _ = [location.place.name for location in cluster.locations.all()]
            _ = [location.region for location in cluster.locations.all()]
            _ = [offer.service_type.name for offer in cluster.offers.all()]
            _ = [link.driver.name for link in cluster.driver_links.all()]
            _ = cluster.innovation_field


def test_public_contacts_come_with_deputies_last():
    cluster = ClusterFactory()
    deputy = ContactFactory(cluster=cluster, is_deputy=True)
    second = ContactFactory(cluster=cluster, position=2)
    first = ContactFactory(cluster=cluster, position=1)
    ContactFactory(cluster=cluster, is_public=False)
    assert list(Contact.objects.public()) == [first, second, deputy]


def test_map_shows_locations_of_public_entries_only(states):
    for cluster in states.values():
        LocationFactory(cluster=cluster)
    shown = [location.cluster.slug for location in Location.objects.on_map()]
    assert sorted(shown) == PUBLIC


def test_places_named_like_give_the_largest_first():
    small = PlaceFactory(name="Köln-Porz", population=10)
    large = PlaceFactory(name="Köln", population=1_000_000)
    PlaceFactory(name="Bonn")
    assert list(Place.objects.named_like("koln")) == [large, small]

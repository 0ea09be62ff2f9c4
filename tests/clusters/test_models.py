"""What the database refuses, and what the models keep in order by themselves."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from factory.base import FactoryMetaClass

from clusters.models import (
    Cluster,
    Contact,
    FormerSlug,
    Location,
    SearchForm,
    SearchFrequency,
    SearchPhrase,
    SearchTerm,
    TaggedCluster,
)
from tests import factories as f
from tests.impulses.test_constraints import REFUSED as OF_IMPULSES

pytestmark = pytest.mark.django_db
COORDINATES = "clusters_location_coordinates_in_state"
PERSON = {"name": "Eine Rolle", "source_url": f.PROOF, "as_of": "2025-05"}


def twice(factory, **fields):
    """Make two objects that agree in these fields."""
    factory(**fields)
    factory(**fields)


def same_topic_twice():
    cluster, topic = f.ClusterFactory(), f.TopicFactory()
    for _time in range(2):
        TaggedCluster.objects.create(content_object=cluster, tag=topic)


def seats():
    twice(f.LocationFactory, cluster=f.ClusterFactory(), is_seat=True)


def same_location():
    twice(f.LocationFactory, cluster=f.ClusterFactory(), place=f.PlaceFactory())


def same_offer():
    cluster, term = f.ClusterFactory(), f.ServiceTypeFactory()
    twice(f.ServiceOfferFactory, cluster=cluster, service_type=term)


def same_driver():
    twice(f.ClusterDriverFactory, cluster=f.ClusterFactory(), driver=f.DriverFactory())


def same_contact():
    twice(f.ContactFactory, cluster=f.ClusterFactory(), email="post@example.org")


def same_source():
    twice(f.SourceFactory, cluster=f.ClusterFactory(), source_url=f.PROOF)


def same_impulse_source():
    twice(f.ImpulseSourceFactory, impulse=f.ImpulseFactory(), source_url=f.PROOF)


def same_search_row(model, **fields):
    for _time in range(2):
        model.objects.create(**fields)


def same_form():
    term = SearchTerm.objects.create(text="stahl")
    same_search_row(SearchForm, text="stahl", term=term)


def same_frequency():
    term = SearchTerm.objects.create(text="stahl")
    same_search_row(SearchFrequency, corpus="clusters", term=term, documents=1)


def same_confirmation():
    request = f.ConfirmationRequestFactory()
    for _ in range(2):
        f.ConfirmationFactory(cluster=request.cluster, request=request)


def same_count():
    first = f.DailyCountFactory()
    f.DailyCountFactory(cluster=first.cluster)


def same_thread():
    thread = f.EnquiryThreadFactory()
    f.EnquiryThreadFactory(enquiry=thread.enquiry, cluster=thread.cluster)


def same_invitation():
    first = f.InvitationFactory(email="a@example.org")
    f.InvitationFactory(cluster=first.cluster, email="A@example.org")


def same_management():
    user = f.UserFactory()
    cluster = f.ClusterFactory(managers=[user])
    cluster.managements.create(user=user)


REFUSED = [
    ("clusters_searchform_once", same_form),
    ("clusters_searchfrequency_once", same_frequency),
    (
        "clusters_searchphrase_once",
        lambda: same_search_row(SearchPhrase, concept="leistung:x", stems="stahl"),
    ),
    (
        "clusters_cluster_confirmed_by_whom",
        lambda: f.ClusterFactory(confirmed_on="2026-01-01"),
    ),
    (
        "clusters_cluster_confirmed_by_whom",
        lambda: f.ClusterFactory(confirmed_by="Geschäftsstelle"),
    ),
    (
        "clusters_cluster_member_types_within_total",
        lambda: f.ClusterFactory(members_count=10, members_firms=6, members_other=5),
    ),
    ("clusters_service_once_per_cluster", same_offer),
    ("clusters_driver_once_per_cluster", same_driver),
    ("clusters_contact_not_empty", lambda: f.ContactFactory(email="")),
    (
        "clusters_contact_person_with_source",
        lambda: f.ContactFactory(**PERSON | {"role_de": ""}),
    ),
    (
        "clusters_contact_person_with_source",
        lambda: f.ContactFactory(**PERSON | {"source_url": ""}),
    ),
    (
        "clusters_contact_person_with_source",
        lambda: f.ContactFactory(**PERSON | {"as_of": ""}),
    ),
    ("clusters_contact_once", same_contact),
    ("clusters_location_one_seat", seats),
    ("clusters_location_once", same_location),
    (COORDINATES, lambda: f.LocationFactory(latitude=51.2)),
    (COORDINATES, lambda: f.LocationFactory(longitude=7.1)),
    (COORDINATES, lambda: f.LocationFactory(latitude=48.1, longitude=7.1)),
    (COORDINATES, lambda: f.LocationFactory(latitude=51.2, longitude=13.4)),
    ("clusters_source_once_per_fact", same_source),
    ("clusters_topic_once_per_cluster", same_topic_twice),
    (
        "impulses_impulse_full_wording_has_text",
        lambda: f.ImpulseFactory(wording="full", text_de=""),
    ),
    ("impulses_source_once_per_impulse", same_impulse_source),
    ("clusters_confirmation_once_per_request", same_confirmation),
    ("clusters_confirmation_by_a_role", lambda: f.ConfirmationFactory(confirmed_by="")),
    ("clusters_count_once_a_day", same_count),
    ("clusters_enquirythread_once_per_cluster", same_thread),
    (
        "clusters_feedback_answered_with_text",
        lambda: f.FeedbackFactory(state="answered"),
    ),
    ("clusters_invitation_open_once", same_invitation),
    ("clusters_management_once", same_management),
    ("clusters_proposal_decided_by_whom", lambda: f.ProposalFactory(state="accepted")),
    (
        "clusters_proposal_declined_with_reason",
        lambda: f.ProposalFactory(
            state="declined", decided_by=f.UserFactory(), decided_at=timezone.now()
        ),
    ),
]


@pytest.mark.parametrize(("constraint", "make"), REFUSED)
def test_constraint_refuses(constraint, make):
    with transaction.atomic(), pytest.raises(IntegrityError):
        make()


def test_every_constraint_has_a_test():
    named = {
        constraint.name
        for label in ("clusters", "impulses")
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    }
    tried = {constraint for constraint, *_rest in [*REFUSED, *OF_IMPULSES]}
    # its own test runs two commands at once
    assert tried | {"impulses_reminded_once"} == named


@pytest.mark.parametrize(
    ("factory", "field", "value"),
    [
        (f.ClusterFactory, "slug", "gleich"),
        (f.ClusterFactory, "name", "Gleich e.V."),
        (f.PlaceFactory, "slug", "gleich"),
        (f.PlaceFactory, "geonames_id", 7),
        (f.DriverFactory, "slug", "gleich"),
        (f.ServiceTypeFactory, "slug", "gleich"),
        (f.InnovationFieldFactory, "slug", "gleich"),
        (f.RegionFactory, "slug", "gleich"),
        (f.TopicFactory, "slug", "gleich"),
        (f.TopicFactory, "name", "Gleich"),
        (f.PageFactory, "slug", "gleich"),
        (f.AddresseeFactory, "slug", "gleich"),
        (f.ImpulseFactory, "number", 7),
    ],
)
def test_same_value_twice_is_refused(factory, field, value):
    with transaction.atomic(), pytest.raises(IntegrityError):
        twice(factory, **{field: value})


@pytest.mark.parametrize(
    ("factory", "field", "value"),
    [
        (f.ContactFactory, "phone", "ruf mich an"),
        (f.ContactFactory, "as_of", "2025-13"),
        (f.ContactFactory, "as_of", "Mai 2025"),
        (f.LocationFactory, "postcode", "4265"),
        (f.LocationFactory, "postcode", "D-42651"),
        (f.ClusterFactory, "founding_year", 1700),
        (f.ClusterFactory, "website", "javascript:alert(1)"),
        (f.ClusterFactory, "slug", "mit leerzeichen"),
        (f.ClusterFactory, "state", "gelöscht"),
        (f.ImpulseFactory, "answer", "vielleicht"),
    ],
)
def test_form_refuses_a_bad_value(factory, field, value):
    row = factory()
    setattr(row, field, value)
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert set(caught.value.message_dict) == {field}


@pytest.mark.parametrize("as_of", ["2025", "2025-05", "2025-05-31"])
def test_contact_accepts_dates_of_three_precisions(as_of):
    f.ContactFactory(**PERSON | {"as_of": as_of}).full_clean()


FACTORIES = [
    factory
    for factory in vars(f).values()
    if isinstance(factory, FactoryMetaClass) and not factory._meta.abstract
]


@pytest.mark.parametrize("factory", FACTORIES)
def test_factory_makes_valid_objects(factory):
    factory().full_clean()


def test_logo_must_be_a_picture():
    fake = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")
    cluster = f.ClusterFactory()
    cluster.logo = fake
    with pytest.raises(ValidationError) as caught:
        cluster.full_clean()
    assert set(caught.value.message_dict) == {"logo"}


def test_vocabulary_in_use_stays():
    offer = f.ServiceOfferFactory()
    with pytest.raises(ProtectedError):
        offer.service_type.delete()


def rename(cluster, slug):
    cluster = Cluster.objects.get(pk=cluster.pk)
    cluster.slug = slug
    cluster.save()
    return cluster


def former(cluster):
    return list(cluster.former_slugs.order_by("slug").values_list("slug", flat=True))


def test_rename_leaves_the_old_address():
    cluster = rename(f.ClusterFactory(slug="alt"), "neu")
    assert former(cluster) == ["alt"]


def test_rename_of_a_new_object_leaves_the_old_address():
    cluster = f.ClusterFactory(slug="alt")
    cluster.slug = "neu"
    cluster.save()
    assert former(cluster) == ["alt"]


def test_rename_twice_keeps_both_addresses():
    cluster = rename(rename(f.ClusterFactory(slug="a"), "b"), "c")
    assert former(cluster) == ["a", "b"]


def test_rename_back_frees_the_address():
    cluster = rename(rename(f.ClusterFactory(slug="a"), "b"), "a")
    assert former(cluster) == ["b"]


def test_rename_takes_over_the_old_address_of_another():
    first = rename(f.ClusterFactory(slug="a"), "b")
    second = rename(rename(f.ClusterFactory(slug="c"), "a"), "d")
    assert (former(first), former(second)) == ([], ["a", "c"])


def test_save_without_rename_leaves_no_address():
    cluster = f.ClusterFactory()
    cluster.save()
    assert not FormerSlug.objects.exists()


def test_cluster_is_sorted_as_in_german():
    for name in ["Zink", "Ähre", "Ofen", "Öl", "acker", "Strasse", "Straße B"]:
        f.ClusterFactory(short_name=name)
    names = list(Cluster.objects.values_list("short_name", flat=True))
    assert names == ["acker", "Ähre", "Ofen", "Öl", "Strasse", "Straße B", "Zink"]


def test_cluster_remembers_changes():
    cluster = f.ClusterFactory(summary_de="vorher")
    cluster.summary_de = "nachher"
    cluster.save()
    texts = list(cluster.history.values_list("summary_de", flat=True))
    assert texts == ["nachher", "vorher"]


@pytest.mark.parametrize(
    "factory",
    [
        f.ClusterFactory,
        f.PlaceFactory,
        f.DriverFactory,
        f.ServiceTypeFactory,
        f.InnovationFieldFactory,
        f.RegionFactory,
        f.TopicFactory,
        f.PageFactory,
        f.ServiceOfferFactory,
        f.ClusterDriverFactory,
        f.LocationFactory,
        f.ContactFactory,
        f.SourceFactory,
        f.AddresseeFactory,
        f.ImpulseFactory,
        f.ImpulseSourceFactory,
    ],
)
def test_natural_key_leads_back(factory):
    row = factory()
    factory()
    found = type(row)._default_manager.get_by_natural_key(*row.natural_key())
    assert found == row


def test_topic_link_natural_key_leads_back():
    f.ClusterFactory(topics=[f.TopicFactory()])
    row = TaggedCluster.objects.get()
    assert TaggedCluster.objects.get_by_natural_key(*row.natural_key()) == row


def test_topics_of_one_spelling_share_a_row():
    first = f.ClusterFactory(topics=["Wasserstoff"])
    second = f.ClusterFactory(topics=["wasserstoff"])
    assert list(first.topics.all()) == list(second.topics.all())


def test_topic_slug_is_german():
    cluster = f.ClusterFactory(topics=["Kälte & Größe"])
    assert list(cluster.topics.slugs()) == ["kaelte-groesse"]


def test_default_managers_hide_nothing():
    f.ContactFactory(is_public=False)
    f.LocationFactory(cluster__state="archived", is_address_public=False)
    counts = [m.objects.count() for m in (Cluster, Contact, Location)]
    assert counts == [2, 1, 1]

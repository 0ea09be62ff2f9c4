"""The facts of an entry: stable keys, what a reader sees, and what stays hidden."""

from decimal import Decimal

import pytest
from django.utils import translation

from clusters.facts.entry import facts_of, find_fact, possible_facts, section_of
from clusters.models import Cluster, Section
from tests.factories import (
    ClusterDriverFactory,
    ClusterFactory,
    ContactFactory,
    DriverFactory,
    InnovationFieldFactory,
    LocationFactory,
    PlaceFactory,
    ServiceOfferFactory,
    ServiceTypeFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


def read(cluster):
    return Cluster.objects.for_detail().get(pk=cluster.pk)


def values(cluster, section, **kwargs):
    return {fact.key: fact.value for fact in facts_of(read(cluster), section, **kwargs)}


def test_facts_of_master_data():
    field = InnovationFieldFactory(slug="feld", name_de="Feld")
    cluster = ClusterFactory(
        name="Verein e.V.",
        short_name="Verein",
        website="https://example.org/",
        founding_year=2019,
        members_count=1200,
        staff_fte=Decimal("3.5"),
        innovation_field=field,
    )
    assert values(cluster, Section.MASTER) == {
        "name": "Verein e.V.",
        "short_name": "Verein",
        "website": "https://example.org/",
        "legal_form": "",
        "carrier": "",
        "founding_year": "2019",
        "members_count": "1200",
        "members_firms": "",
        "members_research": "",
        "members_other": "",
        "staff_fte": "3,5",
        "innovation_field": "Feld",
    }


def test_stored_value_depends_on_no_language():
    field = InnovationFieldFactory(slug="feld", name_en="Field")
    cluster = ClusterFactory(staff_fte=Decimal("4.0"), innovation_field=field)
    with translation.override("en"):
        fact = find_fact(read(cluster), "innovation_field")
        assert (fact.value, fact.stored) == ("Field", "feld")
        assert find_fact(read(cluster), "staff_fte").stored == "4"


def test_facts_of_services_are_those_that_are_listed():
    cluster = ClusterFactory()
    service = ServiceTypeFactory(slug="beratung")
    ServiceTypeFactory(slug="labor")
    driver = DriverFactory(slug="demografie")
    ServiceOfferFactory(cluster=cluster, service_type=service, note_de="Zwei Tage")
    ClusterDriverFactory(cluster=cluster, driver=driver)
    assert values(cluster, Section.SERVICES) == {
        "service:beratung": "aufgeführt",
        "service:beratung:note_de": "Zwei Tage",
        "service:beratung:note_en": "",
        "driver:demografie": "aufgeführt",
        "driver:demografie:note_de": "",
        "driver:demografie:note_en": "",
    }
    possible = possible_facts(read(cluster), Section.SERVICES)
    assert [(f.key, f.value) for f in possible[6:]] == [("service:labor", "")]


def test_unchecked_address_is_for_the_cluster_alone():
    cluster = ClusterFactory()
    location = LocationFactory(
        cluster=cluster,
        street="Am Werk 1",
        postcode="42651",
        place=PlaceFactory(name="Solingen"),
        is_address_public=False,
    )
    public = {
        f"location:{location.pk}:place": "Solingen",
        f"location:{location.pk}:is_seat": "nein",
        f"location:{location.pk}:note_de": "",
        f"location:{location.pk}:note_en": "",
    }
    assert values(cluster, Section.LOCATIONS) == public
    assert values(cluster, Section.LOCATIONS, own=True) == public | {
        f"location:{location.pk}:street": "Am Werk 1",
        f"location:{location.pk}:postcode": "42651",
        f"location:{location.pk}:is_address_public": "nein",
    }


def test_hidden_contact_is_for_the_cluster_alone():
    cluster = ClusterFactory()
    contact = ContactFactory(cluster=cluster, is_public=False)
    assert values(cluster, Section.CONTACTS) == {}
    assert values(cluster, Section.CONTACTS, own=True) == {
        f"contact:{contact.pk}:role_de": "Geschäftsstelle",
        f"contact:{contact.pk}:role_en": "",
        f"contact:{contact.pk}:name": "",
        f"contact:{contact.pk}:email": contact.email,
        f"contact:{contact.pk}:phone": "",
        f"contact:{contact.pk}:is_public": "nein",
    }
    assert find_fact(read(cluster), f"contact:{contact.pk}:email") is None


def test_fact_of_another_entry_is_not_found():
    location = LocationFactory()
    assert find_fact(read(ClusterFactory()), f"location:{location.pk}:place") is None


def test_topics_are_one_per_line():
    topics = [TopicFactory(name="Robotik"), TopicFactory(name="KI, angewandt")]
    cluster = ClusterFactory(topics=topics)
    assert find_fact(read(cluster), "topics").stored == "Robotik\nKI, angewandt"


@pytest.mark.parametrize("section", Section.values)
def test_facts_need_no_query(section, django_assert_num_queries):
    cluster = ClusterFactory()
    for _number in range(5):
        ContactFactory(cluster=cluster)
        LocationFactory(cluster=cluster)
        ServiceOfferFactory(cluster=cluster)
    cluster = read(cluster)
    with django_assert_num_queries(0):
        facts = facts_of(cluster, section, own=True)
    assert {fact.section for fact in facts} == {section}
    assert {section_of(fact.key) for fact in facts} == {section}

"""What an attacker or a careless hand may send, and what must not come of it."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from PIL import Image

from clusters.exports import escape
from clusters.logos import without_metadata
from clusters.models import Cluster, Driver, ServiceType, Topic
from clusters.models.contact import as_of_validator
from clusters.querysets import distance_km
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    ImpulseFactory,
    LocationFactory,
    PlaceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("name", ["thema", "treiber", "leistung"])
def test_all_terms_of_a_filter_at_once_are_one_question(client, name):
    models = {"thema": Topic, "treiber": Driver, "leistung": ServiceType}
    slugs = models[name].objects.values_list("slug", flat=True)
    query = "&".join(f"{name}={slug}" for slug in slugs)
    assert client.get(f"/cluster/?{query}").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", 'evil"><x', ""])
def test_foreign_host_is_refused_and_told_so(settings, host):
    settings.ALLOWED_HOSTS = ["here.example"]
    client = Client(raise_request_exception=False)
    answer = client.get("/matrix/", headers={"host": host})
    assert answer.status_code == 400


@pytest.mark.parametrize("text", ["auto\x0bland", "x\x01y", "a\ufffeb"])
def test_feed_stays_xml_whatever_an_entry_holds(client, text):
    ClusterFactory(summary_de=text, short_name=text)
    ImpulseFactory(title_de=text)
    assert client.get("/aenderungen.atom").status_code == 200


@pytest.mark.parametrize(
    "value", ["2025-02-31", "0000", "2025-13", "\uff12\uff10\uff12\uff15", "x", "25"]
)
def test_date_has_to_be_in_the_calendar(value):
    with pytest.raises(ValidationError):
        as_of_validator(value)


@pytest.mark.parametrize("value", ["2025", "2025-05", "2024-02-29"])
def test_date_of_three_precisions_is_taken(value):
    as_of_validator(value)


def test_profile_survives_a_date_that_is_none(client):
    cluster = ClusterFactory(slug="a")
    ContactFactory(cluster=cluster, as_of="2025-02-31")
    assert client.get("/cluster/a/").status_code == 200


def test_logo_may_be_a_picture_of_several_as_phones_write_them(tmp_path):
    path = tmp_path / "foto.jpg"
    picture = Image.new("RGB", (8, 8))
    picture.save(path, "MPO", save_all=True, append_images=[picture])
    with path.open("rb") as file:
        assert without_metadata(file, "a").name == "a.jpg"


def test_new_address_of_a_draft_stays_hidden(client):
    cluster = ClusterFactory(slug="entwurf", state="draft")
    cluster.slug = "geheim"
    cluster.save()
    assert client.get("/cluster/entwurf/").status_code == 404


def test_topic_that_only_a_draft_has_is_no_choice(client):
    draft = ClusterFactory(state="draft")
    draft.topics.add(TopicFactory(name="Geheimprojekt"))
    assert "Geheimprojekt" not in client.get("/cluster/").content.decode()


def test_hidden_address_is_not_told_by_its_distance():
    place = PlaceFactory(latitude=51.0, longitude=7.0)
    location = LocationFactory(
        cluster=ClusterFactory(),
        place=place,
        latitude=51.5,
        longitude=7.5,
        is_address_public=False,
    )
    rows = type(location).objects.annotate(km=distance_km(51.0, 7.0))
    assert rows.get().km == 0
    rows.update(is_address_public=True)
    assert rows.get().km > 50
    assert Cluster.objects.within(place, 10).count() == 0


@pytest.mark.parametrize(
    "name", ["a" * 256, "a" * 5000, "..%2f..%2fdb.sqlite3", "x.png"]
)
def test_odd_names_of_pictures_are_not_found(client, name):
    assert client.get(f"/media/{name}").status_code == 404
    assert client.get(f"/media/logos/{name}").status_code == 404


@pytest.mark.parametrize("sign", ["\r", "\n", "\x0b", "\u2028", "\x85", "\r\n"])
def test_card_has_no_second_line(sign):
    assert escape(f"A{sign}BEGIN:VCARD") == "A\\nBEGIN:VCARD"


def test_drafts_are_kept_by_nobody(admin_client):
    ClusterFactory(slug="entwurf", state="draft")
    answer = admin_client.get("/cluster/entwurf/")
    assert answer["Cache-Control"] == "private, no-store"

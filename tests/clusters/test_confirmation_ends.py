"""Links that ended or were never sent: they explain themselves and change nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clusters.actions.requests import token_of
from clusters.models import (
    Cluster,
    Confirmation,
)
from tests.clusters.confirming import (
    PAGES,
    RIGHT,
    address_of,
    answer,
    everything,
    path,
    text,
)
from tests.factories import (
    ConfirmationRequestFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db


def finished(link):
    link.finished_at = timezone.now()


def expired(link):
    link.expires_at = timezone.now() - timedelta(seconds=1)


def handed_over(link):
    link.handed_over_to = ConfirmationRequestFactory(cluster=link.cluster)


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (finished, "alle Abschnitte beantwortet"),
        (expired, "Er galt bis zum"),
        (handed_over, "an ein anderes Postfach übergeben"),
    ],
)
def test_ended_link_explains_itself_and_changes_nothing(client, link, end, words):
    end(link)
    link.save()
    before = everything()
    posts = {
        "confirm": {"text": RIGHT},
        "confirm-handover": {"email": "neu@example.org"},
        "confirm-section": {"anderes": "Neu."},
    }
    for page, data in posts.items():
        for response in (
            client.get(path(link, page)),
            client.post(path(link, page), data),
        ):
            assert response.status_code == 410
            assert words in text(page_of(response).select_one(".lead"))
            ways = {tag["href"] for tag in page_of(response).select("main a")}
            assert link.cluster.get_absolute_url() in ways
            assert "no-store" in response["Cache-Control"]
    assert everything() == before


def test_expired_link_has_no_thanks(client, link):
    expired(link)
    link.save()
    assert client.get(path(link, "confirm-thanks")).status_code == 410


def test_link_to_an_archived_entry_changes_nothing(client, link):
    Cluster.objects.update(state="archived")
    before = everything()
    for response in (client.get(path(link)), answer(client, link, text=RIGHT)):
        assert response.status_code == 410
    assert everything() == before


@pytest.mark.parametrize(
    "tamper",
    [
        lambda token: token[:-1],
        lambda token: token + "x",
        lambda token: token.upper(),
        lambda token: "9" + token,
        lambda token: token.partition(".")[0],
        lambda token: "1",
        lambda token: "ü" * 300,
        lambda token: ".",
        lambda token: "1.\x00",
    ],
)
def test_tampered_link_is_not_found_and_says_what_to_do(client, link, tamper):
    before = everything()
    for page in PAGES:
        address = address_of(tamper(token_of(link)), page)
        for response in (client.get(address), client.post(address, {"text": RIGHT})):
            assert response.status_code == 404
            assert text(page_of(response).h1) == "Dieser Link ist nicht vollständig"
    assert everything() == before


def test_link_of_a_deleted_request_is_unknown(client, link):
    address = path(link)
    link.delete()
    assert client.get(address).status_code == 404


def test_unknown_link_explains_itself_in_the_demo_too(client, settings):
    settings.DEBUG = True
    page = page_of(Client().get("/bestaetigen/1.x/"))
    assert text(page.h1) == "Dieser Link ist nicht vollständig"


def test_form_without_its_token_is_refused(link):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path(link), {"text": RIGHT}).status_code == 403
    assert Confirmation.objects.count() == 0

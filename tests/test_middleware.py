"""Conditional requests are answered without building the page, and never wrongly."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.utils import timezone

from clusterallianz import middleware
from clusterallianz.addresses import client_address
from clusters.models import current_versions, renew_edition
from tests.factories import ClusterFactory

pytestmark = pytest.mark.django_db


def ask(client, path, etag, **headers):
    return client.get(path, headers={"If-None-Match": etag, **headers})


def etag(client, path="/cluster/"):
    return client.get(path)["ETag"]


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/cluster/", "/cluster/?q=Stahl", "/impulse/", "/matrix/"]
)
def test_unchanged_page_costs_one_query(client, django_assert_num_queries, path):
    known = etag(client, path)
    with django_assert_num_queries(1):
        again = ask(client, path, known)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", known)


def test_change_in_the_admin_starts_a_new_edition(admin_client, client):
    cluster = ClusterFactory(slug="a")
    known, edition = etag(client), current_versions().version
    url = "/admin/clusters/cluster/"
    asked = {"action": "publish", "_selected_action": [cluster.pk]}
    assert admin_client.post(url, asked).status_code == 302
    assert current_versions().version != edition
    assert ask(client, "/cluster/", known).status_code == 200


def test_refused_request_starts_no_edition(client):
    edition = current_versions().version
    assert client.post("/cluster/").status_code == 405
    assert client.post("/nicht-da/").status_code == 404
    assert current_versions().version == edition


@pytest.mark.parametrize(
    "other", ["/cluster/?q=a", "/en/cluster/", "/cluster/?seite=1"]
)
def test_etag_is_of_one_address(client, other):
    assert etag(client) != etag(client, other)


def test_etag_tells_the_list_from_the_page(client):
    part = client.get("/cluster/", headers={"HX-Request": "true"})
    assert part["ETag"] != etag(client)
    assert ask(client, "/cluster/", part["ETag"]).status_code == 200


def test_next_day_the_page_is_new(client, monkeypatch):
    known = etag(client)
    monkeypatch.setattr(timezone, "localdate", lambda: date(2030, 1, 1))
    assert ask(client, "/cluster/", known).status_code == 200


def test_new_program_makes_pages_new(client, monkeypatch):
    known = etag(client)
    monkeypatch.setattr(middleware, "build", lambda: "another")
    assert ask(client, "/cluster/", known).status_code == 200


def test_signed_in_visitors_get_their_own_page(client):
    known = etag(client)
    client.force_login(get_user_model().objects.create_user("a"))
    assert ask(client, "/cluster/", known).status_code == 200


@pytest.mark.parametrize("path", ["/nicht-da/", "/cluster/nicht-da/"])
def test_missing_page_has_no_etag_of_an_edition(client, path):
    response = client.get(path)
    assert response.status_code == 404
    # Django's own, of what the page says
    assert not response["ETag"].startswith("W/")


@pytest.mark.parametrize("sent", ["*", "x", '"', "W/", '"a", W/"b"', "ä" * 50])
def test_odd_conditions_are_answered(client, sent):
    assert ask(client, "/cluster/", sent).status_code in (200, 304)


def test_edition_of_an_empty_database_is_empty():
    assert current_versions().version == ""
    renew_edition()
    assert len(current_versions().version) == 32


@pytest.mark.parametrize(
    ("trusted", "seen", "address"),
    [
        (False, "9.9.9.9", "10.0.0.1"),
        (True, "9.9.9.9", "9.9.9.9"),
        (True, "1.1.1.1, 9.9.9.9", "9.9.9.9"),
        (True, "", "10.0.0.1"),
    ],
)
def test_client_address_is_what_the_proxy_saw(settings, trusted, seen, address):
    settings.TRUSTED_PROXY = trusted
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": seen}
    )
    assert client_address(request) == address


# --- missing pages while DEBUG is on


@pytest.mark.parametrize(
    "path", ["/nicht-da/", "/en/nicht-da/", "/cluster/nicht-da/", "/media/nicht-da.png"]
)
def test_missing_page_of_the_demo_looks_like_the_site(client, settings, path):
    as_visited = client.get(path)
    settings.DEBUG = True
    demo = Client().get(path)
    assert demo.status_code == 404
    # django-htmx adds a script of its own while DEBUG is on
    assert main_of(demo) == main_of(as_visited) != ""


def main_of(response) -> str:
    _before, _tag, after = response.content.decode().partition("<main")
    return after.partition("</main>")[0]


def test_demo_still_adds_a_missing_slash(settings):
    settings.DEBUG = True
    response = Client().get("/cluster?q=x")
    assert (response.status_code, response["Location"]) == (301, "/cluster/?q=x")


@pytest.mark.parametrize("path", ["/admin/", "/admin", "/admin/nicht-da/"])
def test_demo_still_leads_to_the_login(client, settings, path):
    as_visited = client.get(path)
    settings.DEBUG = True
    demo = Client().get(path)
    assert demo.status_code in {301, 302}
    assert demo["Location"] == as_visited["Location"]

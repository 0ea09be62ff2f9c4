"""The handbooks are whole: every picture is there, and every link leads somewhere."""

import re
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders

from clusterallianz.handbook import anchor, handbooks

pytestmark = pytest.mark.django_db
SLUGS = ["clustermanagement", "geschaeftsstelle", "koordination", "pruefung"]


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_handbooks_are_those_of_the_folder():
    assert list(handbooks()) == SLUGS


def test_help_leads_to_every_handbook(client):
    links = [a["href"] for a in page(client, "/hilfe/").select("main a")]
    assert [link for link in links if link.startswith("/hilfe/")] == [
        f"/hilfe/{slug}/" for slug in SLUGS
    ]
    assert {"/impulse/", "/impulse/aenderungen/", "/impulse/stand/"} <= {*links}


@pytest.mark.parametrize("slug", SLUGS)
def test_handbook_is_german_in_both_languages(client, slug):
    for prefix in ("", "/en"):
        article = page(client, f"{prefix}/hilfe/{slug}/").article
        assert article["lang"] == "de"
        assert article.h1.text == handbooks()[slug].title


@pytest.mark.parametrize("slug", SLUGS)
def test_pictures_of_a_handbook_exist_and_say_what_they_show(client, slug):
    for picture in page(client, f"/hilfe/{slug}/").select("article img"):
        path = picture["src"].removeprefix("/static/")
        assert finders.find(path), path
        assert picture["alt"]


@pytest.mark.parametrize("slug", SLUGS)
def test_links_of_a_handbook_lead_to_pages_and_headings(client, slug):
    article = page(client, f"/hilfe/{slug}/").article
    ids = {tag["id"] for tag in article.select("[id]")}
    for link in article.select(".legal a"):
        parts = urlsplit(link["href"])
        if parts.path:
            assert client.get(parts.path).status_code == 200
        else:
            assert unquote(parts.fragment) in ids


def test_unknown_handbook_is_missing(client):
    assert client.get("/hilfe/geheim/").status_code == 404


def test_anchor_is_that_of_code_hosts():
    assert anchor("Bestätigen über den Link") == "bestätigen-über-den-link"
    assert re.search(r"\s", anchor("Was Sie tun müssen – und was nicht")) is None

"""The demo's post: every mail with working links, and nothing outside the demo."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from clusters.models import OutgoingMail

POST = "/demo/post/"
BODY = """Guten Tag,

<script>alert(1)</script> und Umlaute

Eintrag bestätigen:
https://cluster.example.org/bestaetigen/abc/

> zitiert
"""


@pytest.fixture(autouse=True)
def demo(settings, db):
    settings.DEBUG = True
    settings.SITE_URL = "https://cluster.example.org"


def mail(number=1, **values):
    values = {"to": "post@example.org", "subject": f"Betreff {number}"} | values
    return OutgoingMail.objects.create(kind="probe", body=BODY, **values)


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_post_has_its_address():
    assert reverse("demo-post") == POST


def test_post_lists_the_newest_first(client):
    mail(1, sent_at=timezone.now())
    mail(2)
    page = page_of(client, POST)
    assert page.h1.text == "Die Post der Demo: so kämen die Mails an"
    assert [item.h2.text for item in page.select(".letter")] == [
        "Betreff 2",
        "Betreff 1",
    ]
    assert [bool(item.select(".badge")) for item in page.select(".letter")] == [
        True,
        False,
    ]


def test_empty_post_says_how_to_get_some(client):
    assert len(page_of(client, POST).select(".empty a")) == 1


def test_letter_shows_all_of_a_mail(client):
    row = mail(reply_to="antwort@example.org")
    page = page_of(client, f"{POST}{row.pk}/")
    assert page.h1.text == "Betreff 1"
    assert [dd.text for dd in page.select(".envelope dd")][:2] == [
        "post@example.org",
        "antwort@example.org",
    ]
    assert page.select("main script") == []
    assert page.blockquote.text == "zitiert"


def test_links_of_a_letter_lead_to_this_site(client):
    page = page_of(client, f"{POST}{mail().pk}/")
    assert page.select_one(".prose a.button")["href"] == (
        "http://testserver/bestaetigen/abc/"
    )


@pytest.mark.parametrize("path", [POST, f"{POST}1/", f"/en{POST}"])
def test_outside_the_demo_there_is_no_post(client, settings, path):
    OutgoingMail.objects.create(pk=1, kind="probe", to="a@example.org", subject="x")
    settings.DEBUG = False
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["0/", "99999999999999999999/", "abc/", "?seite=x"])
def test_unknown_letter_is_not_found(client, path):
    assert client.get(POST + path).status_code == 404


def test_post_is_never_taken_for_unchanged(client):
    first = client.get(POST)
    # written by a command, of which no page knows
    mail()
    answer = client.get(POST, headers={"if-none-match": first.headers["ETag"]})
    assert answer.status_code == 200


@pytest.mark.parametrize("count", [1, 5, 25])
def test_post_needs_the_same_queries(client, django_assert_num_queries, count):
    for number in range(count):
        mail(number)
    with django_assert_num_queries(2):
        client.get(POST)


def test_post_has_pages(client):
    for number in range(30):
        mail(number)
    page = page_of(client, POST)
    assert len(page.select(".letter")) == 25
    [link] = page.select(".pager a")
    assert len(page_of(client, POST + link["href"]).select(".letter")) == 5

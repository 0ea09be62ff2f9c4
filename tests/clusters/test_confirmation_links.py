"""The pages behind a link that asks to check an entry: GET looks, POST changes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.formats import date_format

from clusters.models import (
    Confirmation,
    Section,
)
from tests.clusters.confirming import (
    LATER,
    PAGES,
    RIGHT,
    answer,
    everything,
    path,
    text,
)
from tests.factories import (
    ConfirmationFactory,
    ContactFactory,
    ProposalFactory,
    ServiceOfferFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db


# --- looking


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_a_page_changes_nothing(client, link, page, method):
    before = everything()
    assert getattr(client, method)(path(link, page)).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("page", PAGES)
def test_page_is_kept_and_indexed_by_nobody(client, link, page):
    response = client.get(path(link, page))
    assert sorted(response["Cache-Control"].split(", ")) == ["no-store", "private"]
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex"
    assert "ETag" not in response
    assert "sessionid" not in response.cookies


def test_page_works_in_english_too(client, link):
    with translation.override("en"):
        response = client.get(path(link))
    assert text(page_of(response).h1) == "Is the entry still right?"
    assert "ETag" not in response


def test_page_shows_the_facts_and_the_last_check_of_each_section(client, link):
    day = timezone.localdate() - timedelta(days=200)
    ConfirmationFactory(cluster=link.cluster, section="stammdaten", confirmed_on=day)
    page = page_of(client.get(path(link)))
    titles = [text(tag) for tag in page.select(".check h2")]
    assert titles == [
        "Stammdaten",
        "Leistungen und Treiber",
        "Standorte",
        "Kontakte",
        "Text",
    ]
    facts = {text(div.dt): text(div.dd) for div in page.select(".fact-list div")}
    assert facts["Website"] == "https://alt.example/"
    assert facts["Träger"] == "nicht belegt"
    badges = [text(tag) for tag in page.select(".check .badge")]
    assert badges == [
        f"bestätigt am {date_format(day)} (Clustermanagement) – Prüfung fällig",
        *["noch nicht vom Cluster bestätigt"] * 4,
    ]


def test_nothing_is_chosen_for_the_reader(client, link):
    chosen = page_of(client.get(path(link))).select("input[type=radio][checked]")
    assert [tag["value"] for tag in chosen] == [LATER] * 5


@pytest.mark.parametrize("page", PAGES)
def test_page_costs_the_same_with_many_facts(
    client, link, page, django_assert_num_queries
):
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(path(link, page))
    for _number in range(10):
        ContactFactory(cluster=link.cluster)
        ServiceOfferFactory(cluster=link.cluster)
    with django_assert_num_queries(len(few)):
        client.get(path(link, page))


# --- confirming


def test_chosen_sections_are_confirmed_for_the_cluster(client, link):
    response = answer(client, link, stammdaten=RIGHT, text=RIGHT, kontakte=LATER)
    assert response["Location"] == path(link, "confirm-thanks")
    rows = Confirmation.objects.order_by("pk")
    assert [(r.section, r.confirmed_by, r.way, r.account) for r in rows] == [
        ("stammdaten", "Clustermanagement", "link", None),
        ("text", "Clustermanagement", "link", None),
    ]
    link.cluster.refresh_from_db()
    assert link.cluster.confirmed_sections == 2


def test_thanks_say_what_is_confirmed_until_when_and_what_is_left(client, link):
    page = page_of(client.post(path(link), {"text": RIGHT}, follow=True))
    until = date_format(timezone.localdate() + timedelta(days=180))
    assert text(page.h1) == "Vielen Dank"
    confirmed, left = page.select(".outcomes .panel")
    assert [text(tag) for tag in confirmed.select("h2, li")] == [
        "Bestätigt",
        f"Text gilt als frisch bis {until}",
    ]
    assert [text(tag) for tag in left.select("h2, li")] == [
        "Noch nicht beantwortet",
        *["Stammdaten", "Leistungen und Treiber", "Standorte", "Kontakte"],
    ]


def test_answering_later_changes_nothing(client, link):
    before = everything()
    response = client.post(
        path(link), dict.fromkeys(Section.values, LATER), follow=True
    )
    assert text(page_of(response).h1) == "Noch nichts beantwortet"
    assert everything() == before


def test_answered_sections_say_so(client, link):
    answer(client, link, text=RIGHT)
    ProposalFactory(cluster=link.cluster, request=link, section="kontakte")
    page = page_of(client.get(path(link)))
    assert [text(tag) for tag in page.select(".answered")] == [
        "Sie haben mit diesem Link Änderungen an diesem Abschnitt vorgeschlagen;"
        " sie warten darauf, angenommen zu werden.",
        "Sie haben diesen Abschnitt mit diesem Link bestätigt.",
    ]
    left = {tag["name"] for tag in page.select("input[type=radio]")}
    assert left == {"stammdaten", "leistungen", "standorte"}


def test_same_answer_sent_twice_counts_once(client, link):
    for _again in range(2):
        answer(client, link, text=RIGHT, kontakte=RIGHT)
    assert Confirmation.objects.count() == 2


def test_link_is_used_up_when_all_sections_are_answered(client, link):
    response = answer(client, link, **dict.fromkeys(Section.values, RIGHT))
    thanks = page_of(client.get(response["Location"]))
    assert "Alle fünf Abschnitte sind beantwortet." in text(thanks.select_one(".lead"))
    link.refresh_from_db()
    assert link.end == "finished"
    link.cluster.refresh_from_db()
    assert link.cluster.confirmed_on == timezone.localdate()


@pytest.mark.parametrize(
    "data",
    [
        {"text": "ja"},
        {"text": "\0"},
        {"text": RIGHT, "kontakte": "x" * 10_000},
        {"text": RIGHT, "bitte_leer_lassen": "Werbung"},
    ],
)
def test_bad_answer_is_shown_again_and_confirms_nothing(client, link, data):
    response = client.post(path(link), data)
    assert response.status_code == 200
    assert page_of(response).select_one(".error-summary") is not None
    assert Confirmation.objects.count() == 0


@pytest.mark.parametrize("name", ["fremd", "name", "text2", "STAMMDATEN"])
def test_foreign_names_in_an_answer_are_left_out(client, link, name):
    assert answer(client, link, **{name: RIGHT}).status_code == 302
    assert Confirmation.objects.count() == 0


def test_too_many_answers_are_refused_with_the_choice_kept(client, link):
    for _try in range(20):
        assert answer(client, link, text=LATER).status_code == 302
    response = answer(client, link, text=RIGHT)
    assert response.status_code == 429
    kept = page_of(response).select_one("input[name=text][checked]")
    assert kept["value"] == RIGHT
    assert Confirmation.objects.count() == 0

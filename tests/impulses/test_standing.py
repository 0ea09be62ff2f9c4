"""A past day of an impulse, and the changes between two days."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from impulses.facts import net_changes, public_facts, taken_back
from impulses.models import FormerNumber
from tests.factories import ImpulseFactory, ImpulsePartFactory, PublicEntryFactory


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def changed(impulse):
    """Under review since the evening of 1 May, accepted since the midnight after."""
    PublicEntryFactory(
        impulse=impulse,
        at=at("2026-05-01 23:59"),
        changes={"answer": ["offen", "in-pruefung"]},
    )
    PublicEntryFactory(
        impulse=impulse,
        at=at("2026-05-02 00:00"),
        changes={
            "answer": ["in-pruefung", "angenommen"],
            "due_on": [None, "2026-05-09"],
        },
    )
    impulse.answer, impulse.due_on = "angenommen", at("2026-05-09").date()
    impulse.save()
    return impulse


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def state(soup):
    return soup.select_one(".state-line dd").text


@pytest.mark.parametrize(
    ("day", "answer", "entries"),
    [
        ("2026-04-30", "Offen", 0),
        ("2026-05-01", "In Prüfung", 1),
        ("2026-05-02", "Angenommen", 2),
    ],
)
def test_page_shows_a_past_day(client, changed, day, answer, entries):
    soup = page(client, f"{changed.get_absolute_url()}?stand={day}")
    assert state(soup) == answer
    assert len(soup.select(".timeline > li")) == entries + 1
    assert len(soup.select(".as-of")) == 1
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"
    assert soup.select_one("link[rel=canonical]")["href"].endswith("/impulse/7/")


def test_lateness_is_that_of_the_day(client, changed):
    soup = page(client, f"{changed.get_absolute_url()}?stand=2026-05-19")
    assert soup.select_one(".owed .late strong").text == "seit 10 Tagen überfällig"


@pytest.mark.parametrize(
    "day", ["gestern", "2026-02-30", "9999-01-01", "2025-03-31", "\x00"]
)
def test_impossible_day_shows_today_with_a_hint(client, changed, day):
    answer = client.get(changed.get_absolute_url(), {"stand": day})
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 200
    assert state(soup) == "Angenommen"
    assert len(soup.select(".hint")) == 1
    assert soup.select(".as-of") == []


def test_parts_of_later_are_not_shown(client, impulse):
    part = ImpulsePartFactory(impulse=impulse, title_de="Später")
    key = f"part.{part.pk}."
    PublicEntryFactory(
        impulse=impulse,
        at=at("2026-06-01 12:00"),
        kind="part",
        changes={
            key + "title_de": [None, "Später"],
            key + "state": [None, "nicht-begonnen"],
        },
    )
    before = page(client, f"{impulse.get_absolute_url()}?stand=2026-05-31")
    assert before.select(".parts") == []
    after = page(client, f"{impulse.get_absolute_url()}?stand=2026-06-01")
    assert [h3.text for h3 in after.select(".parts h3")] == ["Später"]


def test_taking_back_everything_gives_the_beginning(changed):
    facts = taken_back(public_facts(changed), changed.public_entries.all())
    assert (facts["answer"], facts["due_on"]) == ("offen", None)


def test_there_and_back_is_no_net_change(db):
    entries = [
        PublicEntryFactory.build(changes={"answer": ["a", "b"], "page": [1, 2]}),
        PublicEntryFactory.build(changes={"answer": ["b", "a"]}),
    ]
    assert net_changes(entries) == {"page": [1, 2]}


# --- between two days


def changes(client, **query):
    return page(
        client,
        f"{reverse('impulses:changes')}?{'&'.join(f'{k}={v}' for k, v in query.items())}",
    )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-04-01", "2026-04-30", []),
        ("2026-05-01", "2026-05-01", ["Antwort: offen → in Prüfung"]),
        (
            "2026-04-01",
            "2026-05-02",
            ["Antwort: offen → angenommen", "Termin: 9. Mai 2026"],
        ),
    ],
)
def test_changes_between_two_days(client, changed, first, last, words):
    soup = changes(client, von=first, bis=last)
    assert [li.text for li in soup.select(".changed li li")] == words


def test_swapped_days_are_swapped_with_a_hint(client, changed):
    soup = changes(client, von="2026-05-02", bis="2026-04-01")
    assert len(soup.select(".changed > li")) == 1
    assert len(soup.select(".hint")) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"von": "gestern"},
        {"bis": "2026-99-99"},
        {"von": "0001-01-01"},
        {"impuls": "abc"},
        {"impuls": "99999999"},
        {"treiber": "unsinn"},
        {"treiber": "%00"},
    ],
)
def test_nonsense_is_left_out_with_a_hint(client, changed, query):
    assert len(changes(client, **query).select(".hint")) == 1


def test_changes_of_one_impulse(client, changed):
    other = PublicEntryFactory(impulse=ImpulseFactory(), text_de="Anderes.").impulse
    for number in (changed.number, other.number):
        soup = changes(client, von="2026-05-01", impuls=number)
        assert len(soup.select(".changed > li")) == 1


def test_changes_as_a_table(client, changed):
    answer = client.get(
        reverse("impulses:changes"),
        {"von": "2026-05-01", "bis": "2026-05-02", "format": "csv"},
    )
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1] == "7;Wasserstoffnetze;Antwort: offen → angenommen"


@pytest.mark.parametrize("number", [1, 5, 50])
def test_changes_ask_as_often_for_any_number(
    client, db, django_assert_num_queries, number
):
    for _n in range(number):
        PublicEntryFactory(impulse=ImpulseFactory())
    with django_assert_num_queries(5):
        changes(client, von=timezone.localdate() - timedelta(days=3))


# --- feeds


def test_feeds_say_what_changed(client, changed):
    feed = client.get(reverse("impulses:feed", args=[7])).content.decode()
    assert "Antwort: in Prüfung → angenommen" in feed
    assert "/impulse/7/#eintrag-" in feed
    for address in ("/impulse/99/aenderungen.atom", "/impulse/99999/aenderungen.atom"):
        assert client.get(address).status_code == 404
    assert client.get("/impulse/treiber/unsinn/aenderungen.atom").status_code == 404


def test_driver_feed_holds_its_impulses(client, seed):
    from impulses.models import Impulse

    impulse = Impulse.objects.filter(drivers__slug="digitalisierung").first()
    PublicEntryFactory(impulse=impulse, text_de="Wort\x0bmarke")
    feed = client.get("/impulse/treiber/digitalisierung/aenderungen.atom")
    assert feed.status_code == 200
    assert "Wortmarke" in feed.content.decode()


# --- former numbers


def test_former_number_leads_to_the_impulse(client, impulse):
    FormerNumber.objects.create(number=41, impulse=impulse)
    answer = client.get("/impulse/41/")
    assert (answer.status_code, answer["Location"]) == (301, "/impulse/7/")
    assert client.get("/impulse/42/").status_code == 404


def test_page_says_whose_number_it_was(client, impulse):
    other = ImpulseFactory(number=41, title_de="Anderes")
    FormerNumber.objects.create(number=7, impulse=other)
    soup = page(client, "/impulse/7/")
    assert "Anderes" in soup.select_one(".hint").text
    assert soup.select_one(".hint a")["href"] == "/impulse/41/"

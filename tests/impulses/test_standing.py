"""A past day of an impulse, and the changes between two days."""

import csv
from datetime import date, datetime, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from impulses.facts import net_changes, public_facts, taken_back
from impulses.models import FormerNumber
from tests.factories import (
    ImpulseFactory,
    ImpulsePartFactory,
    PublicEntryFactory,
    ResponsibleUnitFactory,
)


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


def test_day_may_be_written_in_german(client, changed):
    soup = page(client, f"{changed.get_absolute_url()}?stand=1.5.2026")
    assert state(soup) == "In Prüfung"
    soup = page(client, f"{changed.get_absolute_url()}?stand=01.%2005.%202026")
    assert state(soup) == "In Prüfung"


@pytest.mark.parametrize("name", ["dashboard", "matrix"])
@pytest.mark.parametrize(
    ("day", "links"),
    [
        ("2026-05-01", ["/impulse/?stand=2026-05-01"]),
        ("1.5.2026", ["/impulse/?stand=2026-05-01"]),
        ("31.02.2026", []),
        ("unsinn", []),
        ("2024-01-01", []),
        ("2999-01-01", []),
    ],
)
def test_page_without_past_days_says_so(client, changed, name, day, links):
    soup = page(client, f"{reverse(f'impulses:{name}')}?stand={day}")
    (hint,) = soup.select(".hint")
    assert [link["href"] for link in hint.select("a")] == links
    assert page(client, reverse(f"impulses:{name}")).select(".hint") == []


def test_past_day_says_what_holds_today(client, changed):
    soup = page(client, f"{changed.get_absolute_url()}?stand=2026-05-01")
    assert "Heute gilt: angenommen, nicht begonnen." in soup.select_one(".as-of").text


def test_day_before_an_impulse_was_entered_shows_today(client, impulse):
    before = {key: [None, value] for key, value in public_facts(impulse).items()}
    PublicEntryFactory(impulse=impulse, at=at("2026-05-01 12:00"), changes=before)
    soup = page(client, f"{impulse.get_absolute_url()}?stand=2026-04-30")
    assert (len(soup.select(".hint")), soup.select(".as-of")) == (1, [])
    soup = page(client, f"{impulse.get_absolute_url()}?stand=2026-05-01")
    assert len(soup.select(".as-of")) == 1


@pytest.mark.parametrize(
    ("day", "answer"), [("2026-05-01", "Offen"), ("2026-05-02", "Abgelehnt")]
)
def test_last_change_of_a_day_counts(client, impulse, day, answer):
    states = ["offen", "in-pruefung", "angenommen", "abgelehnt"]
    for hour, pair in enumerate(pairwise(states)):
        PublicEntryFactory(
            impulse=impulse,
            at=at(f"2026-05-02 0{hour}:00"),
            changes={"answer": list(pair)},
        )
    impulse.answer = states[-1]
    impulse.save()
    soup = page(client, f"{impulse.get_absolute_url()}?stand={day}")
    assert state(soup) == answer


def test_page_says_who_owes_what_by_when(client, impulse):
    unit = ResponsibleUnitFactory(name_de="Referat A")
    impulse.answer_due_on, impulse.is_answer_due_public = date(2026, 3, 1), True
    impulse.due_on, impulse.next_step_de = date(2026, 2, 1), "Prüfen."
    impulse.save()
    ImpulsePartFactory(
        impulse=impulse,
        title_de="Leitfaden",
        due_on=date(2026, 4, 1),
        responsible_unit=unit,
    )
    ImpulsePartFactory(impulse=impulse, due_on=date(2026, 1, 1), state="umgesetzt")
    soup = page(client, f"{impulse.get_absolute_url()}?stand=2026-03-13")
    # the parts were there before the first entry
    assert [" ".join(li.text.split()) for li in soup.select(".owed li")] == [
        "Wirtschaftsministerium: „Prüfen“ bis 1. Februar 2026 "
        "– seit 40 Tagen überfällig",
        "Wirtschaftsministerium: Antwort bis 1. März 2026 – seit 12 Tagen überfällig",
        "Referat A: Teilimpuls „Leitfaden“ bis 1. April 2026 – fällig in 19 Tagen",
    ]


def test_unpublished_day_is_not_owed(client, impulse):
    impulse.answer_due_on = date(2026, 3, 1)
    impulse.save()
    text = client.get(impulse.get_absolute_url()).content.decode()
    assert "1. März 2026" not in text


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


def test_german_days_are_read(client, changed):
    soup = changes(client, von="01.05.2026", bis="1.5.2026")
    assert soup.select_one("#von")["value"] == soup.select_one("#bis")["value"]
    assert soup.select_one("#von")["value"] == "2026-05-01"
    assert soup.select(".hint") == []


def test_changes_end_today(client, changed):
    today = timezone.localdate()
    soup = changes(client, bis=today + timedelta(days=400))
    assert soup.select_one("#bis")["value"] == f"{today}"
    assert soup.select_one("#von")["value"] == f"{today - timedelta(days=90)}"
    assert len(soup.select(".hint")) == 1


def test_swapped_days_are_swapped_with_a_hint(client, changed):
    soup = changes(client, von="2026-05-02", bis="2026-04-01")
    assert len(soup.select(".changed > li")) == 1
    assert len(soup.select(".hint")) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"von": "gestern"},
        {"bis": "2026-99-99"},
        {"bis": "99.99.2026"},
        {"bis": "2999-01-01"},
        {"von": "2999-01-01"},
        {"von": "2999-01-01", "bis": "2999-01-02"},
        {"von": "0001-01-01"},
        {"impuls": "abc"},
        {"impuls": "99999999"},
        {"impuls": "8"},
        {"impuls": "\u0667"},
        {"seite": "99"},
        {"seite": "x"},
        {"treiber": "unsinn"},
        {"treiber": "%00"},
    ],
)
def test_nonsense_is_left_out_with_a_hint(client, changed, query):
    assert len(changes(client, **query).select(".hint")) == 1


def test_changes_of_one_impulse(client, changed):
    other = PublicEntryFactory(impulse=ImpulseFactory(), text_de="Anderes.").impulse
    soup = changes(client, von="2026-05-01", impuls=changed.number)
    assert [a["href"] for a in soup.select(".changed h3 a")] == ["/impulse/7/"]
    assert soup.select_one(".pill").text.split()[:2] == ["Impuls", "7"]
    # an entry without a change is no change, but nobody should miss it
    soup = changes(client, von="2026-05-01", impuls=other.number)
    assert soup.select(".changed > li") == []
    (link,) = soup.select(".quiet-ones a")
    assert link["href"] == f"{other.get_absolute_url()}#timeline"


def test_changes_are_counted(client, impulse):
    day = "2026-05-01 12:00"
    changes_of = [
        {"answer": ["in-pruefung", "angenommen"], "due_on": ["2026-05-01", None]},
        {"answer": ["angenommen", "teilweise"], "implementation": ["x", "umgesetzt"]},
        {"part.1.state": ["in-arbeit", "umgesetzt"], "part.2.state": [None, "x"]},
        {"due_on": ["2026-05-01", "2026-05-02"], "part.1.due_on": ["2026-02-01"] * 2},
        {"answer_due_on": ["2026-05-03", "2026-05-02"]},
    ]
    for number, found in enumerate(changes_of):
        other = ImpulseFactory(number=50 + number)
        PublicEntryFactory(impulse=other, at=at(day), changes=found)
    soup = changes(client, von="2026-05-01", bis="2026-05-01")
    assert [li.text for li in soup.select(".counted li")] == [
        "1 beantwortet",
        "1 umgesetzt",
        "1 Teilimpuls umgesetzt",
        "1 Termin verschoben",
    ]


def test_changes_there_and_back_are_named_apart(client, impulse):
    for pair in (["offen", "in-pruefung"], ["in-pruefung", "offen"]):
        PublicEntryFactory(impulse=impulse, changes={"answer": pair}, text_de="")
    soup = changes(client, von=timezone.localdate())
    assert soup.select(".changed > li, .counted li") == []
    assert len(soup.select(".quiet-ones a")) == 1


def test_changes_fill_several_pages(client, db):
    for _n in range(21):
        PublicEntryFactory(impulse=ImpulseFactory(), changes={"page": [None, 1]})
    soup = changes(client, von=timezone.localdate())
    assert len(soup.select(".changed > li")) == 20
    assert "21" in soup.select_one("h2.total").text
    second = page(
        client, reverse("impulses:changes") + soup.select_one(".pager a")["href"]
    )
    assert len(second.select(".changed > li")) == 1


def test_changes_as_a_table(client, changed):
    answer = client.get(
        reverse("impulses:changes"),
        {"von": "2026-05-01", "bis": "2026-05-02", "format": "csv"},
    )
    rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    head, *rows = rows
    assert head == [
        *["Nummer", "Titel", "Datum", "Von wem", "Art"],
        *["Was sich geändert hat", "Text"],
    ]
    assert [(row[2], row[5]) for row in rows] == [
        ("2026-05-02", "Antwort: in Prüfung → angenommen; Termin: 9. Mai 2026"),
        ("2026-05-01", "Antwort: offen → in Prüfung"),
    ]


def test_table_of_changes_has_the_voices(client, db):
    PublicEntryFactory(
        kind="voice", role="cluster", text_de="Das Werk trägt mit.", changes={}
    )
    answer = client.get(reverse("impulses:changes"), {"format": "csv"})
    last = answer.content.decode("utf-8-sig").splitlines()[-1]
    today = timezone.localdate().isoformat()
    assert f";{today};Cluster;Stimme eines Clusters;;Das Werk trägt mit." in last


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

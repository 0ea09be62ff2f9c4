"""The list of impulses with the states of a past day."""

from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from impulses.facts import public_facts
from impulses.models import Impulse
from tests.factories import (
    DriverFactory,
    ImpulseFactory,
    PublicEntryFactory,
    ResponsibleUnitFactory,
)


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def entry(impulse, time, **changes):
    PublicEntryFactory(impulse=impulse, at=at(time), changes=changes)


@pytest.fixture
def impulses(db):
    """1 was answered on 2 May and done on 3 May, 2 stayed, 3 was entered on 3 May."""
    first = ImpulseFactory(
        number=1,
        answer="angenommen",
        implementation="umgesetzt",
        next_due_on="2026-01-01",
        responsible_unit=ResponsibleUnitFactory(),
    )
    entry(first, "2026-05-02 00:00", answer=["offen", "angenommen"])
    entry(first, "2026-05-03 23:59", implementation=["nicht-begonnen", "umgesetzt"])
    ImpulseFactory(number=2)
    third = ImpulseFactory(number=3)
    facts = {key: [None, value] for key, value in public_facts(third).items()}
    entry(third, "2026-05-03 12:00", **facts)
    return first, third


def page(client, **query):
    answer = client.get(reverse("impulses:list"), query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def shown(soup) -> list[str]:
    return [link["href"] for link in soup.select(".card h2 a")]


@pytest.mark.parametrize(
    ("day", "query", "numbers"),
    [
        ("2026-05-01", {}, [1, 2]),
        ("2026-05-03", {}, [1, 2, 3]),
        ("2026-05-01", {"antwort": "offen"}, [1, 2]),
        ("2026-05-01", {"antwort": "angenommen"}, []),
        ("2026-05-02", {"antwort": "angenommen"}, [1]),
        ("2026-05-02", {"antwort": ["offen", "angenommen"]}, [1, 2]),
        ("2026-05-02", {"umsetzung": "umgesetzt"}, []),
        ("2026-05-03", {"umsetzung": "umgesetzt"}, [1]),
        ("2026-05-02", {"antwort": "angenommen", "umsetzung": "umgesetzt"}, []),
        ("", {"antwort": "angenommen"}, [1]),
    ],
)
def test_filter_finds_the_states_of_the_day(client, impulses, day, query, numbers):
    soup = page(client, stand=day, **query)
    assert shown(soup) == [f"/impulse/{number}/" for number in numbers]


def test_cards_show_the_day_and_the_page_says_so(client, impulses):
    soup = page(client, stand="2026-05-02")
    badges = [b.text for b in soup.select(".card")[0].select(".badge")]
    assert badges == ["Antwort: angenommen", "Umsetzungsstand: nicht begonnen"]
    assert soup.select_one(".as-of strong").text == "Stand vom 2. Mai 2026."
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"
    assert soup.select("a[href*='bericht.']") == []
    # nothing of it is saved
    assert Impulse.objects.get(number=1).implementation == "umgesetzt"


def test_filters_stay_with_the_day(client, impulses):
    soup = page(client, stand="2026-05-02", antwort="offen", q="thema")
    assert soup.select_one(".as-of a")["href"] == "?antwort=offen&q=thema"
    own = soup.select("input[form=find]:is([type=hidden], [checked])")
    kept = [(field["name"], field["value"]) for field in own]
    assert sorted(kept) == [("antwort", "offen"), ("stand", "2026-05-02")]
    form = {(i["name"], i["value"]) for i in soup.select("form.stand input")}
    assert form == {("stand", "2026-05-02"), ("antwort", "offen"), ("q", "thema")}


def test_filters_of_a_past_day_count_nothing_and_keep_the_day(client, impulses):
    DriverFactory(slug="demografie", name_de="Demografie")
    soup = page(client, stand="2026-05-02", treiber="demografie", umsetzung="umgesetzt")
    for pill in soup.select(".pills .pill a, .empty .pills a"):
        assert "stand=2026-05-02" in pill["href"]
    reset = soup.select_one(".pills[aria-label] > li:not(.pill) > a")
    assert reset["href"] == "/impulse/?stand=2026-05-02"
    assert len(soup.select(".pill")) == 2
    names = {field["name"] for field in soup.select(".filters input")}
    assert {"treiber", "antwort", "umsetzung"} <= names
    assert not names & {"stelle", "verzug"}
    assert soup.select(".filters .option span") == []
    late = page(client, stand="2026-05-02", verzug="ja")
    assert late.select(".filters input[name=verzug][checked]")


@pytest.mark.parametrize("day", ["x", "2026-02-30", "2999-01-01", "1999-01-01", "\x00"])
def test_impossible_day_shows_today_with_a_hint(client, impulses, day):
    soup = page(client, stand=day, antwort="angenommen")
    assert shown(soup) == ["/impulse/1/"]
    assert (len(soup.select(".hint")), soup.select(".as-of")) == (1, [])


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_past_list_needs_the_same_queries(client, db, django_assert_num_queries, rows):
    for _n in range(rows):
        entry(ImpulseFactory(), "2026-05-02 12:00", answer=["offen", "angenommen"])
    with django_assert_num_queries(8):
        page(client, stand="2026-05-01", antwort="offen")

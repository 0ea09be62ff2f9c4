"""The state of all impulses: each number equals its list, for any data."""

import random
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from impulses.dashboard import build_dashboard
from impulses.models import Impulse
from tests.factories import (
    DriverFactory,
    ImpulseFactory,
    ResponsibleUnitFactory,
    ServiceTypeFactory,
)

pytestmark = pytest.mark.django_db
URL = "/impulse/stand/"
DAYS = [None, -40, -1, 0, 30, 31, 200]


def make_impulses(number: int, seed: int = 5) -> list[Impulse]:
    """Impulses of all states, terms and days, the same ones each time."""
    chance = random.Random(seed)
    drivers = [DriverFactory(slug=slug) for slug in ("digital", "demo", "klima")]
    services = [ServiceTypeFactory(slug=slug) for slug in ("transfer", "beratung")]
    units = [None, *ResponsibleUnitFactory.create_batch(2)]
    return [make_impulse(chance, drivers, services, units) for _ in range(number)]


def make_impulse(chance, drivers, services, units) -> Impulse:
    today = timezone.localdate()
    days = chance.choice(DAYS)
    impulse = ImpulseFactory(
        answer=chance.choice(Impulse.Answer.values),
        implementation=chance.choice(Impulse.Implementation.values),
        wording=(wording := chance.choice(Impulse.Wording.values)),
        text_de="Wortlaut" if wording == Impulse.Wording.FULL else "",
        responsible_unit=chance.choice(units),
        next_due_on=None if days is None else today + timedelta(days=days),
        drivers=chance.sample(drivers, chance.randint(0, 3)),
        service_types=chance.sample(services, chance.randint(0, 2)),
    )
    if impulse.is_answered:
        impulse.answered_on = today - timedelta(days=chance.randrange(200))
    if impulse.implementation == Impulse.Implementation.DONE:
        impulse.done_on = today
    impulse.save()
    return impulse


def page_of(client, path=URL) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def numbers_of(page) -> list[tuple[str, int]]:
    """Address and number of every link of a table or key number."""
    links = page.select(".key-numbers a, table.numbers td a")
    return [(link["href"], int(link.b.text)) for link in links]


def assert_numbers_equal_lists(client, numbers) -> None:
    for href, number in numbers:
        context = client.get(href).context
        assert context["hints"] == [], href
        assert context["paginator"].count == number, href


def test_every_number_equals_the_length_of_its_list(client):
    make_impulses(50)
    numbers = numbers_of(page_of(client))
    assert len(numbers) > 70
    assert_numbers_equal_lists(client, numbers)


def test_seed_numbers_equal_their_lists(client, seed):
    numbers = numbers_of(page_of(client))
    assert numbers[0] == ("/impulse/", Impulse.objects.count())
    assert_numbers_equal_lists(client, numbers)


def test_english_numbers_lead_to_english_lists(client):
    make_impulses(5)
    numbers = numbers_of(page_of(client, f"/en{URL}"))
    assert {href[:12] for href, _number in numbers} == {"/en/impulse/"}
    assert_numbers_equal_lists(client, numbers)


def test_key_numbers_say_the_state(client):
    today = timezone.localdate()
    ImpulseFactory(answer="abgelehnt", next_due_on=today - timedelta(days=1))
    ImpulseFactory(answer="in-pruefung", next_due_on=today)
    ImpulseFactory(answer="angenommen", implementation="umgesetzt")
    numbers = build_dashboard().key_numbers
    assert [(number.label, number.count) for number in numbers] == [
        ("Impulse", 3),
        ("beantwortet", 2),
        ("umgesetzt", 1),
        ("überfällig", 1),
    ]


def test_due_dates_are_counted_in_one_row_each():
    today = timezone.localdate()
    for days in DAYS:
        due = None if days is None else today + timedelta(days=days)
        ImpulseFactory(next_due_on=due)
    table = next(t for t in build_dashboard().tables if t.name == "verzug")
    assert [number.count for number in table.rows] == [2, 2, 2, 1]


def test_rows_of_the_cross_tables_add_up():
    make_impulses(50)
    tables = {table.name: table for table in build_dashboard().tables}
    for cross in build_dashboard().cross_tables:
        rows = tables[cross.name.split("-")[0]].rows
        assert [row.total.count for row in cross.rows] == [row.count for row in rows]
        assert [row.total.query for row in cross.rows] == [row.query for row in rows]
        for row in cross.rows:
            assert sum(cell.count for cell in row.cells) == row.total.count


def test_zero_is_no_link(client):
    ImpulseFactory()
    page = page_of(client)
    assert [n for _href, n in numbers_of(page) if n == 0] == []
    late = page.select(".key-numbers li")[-1]
    assert (late.a, late.span.text) == (None, "0 überfällig")


def test_page_without_any_data_works(client):
    page = page_of(client)
    assert numbers_of(page) == []
    assert page.select_one("svg.chart") is not None


def test_tables_are_tables_for_screen_readers(client):
    make_impulses(3)
    tables = page_of(client).select("table")
    assert len(tables) == 10
    for table in tables:
        assert table.caption.text.strip()
        assert {th["scope"] for th in table.select("thead th")} == {"col"}
        assert {th["scope"] for th in table.select("tbody th")} == {"row"}
        assert all(row.th for row in table.select("tbody tr"))


def test_link_says_what_it_counts(client):
    ImpulseFactory()
    row = page_of(client).select("#tabelle-antwort tbody tr")[0]
    assert " ".join(row.td.a.text.split()) == "1 Impuls: offen"


def test_burn_up_shows_the_same_numbers_as_picture_and_table(client):
    today = timezone.localdate()
    ImpulseFactory(answer="angenommen", answered_on=date(2025, 5, 3))
    ImpulseFactory(answer="zur-kenntnis", answered_on=today)
    ImpulseFactory(
        answer="angenommen",
        answered_on=date(2025, 6, 1),
        implementation="umgesetzt",
        done_on=today,
    )
    page = page_of(client)
    rows = page.select(".chart-table tbody tr")
    cells = [[int(cell.text) for cell in row.select("td")] for row in rows]
    assert cells[0] == [3, 3, 1]
    assert cells[-3:] == [[3, 2, 0], [3, 1, 0], [3, 0, 0]]
    names = [text.text.split(": ") for text in page.select("svg text.name")]
    assert names == [
        ["umgesetzt", "1"],
        ["beantwortet", "3"],
        ["Impulse insgesamt", "3"],
    ]


def test_burn_up_says_which_answers_have_no_day(client):
    ImpulseFactory(answer="angenommen")
    caption = page_of(client).select_one(".burn-up figcaption").text
    assert "1 beantworteter Impuls fehlt" in caption


def test_picture_has_a_name_and_no_inline_style(client):
    make_impulses(5)
    svg = page_of(client).select_one("svg.chart")
    ids = svg["aria-labelledby"].split()
    assert [svg.find(id=name).name for name in ids] == ["title", "desc"]
    assert svg.select("[style], style") == []
    assert "," not in "".join(text["x"] for text in svg.select("text"))


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_dashboard_needs_the_same_queries(client, django_assert_num_queries, rows):
    make_impulses(rows)
    with django_assert_num_queries(11):
        client.get(URL)


@pytest.mark.parametrize("name", ["home", "impulses:list", "impulses:matrix"])
def test_main_pages_lead_to_the_state_of_all_impulses(client, name):
    page = page_of(client, reverse(name))
    assert len(page.select(f'main a[href="{URL}"]')) == 1


def test_page_says_that_nothing_is_documented_as_long_as_that_is_so(client):
    sentence = (
        "Eine Antwort des Ministeriums ist in unseren Quellen bisher nicht belegt."
    )
    ImpulseFactory()
    assert sentence in client.get(URL).content.decode()
    ImpulseFactory(answer="zur-kenntnis")
    assert sentence not in client.get(URL).content.decode()

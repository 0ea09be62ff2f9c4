"""The home page: its examples lead to clusters, its numbers to what they count."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.factories import DriverFactory, ImpulseFactory, ServiceTypeFactory

pytestmark = pytest.mark.django_db


def home(client, path="/en/"):
    return BeautifulSoup(client.get(path).content, "html.parser")


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("path", ["/", "/en/"])
def test_every_example_finds_a_fitting_cluster(client, path):
    links = [link["href"] for link in home(client, path).select(".try a")]
    fitting = [client.get(href).context["answer"].fitting for href in links]
    assert [bool(hits) for hits in fitting] == [True] * 3


@pytest.mark.usefixtures("seed")
def test_guide_is_offered_to_those_who_are_unsure(client):
    (link,) = home(client).select(".hero .guide-link a")
    assert link["href"] == "/en/cluster/wegweiser/"


def numbers(page):
    return [int(tag.text) for tag in page.select(".driver .nums span b")]


def test_impulses_of_all_drivers_are_counted_once(client):
    one, two = DriverFactory(position=1), DriverFactory(position=2)
    for drivers in ([one], [one], [two], [one, two], []):
        ImpulseFactory(drivers=drivers)
    page = home(client)
    assert numbers(page) == [2, 1]
    assert page.select_one(".shared b").text == "1"


@pytest.mark.usefixtures("seed")
def test_every_number_with_a_link_counts_that_list(client):
    links = home(client).select(".nums a, .shared a, .chips a")
    said = {a["href"]: int(re.search(r"\d+", a.b.text)[0]) for a in links}
    listed = {href: client.get(href).context["paginator"].count for href in said}
    assert listed == said
    assert len(said) == 4 + 1 + 12


def test_line_of_shared_impulses_is_left_out_without_any(client):
    ImpulseFactory(drivers=[DriverFactory()])
    assert home(client).select(".shared") == []


def test_chips_show_the_first_of_two_names(client):
    ServiceTypeFactory(name_de="Messen / Kongresse", name_en="Fairs / congresses")
    (chip,) = home(client).select(".chips a")
    assert chip.contents[0] == "Fairs "

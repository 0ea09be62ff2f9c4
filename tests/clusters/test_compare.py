"""Two to four clusters side by side."""

import pytest
from bs4 import BeautifulSoup

from tests.factories import (
    ClusterDriverFactory,
    ClusterFactory,
    LocationFactory,
    ServiceOfferFactory,
)

pytestmark = pytest.mark.django_db
PATH = "/en/cluster/vergleich/"


def get(client, *slugs):
    response = client.get(PATH, {"c": slugs})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def row(page, label):
    found = [tr for tr in page.select("tbody tr") if tr.th.text.startswith(label)]
    assert len(found) == 1, label
    values = [cell.get_text(strip=True) for cell in found[0].find_all("td")]
    return values, found[0].select_one(".differs") is not None


@pytest.fixture
def _two():
    a = ClusterFactory(slug="a", founding_year=2007, website="https://a.example/")
    b = ClusterFactory(slug="b", founding_year=2019)
    ServiceOfferFactory(cluster=a, service_type__name_en="Funding advice")
    ClusterDriverFactory(cluster=b, driver__name_en="Digitalisation")
    LocationFactory(cluster=a, is_seat=True, place__name="Solingen")
    LocationFactory(cluster=b, is_seat=False, place__name="Bonn")


@pytest.mark.usefixtures("_two")
@pytest.mark.parametrize(
    ("label", "values", "differs"),
    [
        ("Founded", ["2007", "2019"], True),
        ("Seat", ["Solingen", "not documented"], True),
        ("Website", ["https://a.example/", "not documented"], True),
        ("Legal form", ["not documented", "not documented"], False),
        ("Funding advice", ["✓ offers", "not documented"], True),
        ("Digitalisation", ["not documented", "✓ works on it"], True),
        ("Membership", ["membership in the alliance not documented"] * 2, False),
    ],
)
def test_row_says_the_facts_and_whether_they_differ(client, label, values, differs):
    assert row(get(client, "a", "b"), label) == (values, differs)


@pytest.mark.usefixtures("_two")
def test_columns_keep_the_order_of_the_address(client):
    page = get(client, "b", "a")
    links = page.select("thead a:not(.small)")
    assert [a["href"] for a in links] == ["/en/cluster/b/", "/en/cluster/a/"]
    assert [a["href"] for a in page.select("thead a.small")] == ["?c=a", "?c=b"]


@pytest.mark.usefixtures("_two")
def test_table_scrolls_in_a_region_of_its_own(client):
    page = get(client, "a", "b")
    region = page.select_one(".scroll")
    assert (region["tabindex"], region["role"]) == ("0", "region")
    assert page.find(id=region["aria-labelledby"]).text


def test_another_can_be_added_up_to_four(client):
    for slug in "abcde":
        ClusterFactory(slug=slug)
    form = get(client, "a", "b").select_one("main form")
    assert [i["value"] for i in form.select("input[name=c]")] == ["a", "b"]
    assert [o["value"] for o in form.select("option")] == ["c", "d", "e"]
    assert get(client, *"abcd").select_one("main form") is None


@pytest.mark.parametrize(
    ("slugs", "columns", "hint"),
    [
        ([], 0, "at least two"),
        (["a"], 0, "at least two"),
        (["a", "a"], 0, "at least two"),
        (["a", "b", "nowhere"], 2, "unknown"),
        (["a", "b", "hidden"], 2, "unknown"),
        (["a", "b", "\0", "ä" * 500], 2, "unknown"),
        (list("abcde"), 4, "At most four"),
    ],
)
def test_wrong_choice_leaves_a_hint(client, slugs, columns, hint):
    for slug in "abcde":
        ClusterFactory(slug=slug)
    ClusterFactory(slug="hidden", state="draft")
    page = get(client, *slugs)
    assert hint in page.select_one(".hint").text
    assert len(page.select("thead th")[1:]) == columns


def test_comparison_asks_at_most_twelve_queries(client, django_assert_max_num_queries):
    for slug in "abcd":
        ServiceOfferFactory(cluster__slug=slug)
    with django_assert_max_num_queries(12):
        client.get(PATH, {"c": list("abcd")})

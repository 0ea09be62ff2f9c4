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


def get(client, *slugs, **query):
    response = client.get(PATH, {"c": slugs} | query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def heading(tr):
    """The fact of a row, without its mark and what only breaks long words."""
    return str(tr.th.contents[0]).replace("\u00ad", "")


def row(page, label):
    found = [tr for tr in page.select("tbody tr") if heading(tr) == label]
    assert len(found) == 1, label
    values = [cell.get_text(strip=True) for cell in found[0].find_all("td")]
    return values, found[0].select_one(".differs") is not None


@pytest.fixture
def _two():
    a = ClusterFactory(
        slug="a",
        founding_year=2007,
        website="https://a.example/",
        members_count=110,
        summary_de="Hilft der Chemie.",
        legal_form="e.V.",
    )
    b = ClusterFactory(
        slug="b",
        founding_year=2019,
        website="https://b.example/",
        summary_de="Hilft der Logistik.",
        legal_form="e.V.",
    )
    ServiceOfferFactory(cluster=a, service_type__name_en="Funding advice")
    ClusterDriverFactory(cluster=b, driver__name_en="Digitalisation")
    LocationFactory(cluster=a, is_seat=True, place__name="Solingen")
    LocationFactory(cluster=b, is_seat=False, place__name="Bonn")


@pytest.mark.usefixtures("_two")
@pytest.mark.parametrize(
    ("label", "values", "differs"),
    [
        ("Founded", ["2007", "2019"], True),
        ("Seat", ["Solingen", "not documented"], False),
        ("Members", ["110", "not documented"], False),
        ("Purpose", ["Hilft der Chemie.", "Hilft der Logistik."], False),
        ("Website", ["https://a.example/", "https://b.example/"], False),
        ("Legal form", ["e.V.", "e.V."], False),
        ("Carrier", ["not documented", "not documented"], False),
        ("Confirmation", ["not yet confirmed", "not yet confirmed"], False),
        ("Funding advice", ["✓ offers", "not documented"], True),
        ("Digitalisation", ["not documented", "✓ works on it"], True),
        (
            "Membership in the alliance",
            ["membership in the alliance not documented"] * 2,
            False,
        ),
    ],
)
def test_row_says_the_facts_and_whether_they_differ(client, label, values, differs):
    assert row(get(client, "a", "b"), label) == (values, differs)


@pytest.mark.usefixtures("_two")
def test_differences_can_be_shown_alone(client):
    page = get(client, "a", "b", nur="unterschiede")
    facts = [heading(tr) for tr in page.select("tbody tr")]
    assert facts == ["Founded", "Funding advice", "Digitalisation"]
    assert page.select(".differs, .hint") == []
    assert page.find(id="compare-caption").text == "The 3 differences side by side."


@pytest.mark.usefixtures("_two")
def test_choice_of_differences_is_kept(client):
    whole, short = get(client, "a", "b"), get(client, "a", "b", nur="unterschiede")
    assert whole.select_one(".bar a")["href"] == "?c=a&c=b&nur=unterschiede"
    assert short.select_one(".bar a")["href"] == "?c=a&c=b"
    removing = [a["href"] for a in short.select("thead a.small")]
    assert removing == ["?c=b&nur=unterschiede", "?c=a&nur=unterschiede"]
    assert short.select_one("main form input[name=nur]")["value"] == "unterschiede"
    assert whole.select("main form input[name=nur]") == []


@pytest.mark.usefixtures("_two")
def test_unknown_choice_of_facts_leaves_a_hint(client):
    page = get(client, "a", "b", nur="gleiches")
    assert len(page.select(".hint")) == 1
    assert len(page.select("tbody tr")) == 12


def test_clusters_without_differences_say_so(client):
    for slug in "ab":
        ClusterFactory(slug=slug)
    page = get(client, "a", "b", nur="unterschiede")
    assert page.select("table") == []
    assert page.find(id="compare-caption").text.endswith("do not differ.")
    assert page.select_one(".bar a")["href"] == "?c=a&c=b"


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

"""The page of the map: the same data as a picture and as a list."""

import pytest
from bs4 import BeautifulSoup

from tests.factories import ClusterFactory, LocationFactory, RegionFactory

pytestmark = pytest.mark.django_db


def get(client, path="/en/karte/", **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def cells(page):
    return [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in page.select("#liste tbody tr")
    ]


def test_list_says_what_the_map_shows(client):
    LocationFactory(
        place__name="Solingen",
        cluster__short_name="auto",
        is_seat=True,
        street="Grünewalder Straße 29",
        is_address_public=True,
    )
    row = cells(get(client))[0]
    assert row[:4] == ["Solingen", "auto", "Grünewalder Straße 29", "seat"]


def test_unpublished_street_is_hidden(client):
    LocationFactory(street="Geheimweg 1", is_address_public=False)
    response = client.get("/en/karte/")
    assert "Geheimweg" not in response.content.decode()


def test_mark_leads_to_its_place_in_the_list(client):
    LocationFactory(place__name="Solingen", cluster__short_name="auto")
    page = get(client)
    link = page.select_one(".map .wide a")
    assert (link["href"], link["aria-label"]) == (
        "#ort-solingen",
        "auto, Solingen",
    )
    assert link.find("text").text == "auto, Solingen"
    assert page.find(id="ort-solingen").name == "tr"


def test_mark_of_several_clusters_says_their_number(client):
    first = LocationFactory(place__name="Solingen")
    LocationFactory(place=first.place)
    link = get(client).select_one(".map .wide a")
    assert link["aria-label"] == "Solingen: 2 clusters"
    assert [text.text for text in link.find_all("text")] == [
        "2",
        "Solingen: 2 clusters",
    ]


def test_columns_that_are_empty_for_all_are_left_out(client):
    location = LocationFactory(street="Geheimweg 1", is_address_public=False)
    names = [th.text for th in get(client).select("thead th")]
    assert names == ["Place", "Cluster", "Kind", "Evidence"]
    location.region = RegionFactory()
    location.is_address_public = True
    location.save()
    names = [th.text for th in get(client).select("thead th")]
    assert names == ["Place", "Cluster", "Address", "Kind", "Region", "Evidence"]


def test_stacked_rows_stay_a_table(client):
    LocationFactory()
    table = get(client).select_one("#liste table")
    assert table["role"] == "table"
    assert {(tag.name, tag["role"]) for tag in table.find_all(role=True)} == {
        ("thead", "rowgroup"),
        ("tbody", "rowgroup"),
        ("tr", "row"),
        ("th", "columnheader"),
        ("th", "rowheader"),
        ("td", "cell"),
    }
    labels = [td.get("data-label") for td in table.select("tbody td")]
    assert labels == [None, "Kind", "Evidence"]


def test_mark_of_the_home_page_leads_to_the_map(client):
    LocationFactory(place__name="Solingen")
    link = get(client, "/en/").select_one(".map .wide a")
    assert link["href"] == "/en/karte/#ort-solingen"


def test_cluster_without_seat_is_listed_apart(client):
    ClusterFactory(short_name="nowhere")
    LocationFactory(cluster__short_name="branch only", is_seat=False)
    LocationFactory(cluster__short_name="seated", is_seat=True)
    names = get(client).select("section[aria-labelledby=homeless] li")
    assert sorted(item.text for item in names) == ["branch only", "nowhere"]


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_hidden_entry_is_not_on_the_map(client, state):
    LocationFactory(cluster__state=state)
    page = get(client)
    assert (cells(page), page.select(".map a")) == ([], [])


def test_links_zoom_and_move(client):
    def keys(page):
        return [link["data-key"] for link in page.select(".mapnav a")]

    assert keys(get(client)) == ["+"]
    assert keys(get(client, zoom=2)) == ["+", "–", "←", "→", "↑", "↓"]
    assert keys(get(client, zoom=4, x=0, y=0)) == ["–", "→", "↓"]


@pytest.mark.parametrize(
    ("query", "has_hint"),
    [
        ({"zoom": "2", "x": "30", "y": "60"}, False),
        ({"zoom": "3"}, False),
        ({"zoom": "-1", "x": "1e9"}, False),
        ({"zoom": "abc"}, True),
        ({"x": "nan"}, True),
        ({"y": "1e999"}, True),
    ],
)
def test_bad_number_is_ignored_with_a_hint(client, query, has_hint):
    page = get(client, **query)
    assert bool(page.select(".hint")) is has_hint
    assert page.select_one("svg.map")["viewbox"]


def test_page_asks_the_same_queries_for_many_rows(
    client, django_assert_max_num_queries
):
    counts = []
    for more in (1, 4, 45):
        LocationFactory.create_batch(more)
        with django_assert_max_num_queries(12) as queries:
            client.get("/karte/")
        counts.append(len(queries))
    # the first visit also draws the dots; those of later places are drawn anew
    assert counts[1] == counts[2]

"""The matrix of drivers and services: its numbers, its gaps, its file."""

import csv
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from clusters.models import Driver, ServiceType
from impulses.matrix import Key, build_matrix
from impulses.models import Impulse
from tests.factories import (
    ClusterDriverFactory,
    ClusterFactory,
    ImpulseFactory,
    ServiceOfferFactory,
    ServiceTypeFactory,
    VoiceFactory,
)

pytestmark = pytest.mark.django_db


def make_terms() -> tuple[list[Driver], list[ServiceType]]:
    """Two drivers and two service types, in this order on every page."""
    drivers, services = (
        [
            model.objects.create(slug=slug, name_de=slug, name_en=slug, position=place)
            for place, slug in enumerate(slugs)
        ]
        for model, slugs in (
            (Driver, ["digitalisierung", "demografie"]),
            (ServiceType, ["transfer", "beratung"]),
        )
    )
    return drivers, services


def make_cluster(drivers, services, **fields):
    cluster = ClusterFactory(**{"state": "published"} | fields)
    for driver in drivers:
        ClusterDriverFactory(cluster=cluster, driver=driver)
    for service in services:
        ServiceOfferFactory(cluster=cluster, service_type=service)
    return cluster


@pytest.fixture
def terms():
    """Two impulses, one of them answered, and one public cluster."""
    drivers, services = make_terms()
    ImpulseFactory(drivers=drivers, service_types=services[:1], answer="abgelehnt")
    ImpulseFactory(drivers=drivers[:1], service_types=services, answer="in-pruefung")
    make_cluster(drivers[:1], services)
    make_cluster(drivers, services, state="draft")
    return drivers, services


def numbers(cell) -> tuple[int, int, int]:
    return cell.impulses, cell.clusters, cell.answered


def test_matrix_counts_each_pair(terms):
    matrix = build_matrix()
    cells = [[numbers(cell) for cell in row.cells] for row in matrix.rows]
    assert cells == [[(2, 1, 1), (1, 0, 1)], [(1, 1, 0), (0, 0, 0)]]


def test_totals_count_each_row_once(terms):
    matrix = build_matrix()
    assert [numbers(row.total) for row in matrix.rows] == [(2, 1, 1), (1, 1, 0)]
    assert [numbers(cell) for cell in matrix.totals] == [(2, 1, 1), (1, 0, 1)]
    assert numbers(matrix.total) == (2, 1, 1)


def test_impulse_without_service_has_a_row_of_its_own(terms):
    drivers, _services = terms
    ImpulseFactory(drivers=drivers[:1], answer="angenommen")
    row = build_matrix().rows[-1]
    assert row.name == row.total.label == "ohne Leistungsart"
    assert [numbers(cell) for cell in row.cells] == [(1, None, 1), (0, None, 0)]
    assert numbers(row.total) == (1, None, 1)
    assert [cell.heat for cell in row.cells] == [0, 0]


def test_columns_add_up_where_impulses_have_one_service_at_most():
    drivers, services = make_terms()
    for service_types in (services[:1], services[1:], [], []):
        ImpulseFactory(drivers=drivers[:1], service_types=service_types)
    matrix = build_matrix()
    for place, total in enumerate(matrix.totals):
        assert sum(row.cells[place].impulses for row in matrix.rows) == total.impulses
    assert sum(row.total.impulses for row in matrix.rows) == matrix.total.impulses


def test_impulse_without_driver_counts_in_the_last_column_only(client, terms):
    ImpulseFactory(drivers=[], service_types=[])
    matrix = build_matrix()
    assert matrix.total.impulses == 3
    assert [cell.impulses for cell in matrix.totals] == [2, 1]
    assert (matrix.undriven.impulses, matrix.undriven.query) == (1, "treiber=ohne")
    page = client.get(reverse("impulses:matrix")).content.decode()
    assert 'href="/impulse/?treiber=ohne"' in page


def test_gap_is_an_impulse_that_no_cluster_delivers_for(terms):
    matrix = build_matrix()
    gaps = [[cell.is_gap for cell in row.cells] for row in matrix.rows]
    assert gaps == [[False, True], [False, False]]
    assert [cell.title for cell in matrix.gaps] == ["demografie × transfer"]


def test_impulse_without_service_is_no_gap(terms):
    drivers, _services = terms
    ImpulseFactory(drivers=drivers)
    assert len(build_matrix().gaps) == 1


def test_heat_follows_the_number(terms):
    matrix = build_matrix()
    heat = [[cell.heat for cell in row.cells] for row in matrix.rows]
    assert heat == [[4, 2], [2, 0]]


def test_cell_query_leaves_out_what_is_not_chosen(terms):
    matrix = build_matrix()
    assert matrix.rows[0].cells[0].key == Key("digitalisierung", "transfer")
    assert matrix.rows[0].cells[0].query == "treiber=digitalisierung&leistung=transfer"
    assert matrix.totals[0].query == "treiber=digitalisierung"
    assert matrix.total.query == ""


def test_every_number_equals_the_length_of_its_list(client, terms):
    ImpulseFactory(drivers=terms[0], answer="angenommen")
    page = BeautifulSoup(client.get(reverse("impulses:matrix")).content, "html.parser")
    links = page.select("table.matrix td a")
    # seven of the 27 numbers are zero; six more are in the row without service
    assert len(links) == 20 + 6
    assert {link.b.text for link in links} == {"1", "2", "3"}
    for link in links:
        context = client.get(link["href"]).context
        assert context["hints"] == []
        assert context["paginator"].count == int(link.b.text), link["href"]


def test_link_says_which_cell_it_belongs_to(client, terms):
    page = BeautifulSoup(client.get(reverse("impulses:matrix")).content, "html.parser")
    rows = page.select("table.matrix tr")
    names = [" ".join(link.text.split()) for link in rows[1].select("a")]
    assert names == [
        "2 Impulse: digitalisierung, transfer",
        "1 Cluster: digitalisierung, transfer",
        "1 beantwortet: digitalisierung, transfer",
        "1 Impuls: demografie, transfer",
        "1 beantwortet: demografie, transfer",
        "2 Impulse: transfer",
        "1 Cluster: transfer",
        "1 beantwortet: transfer",
    ]
    assert " ".join(rows[-1].select("a")[-3].text.split()) == "2 Impulse: insgesamt"


def test_zero_is_text_and_only_a_gap_is_marked(client, terms):
    page = BeautifulSoup(client.get(reverse("impulses:matrix")).content, "html.parser")
    rows = [row.select("td") for row in page.select("table.matrix tbody tr")]
    assert rows[0][1].select_one("strong.gap").text == "kein Cluster"
    quiet = rows[1][1]
    assert quiet.select("a, .gap") == []
    assert [span.text for span in quiet.select(".vh")] == ["kein Impuls"]
    assert len(page.select("table .gap")) == 1


def test_matrix_is_a_table_for_screen_readers(client, terms):
    page = BeautifulSoup(client.get(reverse("impulses:matrix")).content, "html.parser")
    table = page.select_one("table.matrix")
    region = table.parent
    assert (region["role"], region["tabindex"]) == ("region", "0")
    assert region["aria-labelledby"] == table.caption["id"]
    assert [th["scope"] for th in table.select("thead th")] == ["col"] * 4
    assert [th["scope"] for th in table.select("tbody th, tfoot th")] == ["row"] * 3
    assert table.select("[tabindex]") == []


def test_matrix_without_terms_shows_the_whole(client):
    response = client.get(reverse("impulses:matrix"))
    assert response.status_code == 200
    assert numbers(response.context["matrix"].total) == (0, 0, 0)


def test_unknown_format_gives_a_hint(client):
    response = client.get(reverse("impulses:matrix"), {"format": "xml"})
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    assert len(page.select(".hint")) == 1


def read_csv(response) -> list[list[str]]:
    text = response.content.decode("utf-8")
    assert text[0] == "\ufeff"
    return list(csv.reader(StringIO(text[1:]), delimiter=";"))


def test_csv_holds_a_row_for_each_cell(client, terms):
    response = client.get(reverse("impulses:matrix"), {"format": "csv"})
    rows = read_csv(response)
    assert [row[:5] for row in rows[1:]] == [
        ["digitalisierung", "transfer", "2", "1", "1"],
        ["demografie", "transfer", "1", "0", "1"],
        ["digitalisierung", "beratung", "1", "1", "0"],
        ["demografie", "beratung", "0", "0", "0"],
    ]
    assert [row[5] for row in rows[1:]] == ["", "Lücke: kein Cluster", "", ""]
    assert len(rows[0]) == 6


def test_csv_leaves_clusters_open_where_there_is_no_service(client, terms):
    ImpulseFactory(drivers=terms[0][:1])
    response = client.get(reverse("impulses:matrix"), {"format": "csv"})
    assert read_csv(response)[-2:] == [
        ["digitalisierung", "ohne Leistungsart", "1", "", "0", ""],
        ["demografie", "ohne Leistungsart", "0", "", "0", ""],
    ]


def test_csv_file_name_holds_the_date(client):
    response = client.get(reverse("impulses:matrix"), {"format": "csv"})
    name = response["Content-Disposition"].split('"')[1]
    stem, year, month, day = name.removesuffix(".csv").split("-")
    assert (stem, len(year), len(month), len(day)) == ("matrix", 4, 2, 2)


def test_csv_neutralises_formulas(client, terms):
    Driver.objects.filter(slug="digitalisierung").update(name_de="=1+1")
    response = client.get(reverse("impulses:matrix"), {"format": "csv"})
    assert read_csv(response)[1][0] == "'=1+1"


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_matrix_needs_the_same_queries(client, django_assert_num_queries, rows):
    drivers, services = make_terms()
    alone = ServiceTypeFactory()
    for _ in range(rows):
        ImpulseFactory(drivers=drivers, service_types=[*services, alone])
        make_cluster(drivers, services)
    with django_assert_num_queries(12):
        client.get(reverse("impulses:matrix"))


def test_seed_numbers_equal_their_lists(client, seed):
    matrix = build_matrix()
    assert matrix.total.impulses == Impulse.objects.count()
    for row in matrix.rows:
        for cell in [*row.cells, row.total]:
            listed = client.get(f"{reverse('impulses:list')}?{cell.query}")
            assert listed.context["paginator"].count == cell.impulses


def names_of(page, selector) -> list[str]:
    return [" ".join(item.text.split()) for item in page.select(f"{selector} li")]


def test_gaps_are_named_with_their_list(client, terms):
    page = BeautifulSoup(client.get(reverse("impulses:matrix")).content, "html.parser")
    assert names_of(page, "section.gap-list") == [
        "demografie × transfer: 1 Impuls: demografie, transfer, kein Cluster"
    ]
    link = page.select_one("section.gap-list a")
    assert link["href"] == "/impulse/?treiber=demografie&leistung=transfer"
    assert page.select_one(".gaps a")["href"] == "#" + page.select_one("h2")["id"]


def test_fullest_gap_comes_first():
    drivers, services = make_terms()
    ImpulseFactory(drivers=drivers[:1], service_types=services[:1])
    ImpulseFactory.create_batch(2, drivers=drivers[1:], service_types=services[1:])
    gaps = build_matrix().gaps
    assert [(cell.title, cell.impulses) for cell in gaps] == [
        ("demografie × beratung", 2),
        ("digitalisierung × transfer", 1),
    ]


def test_offers_that_no_impulse_asks_for_are_named(client):
    drivers, services = make_terms()
    make_cluster(drivers[:1], services[:1])
    page = BeautifulSoup(client.get(reverse("impulses:matrix")).content, "html.parser")
    unasked, untouched = page.select("details.gap-list")
    assert unasked.summary.text == "1 Angebot ohne Impuls"
    assert " ".join(unasked.li.text.split()) == (
        "digitalisierung × transfer: 1 Cluster: digitalisierung, transfer, kein Impuls"
    )
    assert unasked.a["href"] == "/cluster/?treiber=digitalisierung&leistung=transfer"
    assert [item.text for item in untouched.select("li")] == [
        "demografie × transfer",
        "digitalisierung × beratung",
        "demografie × beratung",
    ]


@pytest.mark.parametrize(
    ("voice", "number"),
    [
        ({"can_deliver": True}, 1),
        ({"can_deliver": False}, 0),
        ({"can_deliver": True, "cluster__state": "draft"}, 0),
    ],
)
def test_gap_says_which_clusters_would_deliver(client, voice, number):
    drivers, services = make_terms()
    impulse = ImpulseFactory(drivers=drivers[:1], service_types=services[:1])
    VoiceFactory(impulse=impulse, **voice)
    (gap,) = build_matrix().gaps
    assert (gap.clusters, gap.willing) == (0, number)
    page = client.get(reverse("impulses:matrix")).content.decode()
    assert ("1 Cluster sagt" in page) is bool(number)

"""The list with a need, the guided questions, and the commands."""

import json
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.urls import reverse

from clusters.models import Cluster

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.django_db]
LIST = "/cluster/"


def page(client, path=LIST, **query) -> BeautifulSoup:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def names(soup) -> list[str]:
    return [a.text for a in soup.select(".card h3 a, .card h4 a")]


def test_hits_come_with_rank_and_reasons(client):
    soup = page(client, q="Spedition sucht Fahrer")
    first = soup.select_one(".card")
    assert first.select_one(".rank").text.split() == ["Rang", "1"]
    assert first.select_one("h4").text == "Logistik.NRW"
    assert "„Spedition“" in first.select_one(".why").text
    assert soup.select_one("h3.group-title").text == "Passt zu Ihrem Anliegen"


def test_all_clusters_stay_reachable(client):
    soup = page(client, q="Spedition sucht Fahrer")
    links = {a["href"] for a in soup.select(".card h4 a, .others a")}
    assert links == {c.get_absolute_url() for c in Cluster.objects.published()}


def test_number_of_hits_is_shown_and_spoken(client):
    soup = page(client, q="Spedition sucht Fahrer")
    spoken = soup.select_one("[role=status]").text
    assert spoken == soup.select_one("#result-heading").text
    assert spoken == "1 Cluster passt, 4 vielleicht, 15 weitere"


def test_what_is_meant_is_offered_as_a_filter(client):
    soup = page(client, q="Spedition in Hamm sucht Azubis")
    offers = {li.contents[0].strip(): li.a["href"] for li in soup.select(".pill.offer")}
    assert offers["Nähe Hamm"] == "?q=Spedition+in+Hamm+sucht+Azubis&ort=hamm"
    assert offers["Fachkräftesicherung"].endswith("&leistung=fachkraeftesicherung")
    taken = page(client, q="Spedition sucht Azubis", leistung="fachkraeftesicherung")
    assert "Fachkräftesicherung" not in {
        li.contents[0].strip() for li in taken.select(".pill.offer")
    }


def test_honest_no_names_other_bodies(client):
    soup = page(client, q="Wo beantragen wir eine Baugenehmigung?")
    box = soup.select_one(".no-cluster")
    assert box.h2.text == "Dafür ist kein Cluster zuständig"
    assert len(box.select(".bodies li")) == 3
    assert len(soup.select(".card:not(.distant)")) == 0
    assert len(soup.select(".others li, .card")) == 20


@pytest.mark.parametrize("word", ["wasserstof", "Fachkraefte", "Fachkräfte"])
def test_spellings_find_the_same(client, word):
    right = {"wasserstof": "Wasserstoff"}.get(word, "Fachkräfte")
    assert names(page(client, q=word)) == names(page(client, q=right))


def test_words_found_are_marked(client):
    soup = page(client, q="Automobilzulieferer")
    assert next(mark.text for mark in soup.select(".card")[0].select("mark")) == (
        "Automobilzulieferer"
    )


def test_other_order_keeps_the_reasons(client):
    soup = page(client, q="Spedition sucht Fahrer", sortierung="name")
    assert soup.select(".card .why")
    assert not soup.select(".card .rank")


def test_english_page_speaks_english(client):
    soup = page(client, "/en/cluster/", q="haulage firm needs drivers")
    assert soup.select_one(".card h4").text == "Logistik.NRW"
    assert "among its keywords" in soup.select_one(".why").text


def test_need_page_costs_the_same_queries(client, django_assert_num_queries):
    client.get(LIST, {"q": "Spedition in Hamm sucht Fahrer"})
    for need, queries in (
        ("Spedition in Hamm sucht Fahrer", 12),
        ("Kunststoff in Köln", 12),
        ("Spedition sucht Fahrer", 11),
        ("Kunststoff", 11),
    ):
        with django_assert_num_queries(queries):
            client.get(LIST, {"q": need})


@pytest.mark.parametrize(
    "text",
    ["a", "???", "🚚", "%__%", "\x00", "'; --", "水素", "x" * 10_000, "[]" * 500],
)
def test_odd_needs_get_a_page(client, text):
    assert len(page(client, q=text).select(".card, .others li")) == 20


def test_postcode_is_a_place(client):
    soup = page(client, ort="42651", umkreis="30")
    assert "0 km" in soup.select_one(".card .place").text


def test_guide_leads_to_the_list(client):
    answer = client.get(
        reverse("clusters:guide"),
        {
            "weiter": "1",
            "sorge": "staff",
            "branche": "logistics",
            "leistung": "fachkraeftesicherung",
            "ort": "Hamm",
        },
    )
    assert answer.status_code == 302
    assert answer.url.startswith("/cluster/?q=Transport")
    # the kind of help is a wish: it takes no cluster out of the list
    assert answer.url.endswith("Fachkr%C3%A4ftesicherung&ort=hamm")
    assert names(page(client, answer.url))[0] == "Logistik.NRW"


def test_guide_may_be_skipped_whole(client):
    assert client.get(reverse("clusters:guide"), {"weiter": "1"}).url == "/cluster/?"


@pytest.mark.parametrize(
    "query", [{"ort": "Nirgendwo"}, {"sorge": "x"}, {"branche": "\x00"}]
)
def test_guide_says_what_is_wrong_and_keeps_the_rest(client, query):
    soup = page(client, reverse("clusters:guide"), weiter="1", leistung="x", **query)
    assert soup.select(".errors")


def test_evaluation_counts_hits_and_noes(tmp_path):
    file = tmp_path / "needs.json"
    needs = [
        {"id": "1", "text": "Spedition", "expected": ["logistik-nrw"], "also": []},
        {"id": "2", "text": "Spedition", "expected": ["zitex"]},
        {"id": "3", "text": "Baugenehmigung", "expected": []},
    ]
    file.write_text(json.dumps(needs))
    out = StringIO()
    call_command("evaluate_needs", file, json=True, stdout=out)
    result = json.loads(out.getvalue())
    assert (result["success_at_1"], result["honest_no_rate"]) == (0.5, 1.0)
    assert [miss["id"] for miss in result["misses"]] == ["2"]
    assert result["misses"][0]["found"][0] == "logistik-nrw"
    call_command("evaluate_needs", file, stdout=out)
    assert "expected: zitex" in out.getvalue()


@pytest.mark.parametrize("text", ["", "{}", "[]", "[1]", '[{"text": 1}]'])
def test_evaluation_refuses_other_files(tmp_path, text):
    file = tmp_path / "needs.json"
    file.write_text(text)
    with pytest.raises(CommandError):
        call_command("evaluate_needs", file)


def test_evaluation_refuses_a_missing_file(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("evaluate_needs", tmp_path / "none.json")


def test_text_that_says_nothing_gets_a_hint(client):
    soup = page(client, q="Hallo")
    assert soup.select_one(".hint a")["href"] == reverse("clusters:guide")


def test_filters_that_leave_nobody_are_said_with_their_price(client):
    soup = page(client, thema="5g", region="aachen")
    links = [a.text for a in soup.select(".empty .pills a")]
    assert links == ["ohne Aachen (1 Cluster)", "ohne 5G (1 Cluster)"]
    assert names(soup) == ["5G.NRW"]


def test_filtered_need_names_what_fits_without_filters(client):
    soup = page(client, q="Spedition sucht Fahrer", leistung="foerdermittelberatung")
    box = soup.select_one(".no-cluster")
    assert box.h2.text == "Mit diesen Filtern passt kein Cluster"
    assert box.a["href"] == "?q=Spedition+sucht+Fahrer"


def test_ticks_for_a_comparison_outlive_a_filter(client):
    soup = page(client, q="Spedition", c=["logistik-nrw"])
    ticked = [box["value"] for box in soup.select("[name=c][checked]")]
    assert ticked == ["logistik-nrw"]
    assert soup.select(".hint") == []


def test_title_names_the_need(client):
    assert page(client, q="Spedition sucht Fahrer").title.text.startswith(
        "Spedition sucht Fahrer: 1 Cluster passt"
    )

"""The order of hits, and that it is made of what is shown."""

import pytest

from clusters.models import Cluster
from clusters.search import corpus, rank, ranking, understand
from clusters.search.concepts import update_concept
from tests.factories import ClusterFactory, ServiceOfferFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Fachkräfte für die Industrie", "Fachkraefte"),
        ("Fachkraefte für die Industrie", "Fachkräfte"),
        ("Fachkräfte", "FACHKRAFTE"),
        ("Fachkra\u0308fte", "Fachkräfte"),
        ("Grüner Wasserstoff", "wasserstof"),
        ("Wasserstoffwirtschaft Wasserstoff", "Wasserstoffe"),
        ("Straßenbau", "strassenbau"),
        ("ÖLMÜHLE", "ölmühle"),
        ("Förderung von Höfen", "Höfe fördern"),
        ("5G.NRW", "5G"),
        ("Mobility suppliers", "supplier"),
    ],
)
def test_need_finds_other_spellings(indexed, found, text, query):
    language = "en" if text.startswith("Mobility") else "de"
    cluster = indexed(**{f"summary_{language}": text})
    indexed(summary_de="Logistik")
    assert found(query) == [cluster]


def test_more_words_come_first(indexed, found):
    both = indexed(summary_de="Stahl und Wasserstoff", short_name="Z")
    one = indexed(summary_de="Stahl", short_name="A")
    indexed(summary_de="Papier")
    assert found("Stahl mit Wasserstoff") == [both, one]


def test_rare_words_weigh_more(indexed, found):
    for _time in range(4):
        indexed(summary_de="Stahl")
    rare = indexed(summary_de="Quarz")
    assert found("Stahl oder Quarz")[0] == rare


def test_synonym_of_a_service_finds_who_offers_it(index_all, found):
    offer = ServiceOfferFactory(
        service_type__synonyms="Zuschuss\nGeld vom Land", cluster__state="published"
    )
    ClusterFactory(state="published")
    index_all()
    assert found("Gibt es einen Zuschuss?") == [offer.cluster]
    assert found("Geld") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "???",
        "🚚🚚",
        "%__%",
        "'; DROP TABLE clusters_cluster; --",
        "\\\\\\",
        "((((",
        "\x00\x01",
        "водород",
        "水素",
        "stahl " * 2000,
        "x" * 10_000,
        "\u202e\u0301\u0301",
    ],
)
def test_odd_text_gets_an_answer(indexed, found, text):
    indexed(summary_de="Stahl")
    assert len(found(text)) <= 1


def test_hits_stay_among_the_given_rows(indexed):
    indexed(summary_de="Stahl")
    other = indexed(summary_de="Stahl")
    keys = Cluster.objects.filter(pk=other.pk).values("pk")
    assert [hit.key for hit in rank(corpus.name, understand("Stahl"), keys)] == [
        other.pk
    ]


def test_sifting_keeps_the_best(indexed, monkeypatch):
    clusters = [indexed(summary_de="Stahl") for _time in range(3)]
    best = indexed(summary_de="Stahl Wasserstoff")
    exact = rank(corpus.name, understand("Stahl Wasserstoff"))
    monkeypatch.setattr(ranking, "MAX_HITS", 3)
    sifted = rank(corpus.name, understand("Stahl Wasserstoff"))
    assert [hit.key for hit in exact] == [best.pk, *(c.pk for c in clusters)]
    assert sifted == exact[:3]


def test_points_are_whole_numbers_of_the_formula(indexed):
    cluster = indexed(summary_de="Stahl", name="Eins", short_name="Eins")
    (hit,) = rank(corpus.name, understand("Stahl"))
    # one document: idf = ln(1 + 0.5 / 1.5); summary: weight 2.5, one word of ten
    frequency = 2.5 / (1 - 0.4 + 0.4 * 1 / 10)
    impact = round(1000 * frequency * 1.9 / (0.9 + frequency))
    assert (hit.key, hit.points) == (cluster.pk, impact * 288 // 1000)


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_need_costs_the_same_queries(index_all, rows, django_assert_num_queries):
    ClusterFactory.create_batch(rows, state="published", summary_de="Stahl")
    index_all()
    understand("Stahl")
    with django_assert_num_queries(4):
        # the words' version, places, frequencies, postings
        rank(corpus.name, understand("Stahl in Solingen"))


def test_words_are_shown_as_they_are_written(indexed):
    indexed(summary_de="Straßenzulassung mit 5G")
    need = understand("strassenzulassung 5g")
    shown = {need.vocabulary.shown(a.term) for w in need.words for a in w.alternatives}
    assert shown == {"Straßenzulassung", "5G"}


def test_a_new_synonym_is_known_at_once(index_all, found):
    offer = ServiceOfferFactory(cluster__state="published")
    index_all()
    assert found("Fördergeld") == []
    offer.service_type.synonyms = "Fördergeld"
    offer.service_type.save()
    update_concept(offer.service_type)
    assert found("Fördergeld") == [offer.cluster]

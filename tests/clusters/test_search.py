"""Finding entries by the words of a need."""

import pytest

from clusters.models import Cluster
from clusters.search import rebuild_index, search, update_index
from clusters.search.ranking import MAX_WORDS, query_words
from tests.factories import (
    ClusterDriverFactory,
    ClusterFactory,
    LocationFactory,
    ServiceOfferFactory,
    TopicFactory,
)


def indexed(**fields):
    cluster = ClusterFactory(**fields)
    update_index(cluster)
    return cluster


def found(query):
    return list(search(Cluster.objects.all(), query))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", []),
        ("  \t ", []),
        ("wir in an", ["wir"]),
        ("Fachkräfte", ["fachkraefte"]),
        ("FACHKRAEFTE fachkräfte", ["fachkraefte"]),
        ("Straße", ["strasse"]),
        ("Wasserstoff, Stahl!", ["wasserstoff", "stahl"]),
        ("3D-Druck", ["3d-druck"]),
        ("%__%", []),
        ("abc" * 200, ["abc" * 200]),
        (" ".join(f"wort{n}" for n in range(99)), [f"wort{n}" for n in range(12)]),
    ],
)
def test_query_words_are_folded(query, words):
    assert query_words(query) == words
    assert len(words) <= MAX_WORDS


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Fachkräfte für die Industrie", "Fachkraefte"),
        ("Fachkraefte für die Industrie", "Fachkräfte"),
        ("Fachkräfte", "FACHKRÄFTE"),
        ("Fachkra\u0308fte", "Fachkräfte"),
        ("Grüner Wasserstoff", "wasserstoff"),
        ("Wasserstoffwirtschaft", "Wasserstoff"),
        ("Straßenbau", "strassenbau"),
        ("ÖLMÜHLE", "ölmühle"),
    ],
)
def test_search_folds_umlauts_and_case(text, query):
    cluster = indexed(summary_de=text)
    indexed(summary_de="Logistik")
    assert found(query) == [cluster]


@pytest.mark.django_db
def test_search_puts_more_words_first():
    both = indexed(summary_de="Stahl und Wasserstoff", short_name="Z")
    one = indexed(summary_de="Stahl", short_name="A")
    assert found("Stahl mit Wasserstoff") == [both, one]


@pytest.mark.django_db
def test_search_without_usable_words_changes_nothing():
    rows = [indexed(short_name="A"), indexed(short_name="B")]
    assert [found(query) for query in ("", "§", "zu")] == [rows, rows, rows]


@pytest.mark.django_db
def test_search_finds_nothing_for_unknown_words():
    indexed()
    assert found("quastenflosser") == []


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["100%", "a_b", "'; --", "\\\\\\", "((((", '"stahl"'])
def test_search_takes_signs_for_text(query):
    indexed(summary_de="Stahl")
    assert len(found(query)) <= 1


@pytest.mark.django_db
def test_search_looks_at_the_parts_of_an_entry():
    cluster = ClusterFactory(
        topics=[TopicFactory(name="Robotik")], search_keywords="Greifer\nRoboterarm"
    )
    ServiceOfferFactory(cluster=cluster, service_type__synonyms="Messestand")
    ClusterDriverFactory(cluster=cluster, driver__name_de="Demografie")
    LocationFactory(cluster=cluster, place__name="Köln")
    update_index(cluster)
    queries = ["robotik", "greifer", "messestand", "demografie", "köln", "koeln"]
    assert [found(query) for query in queries] == [[cluster]] * len(queries)


@pytest.mark.django_db
def test_update_index_forgets_old_words():
    cluster = indexed(summary_de="Stahl")
    cluster.summary_de = "Papier"
    cluster.save()
    update_index(cluster)
    assert (found("Stahl"), found("Papier")) == ([], [cluster])


@pytest.mark.django_db
def test_rebuild_index_counts_changed_entries_only():
    ClusterFactory.create_batch(3)
    counts = [rebuild_index(Cluster.objects.all()) for _time in range(2)]
    assert counts == [3, 0]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 5, 50])
def test_rebuild_index_asks_the_same_queries(rows, django_assert_max_num_queries):
    ClusterFactory.create_batch(rows)
    with django_assert_max_num_queries(12):
        rebuild_index(Cluster.objects.all())


@pytest.mark.usefixtures("seed")
def test_seed_finds_hydrogen():
    published = Cluster.objects.published()
    in_text = [c for c in published if "wasserstoff" in c.search_text]
    assert in_text != []
    assert set(search(published, "Wasserstoff")) == set(in_text)

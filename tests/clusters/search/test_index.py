"""The stored index: what is written when, and what a check finds."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clusters.models import Cluster, SearchForm, SearchPhrase, SearchPosting
from clusters.search import corpus
from clusters.search.concepts import update_concept
from clusters.search.forms import forget_unused_words
from clusters.search.index import EVERYTHING, stored_postings
from tests.factories import (
    ClusterDriverFactory,
    ClusterFactory,
    LocationFactory,
    ServiceOfferFactory,
    ServiceTypeFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


def terms(cluster) -> set[str]:
    return set(stored_postings(corpus.name, [cluster.pk])[cluster.pk])


def test_entry_is_found_by_all_its_parts(index_all, found):
    cluster = ClusterFactory(
        state="published",
        topics=[TopicFactory(name="Robotik")],
        search_keywords="Greifer\nRoboterarm",
    )
    ServiceOfferFactory(cluster=cluster, service_type__synonyms="Messestand")
    ClusterDriverFactory(cluster=cluster, driver__name_de="Demografie")
    LocationFactory(cluster=cluster, place__name="Köln")
    index_all()
    queries = ["robotik", "greifer", "messestand", "demografie", "köln", "koeln"]
    assert [found(query) for query in queries] == [[cluster]] * len(queries)


def test_every_document_has_the_common_term(indexed):
    cluster = indexed()
    assert EVERYTHING in terms(cluster)


def test_update_forgets_old_words(indexed, found):
    cluster = indexed(summary_de="Stahl")
    cluster.summary_de = "Papier"
    cluster.save()
    corpus.update(cluster)
    assert (found("Stahl"), found("Papier")) == ([], [cluster])


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_only_public_entries_are_indexed(indexed, found, state):
    cluster = indexed(summary_de="Stahl")
    Cluster.objects.filter(pk=cluster.pk).update(state=state)
    corpus.update(cluster)
    assert (found("Stahl"), terms(cluster)) == ([], set())


def test_rebuild_counts_changed_entries_only(index_all):
    ClusterFactory.create_batch(3, state="published")
    reports = [index_all() for _time in range(2)]
    assert [(r.documents, r.changed) for r in reports] == [(3, 3), (3, 0)]


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_rebuild_asks_the_same_queries(rows, django_assert_max_num_queries):
    ClusterFactory.create_batch(rows, state="published")
    with django_assert_max_num_queries(34):
        corpus.rebuild(Cluster.objects.all())


def test_a_word_in_the_name_weighs_more_than_one_in_the_text(indexed):
    name = indexed(name="Photonik Verein", short_name="PV")
    text = indexed(description_de="Photonik " + "und vieles andere mehr hier " * 5)
    impacts = [
        stored_postings(corpus.name, [c.pk])[c.pk]["photon"][0] for c in (name, text)
    ]
    assert impacts[0] > impacts[1] > 0


def test_compound_of_the_index_knows_its_parts(indexed):
    indexed(summary_de="Wasserstofftechnologie und Wasserstoff")
    form = SearchForm.objects.get(text="wasserstofftechnologie")
    assert form.parts == "wasserstoff technologi"


def test_compound_is_split_when_its_part_comes_later(indexed, found):
    compound = indexed(summary_de="Wasserstofftechnologie")
    alone = indexed(summary_de="Wasserstoff")
    assert found("Wasserstoff") == [alone, compound]


def test_synonyms_are_phrases_of_their_concept():
    term = ServiceTypeFactory(
        slug="x", name_de="Beratung", synonyms="Zuschuss\nGeld vom Land"
    )
    assert update_concept(term)
    assert not update_concept(term)
    texts = SearchPhrase.objects.filter(concept="leistung:x", stems="zuschuss")
    assert [phrase.text for phrase in texts] == ["Zuschuss"]


def test_unused_words_are_forgotten(indexed):
    cluster = indexed(summary_de="Quarzsand")
    cluster.summary_de = ""
    cluster.save()
    corpus.update(cluster)
    assert forget_unused_words() >= 1
    assert not SearchForm.objects.filter(text="quarzsand").exists()


def test_check_passes_after_the_command_and_finds_what_passed_it_by(indexed):
    cluster = indexed(summary_de="Stahl")
    call_command("search_index", verbosity=0)
    out = StringIO()
    call_command("search_index", "--check", stdout=out)
    assert "up to date" in out.getvalue()
    Cluster.objects.filter(pk=cluster.pk).update(summary_de="Papier")
    with pytest.raises(CommandError, match="1 parts are out of date"):
        call_command("search_index", "--check", stdout=out)
    assert cluster.short_name in out.getvalue()


def test_check_finds_words_of_an_entry_that_is_gone(indexed):
    cluster = indexed()
    Cluster.objects.filter(pk=cluster.pk).update(state="draft")
    assert corpus.stale(Cluster.objects.all()) == [cluster.pk]


def test_command_says_what_it_did(indexed):
    indexed(summary_de="Stahl")
    SearchPosting.objects.all().delete()
    out = StringIO()
    call_command("search_index", stdout=out)
    assert "clusters: 1 of 1 changed, 0 removed" in out.getvalue()


def test_seed_index_is_up_to_date(seed):
    call_command("search_index", "--check", stdout=StringIO())

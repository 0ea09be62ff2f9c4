"""What the tests of the search share."""

import pytest
from django.db import transaction

from clusters.models import Cluster
from clusters.search import corpus, rank, understand
from clusters.search.concepts import all_terms, update_concepts
from tests.factories import ClusterFactory
from tests.seed import load_seed


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The real directory, loaded once for all tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_seed()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def indexed(db):
    """Makes a published cluster and stores its words."""

    def make(**fields):
        cluster = ClusterFactory(state="published", **fields)
        corpus.update(cluster)
        return cluster

    return make


@pytest.fixture
def found(db):
    """The clusters that a need finds, best first."""

    def find(text: str, language: str = "de"):
        need = understand(text, language)
        hits = rank(corpus.name, need, Cluster.objects.values("pk"))
        rows = Cluster.objects.in_bulk()
        return [rows[hit.key] for hit in hits]

    return find


@pytest.fixture
def index_all(db):
    """Stores what every term and every cluster says."""

    def build():
        update_concepts(all_terms())
        return corpus.rebuild(Cluster.objects.all())

    return build

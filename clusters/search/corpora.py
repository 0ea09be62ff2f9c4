"""The searched kinds of rows of all apps."""

from importlib import import_module

from django.apps import apps
from django.db.models import QuerySet

from clusters.search.index import Corpus

# an app with searched rows has a `search.corpus`
SEARCHED = (("clusters", "Cluster"), ("impulses", "Impulse"))


def searched() -> list[tuple[Corpus, QuerySet]]:
    """Each corpus with all its rows."""
    return [
        (
            import_module(f"{label}.search").corpus,
            apps.get_model(label, name)._default_manager.all(),
        )
        for label, name in SEARCHED
    ]

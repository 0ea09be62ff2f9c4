"""The searched kinds of rows of all apps."""

from collections.abc import Iterator
from importlib import import_module

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from clusters.models import Place, Region
from clusters.search.index import Corpus

# an app with searched rows has a `search.corpus`
SEARCHED = (("clusters", "Cluster"), ("impulses", "Impulse"))
# relations that a searched row has through one of its parts
THROUGH_PARTS = {Place: ["locations__place"], Region: ["locations__region"]}


def searched() -> list[tuple[Corpus, QuerySet]]:
    """Each corpus with all its rows."""
    return [
        (
            import_module(f"{label}.search").corpus,
            apps.get_model(label, name)._default_manager.all(),
        )
        for label, name in SEARCHED
    ]


def searched_rows(term: Model) -> Iterator[tuple[Corpus, QuerySet]]:
    """Rows of every searched model that hold this term, with their corpus."""
    for corpus, rows in searched():
        fields = {field.name: field for field in rows.model._meta.get_fields()}
        names = [n for n, f in fields.items() if f.related_model is type(term)]
        if hasattr(rows.model, "locations"):
            names += THROUGH_PARTS.get(type(term), [])
        if names:
            found = Q(*[(name, term.pk) for name in names], _connector=Q.OR)
            yield corpus, rows.filter(found).distinct()


def update_rows_naming(term: Model) -> None:
    """Store anew the words of every searched row that holds this term or entry; call
    it in the transaction that saves the term."""
    for corpus, rows in searched_rows(term):
        corpus.rebuild(rows)

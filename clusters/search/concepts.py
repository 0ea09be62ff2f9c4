"""What a word can mean beside itself: services, drivers, fields, regions, topics.

A concept is named `kind:slug`. Its names and synonyms are stored as phrases; a need
that holds all words of a phrase means the concept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Model

from clusters.models import (
    Driver,
    InnovationField,
    OutsideSubject,
    Region,
    SearchPhrase,
    ServiceType,
    SupportBody,
    Topic,
    renew_words,
)
from clusters.search.forms import store_phrases

# kind, as the list's parameter where there is one
KINDS: dict[type[Model], str] = {
    Driver: "treiber",
    ServiceType: "leistung",
    InnovationField: "feld",
    Region: "region",
    Topic: "thema",
    OutsideSubject: "outside",
    SupportBody: "body",
}
MODELS = {kind: model for model, kind in KINDS.items()}


def concept_of(term: Model) -> str:
    """ "leistung:technologietransfer" for a service type, and so on."""
    return f"{KINDS[type(term)]}:{term.slug}"  # type: ignore[attr-defined]


def phrases_of(term: Model) -> Iterator[tuple[str, str]]:
    """The names and synonyms of a term, each with its language."""
    if isinstance(term, SupportBody):
        yield term.name, "de"
    else:
        yield from _names(term)
    for line in term.synonyms.splitlines():  # type: ignore[attr-defined]
        # the office does not say which language a synonym is: both readings are kept
        yield line, "de"
        yield line, "en"


def _names(term) -> Iterator[tuple[str, str]]:
    for name, language in ((term.name_de, "de"), (term.name_en, "en")):
        if name:
            for piece in name.split(" / "):
                yield piece, language


def update_concept(term: Model) -> bool:
    """Store what means this term; call it in the transaction that saves the term."""
    return update_concepts([term]) > 0


def update_concepts(terms: Iterable[Model]) -> int:
    """Store what means these terms; returns how many changed."""
    return store_phrases({concept_of(term): phrases_of(term) for term in terms})


def forget_concepts(concepts: Iterable[str]) -> None:
    """Forget what meant these concepts, after their terms were deleted."""
    SearchPhrase.objects.filter(concept__in=list(concepts)).delete()
    renew_words()


def concept_names() -> dict[str, str]:
    """Every concept's name in the active language."""
    names = {}
    for term in all_terms():
        label = getattr(term, "label", None) or term.name  # type: ignore[attr-defined]
        names[concept_of(term)] = str(label)
    return names


def all_terms() -> Iterator[Model]:
    """Every term that can be meant."""
    for model in KINDS:
        yield from model._default_manager.all()

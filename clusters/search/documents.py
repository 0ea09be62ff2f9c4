"""A cluster as a document: which texts count how much, and which concepts it has."""

from __future__ import annotations

from typing import Any

from clusters.models import Certainty, Cluster
from clusters.search.concepts import concept_of
from clusters.search.index import Corpus, Document, Field

FIELDS = {
    "name": Field(weight=5.0, length=3, b=0.2),
    "keywords": Field(weight=2.5, length=400, b=0.1),
    "summary": Field(weight=2.5, length=10, b=0.4),
    "description": Field(weight=1.6, length=45, b=0.5),
    "note": Field(weight=1.0, length=60, b=0.5),
    "carrier": Field(weight=0.6, length=8, b=0.3),
    "place": Field(weight=0.8, length=2, b=0.2),
}

CERTAINTIES: dict[str, float] = {
    Certainty.CONFIRMED: 1.0,
    Certainty.LIKELY: 0.85,
    Certainty.OPEN: 0.5,
}


def cluster_document(cluster: Cluster) -> Document:
    """Everything of a public entry that a search may look at."""
    texts = [
        ("name", cluster.name, "de"),
        ("name", cluster.short_name, "de"),
        ("keywords", cluster.search_keywords, "de"),
        ("keywords", cluster.search_keywords, "en"),
        ("summary", cluster.summary_de, "de"),
        ("summary", cluster.summary_en, "en"),
        ("description", cluster.description_de, "de"),
        ("description", cluster.description_en, "en"),
        ("carrier", cluster.carrier, "de"),
    ]
    concepts: dict[str, float] = {}
    links: list[Any] = [*cluster.offers.all(), *cluster.driver_links.all()]
    for link in links:
        term = getattr(link, link.TERM)
        concepts[concept_of(term)] = CERTAINTIES[link.certainty]
        texts += [("note", link.note_de, "de"), ("note", link.note_en, "en")]
    for topic in cluster.topics.all():
        concepts[concept_of(topic)] = 1.0
    if cluster.innovation_field:
        concepts[concept_of(cluster.innovation_field)] = 1.0
    for location in cluster.locations.all():
        texts.append(("place", location.place.name, "de"))
        if location.region:
            concepts[concept_of(location.region)] = 1.0
    return Document(cluster.pk, [t for t in texts if t[1]], concepts)


corpus = Corpus(
    name="clusters",
    fields=FIELDS,
    document=cluster_document,
    public=lambda rows: rows.published().for_detail(),  # type: ignore[attr-defined]
)

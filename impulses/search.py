"""An impulse as a document of the search."""

from clusters.search.concepts import concept_of
from clusters.search.index import Corpus, Document, Field

FIELDS = {
    "title": Field(weight=3.0, length=8, b=0.4),
    "text": Field(weight=1.5, length=60, b=0.6),
    "asking": Field(weight=1.0, length=6, b=0.3),
}


def impulse_document(impulse) -> Document:
    """Everything public of an impulse that a search may look at."""
    texts = [
        ("title", impulse.title_de, "de"),
        ("title", impulse.title_en, "en"),
        ("text", impulse.text_de, "de"),
        ("text", impulse.text_en, "en"),
    ]
    texts += [("asking", c.short_name, "de") for c in impulse.asking_clusters.all()]
    terms = [*impulse.drivers.all(), *impulse.service_types.all()]
    concepts = {concept_of(term): 1.0 for term in terms}
    return Document(impulse.pk, [text for text in texts if text[1]], concepts)


corpus = Corpus(
    name="impulses",
    fields=FIELDS,
    document=impulse_document,
    public=lambda rows: rows.for_detail(),  # type: ignore[attr-defined]
)

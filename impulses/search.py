"""The folded words of an impulse; `clusters.search.search` finds them."""

from clusterallianz.text import fold
from clusters.search.index import store_texts


def text_of(impulse) -> str:
    """Everything public of an impulse that a search may look at, folded."""
    parts = [
        impulse.title_de,
        impulse.title_en,
        impulse.text_de,
        impulse.text_en,
    ]
    for term in [*impulse.drivers.all(), *impulse.service_types.all()]:
        parts += [term.name_de, term.name_en, term.synonyms]
    return fold("\n".join(parts))


def update_index(impulse) -> None:
    """Store the words of one impulse; call it in the transaction that saves it."""
    rebuild_index(type(impulse).objects.filter(pk=impulse.pk))


def rebuild_index(impulses) -> int:
    """Store the words of these impulses; returns how many changed."""
    return store_texts(impulses.for_list(), text_of)

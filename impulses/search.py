"""The folded words of an impulse; `clusters.search.search` finds them."""

from clusterallianz.text import fold


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
    changed = []
    for impulse in impulses.for_list():
        text = text_of(impulse)
        if text != impulse.search_text:
            impulse.search_text = text
            changed.append(impulse)
    impulses.model.objects.bulk_update(changed, ["search_text"], batch_size=500)
    return len(changed)

"""The folded words of an entry, stored with it so that both databases match alike."""

from clusterallianz.text import fold


def text_of(cluster) -> str:
    """Everything of a published entry that a search may look at, folded."""
    parts = [
        cluster.name,
        cluster.short_name,
        cluster.summary_de,
        cluster.summary_en,
        cluster.description_de,
        cluster.description_en,
        cluster.search_keywords,
    ]
    for topic in cluster.topics.all():
        parts += [topic.name, topic.name_en]
    for offer in cluster.offers.all():
        term = offer.service_type
        parts += [term.name_de, term.name_en, term.synonyms, offer.note_de]
    for link in cluster.driver_links.all():
        parts += [link.driver.name_de, link.driver.name_en, link.driver.synonyms]
    for location in cluster.locations.all():
        parts += [location.place.name, str(location.region or "")]
    return fold("\n".join(parts))


def update_index(cluster) -> None:
    """Store the words of one entry; call it in the transaction that saves the entry."""
    rebuild_index(type(cluster).objects.filter(pk=cluster.pk))


def rebuild_index(clusters) -> int:
    """Store the words of these entries; returns how many changed."""
    return store_texts(clusters.for_detail(), text_of)


def store_texts(rows, text_of) -> int:
    """Store `text_of(row)` where it differs from `search_text`; returns how many."""
    changed = []
    for row in rows:
        text = text_of(row)
        if text != row.search_text:
            row.search_text = text
            changed.append(row)
    rows.model.objects.bulk_update(changed, ["search_text"], batch_size=500)
    return len(changed)

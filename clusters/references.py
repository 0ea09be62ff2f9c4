"""The numbered sources of a profile: each page that proves something, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from clusters.models import Cluster, Contact, Source


@dataclass(frozen=True)
class Reference:
    number: int
    url: str
    retrieved_on: date | None


def number_sources(cluster: Cluster, contacts: list[Contact]) -> list[Reference]:
    """Give every fact its `reference`, None without an address, and list them all."""
    references: dict[str, Reference] = {}
    for fact in in_order_of_the_page(cluster, contacts):
        url = fact.source_url
        if url and url not in references:
            number = len(references) + 1
            references[url] = Reference(number, url, fact.retrieved_on)
        fact.reference = references.get(url)
    return list(references.values())


def in_order_of_the_page(cluster: Cluster, contacts: list[Contact]) -> Iterator[Any]:
    """Every row with a source that the profile shows."""
    said = statements(cluster)
    yield from chain(contacts, cluster.offers.all(), cluster.driver_links.all(), said)
    yield from cluster.locations.all()
    yield from (source for source in cluster.sources.all() if source not in said)


def statements(cluster: Cluster) -> list[Source]:
    """The sources that say something about a certain fact, or anything in words."""
    return [
        source
        for source in cluster.sources.all()
        if source.fact != Source.Fact.GENERAL or source.says
    ]

"""How many impulses each cluster can deliver: it is named for them, says so itself, or
offers a service of theirs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import CharField, QuerySet, Value

from clusters.models import ServiceOffer
from impulses.querysets.counts import tied_to
from impulses.querysets.impulses import offering_voices

ASKED, NAMED, OFFERED = "asked", "named", "offered"
Keys = defaultdict[int, set[int]]


def delivery_counts(impulses: QuerySet) -> Counter[int]:
    """Primary key of a cluster to the number of these impulses; in one query.

    Joining impulses, services and offers would make tens of thousands of pairs. There
    are few different sets of services: it is enough to look at each set once.
    """
    ties = read_ties(impulses)
    asked, offered = ties[ASKED], ties[OFFERED]
    sets = Counter(frozenset(services) for services in asked.values())
    counts: Counter[int] = Counter()
    for cluster, services in offered.items():
        counts[cluster] = sum(n for some, n in sets.items() if some & services)
    for impulse, clusters in ties[NAMED].items():
        # whoever offers what is asked for has been counted
        counts.update(c for c in clusters if not offered[c] & asked[impulse])
    return counts


def delivering_clusters(impulses: QuerySet) -> dict[int, set[int]]:
    """Primary keys of the clusters that can deliver each impulse; in one query.

    Clusters that the public does not see are among them.
    """
    ties = read_ties(impulses)
    found: dict[int, set[int]] = {}
    for impulse in {*ties[ASKED], *ties[NAMED]}:
        asked = ties[ASKED][impulse]
        offering = {c for c, services in ties[OFFERED].items() if services & asked}
        found[impulse] = ties[NAMED][impulse] | offering
    return found


def read_ties(impulses: QuerySet) -> dict[str, Keys]:
    """Services that an impulse asks for, clusters that it names, services of a cluster."""
    model = impulses.model
    asked = tied_to(model.service_types.through.objects.all(), impulses)
    named = tied_to(model.delivering_clusters.through.objects.all(), impulses)
    said = tied_to(offering_voices(), impulses)
    rows = of_kind(ASKED, asked, "impulse", "servicetype").union(
        of_kind(NAMED, named, "impulse", "cluster"),
        of_kind(NAMED, said, "impulse", "cluster"),
        of_kind(OFFERED, ServiceOffer.objects.all(), "cluster", "service_type"),
        all=True,
    )
    return grouped(rows)


def of_kind(kind: str, rows: QuerySet, *columns: str) -> QuerySet:
    label = Value(kind, output_field=CharField())
    return rows.order_by().annotate(kind=label).values_list("kind", *columns)


def grouped(rows: Iterable[tuple[str, int, int]]) -> dict[str, Keys]:
    found: dict[str, Keys] = {k: defaultdict(set) for k in (ASKED, NAMED, OFFERED)}
    for kind, key, other in rows:
        found[kind][key].add(other)
    return found

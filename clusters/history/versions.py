"""The stored versions of an entry: the entry and its parts as they were at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Field, Model, QuerySet

from clusters.models import (
    Cluster,
    ClusterDriver,
    Contact,
    Location,
    ServiceOffer,
    Source,
    TaggedCluster,
)

# each part by the name that an entry has for it, in the order of the page
PARTS: dict[str, type[Any]] = {
    "offers": ServiceOffer,
    "driver_links": ClusterDriver,
    "locations": Location,
    "contacts": Contact,
    "tagged_topics": TaggedCluster,
    "sources": Source,
}
# what nobody types
AUTOMATIC = {"id", "sort_key", "created_at", "updated_at", "confirmed_sections"}


def owner_of(model: type[Model]) -> str:
    """The name of the relation by which a part belongs to its entry."""
    return "content_object" if model is TaggedCluster else "cluster"


def fields_of(model: type[Model]) -> list[Field]:
    """The columns that say something, in the order of the model."""
    hidden = AUTOMATIC | {owner_of(model)}
    return [field for field in model._meta.concrete_fields if field.name not in hidden]


def records_of(model: type[Any], cluster: Cluster) -> QuerySet:
    """The history of the entry, or of all its parts of one kind."""
    own = "id" if model is Cluster else f"{owner_of(model)}_id"
    return model.history.filter(**{own: cluster.pk})


@dataclass
class Version:
    """An entry and its parts: name of the part to primary key to row."""

    entry: Cluster
    parts: dict[str, dict[int, Any]]

    def rows(self) -> Iterator[tuple[str, int, Any]]:
        """The name of each part, its primary key and the row itself."""
        for name, rows in self.parts.items():
            for key, row in rows.items():
                yield name, key, row


def version_now(cluster: Cluster) -> Version:
    """What is stored; one query for the entry and one for each kind of parts."""
    entry = Cluster.objects.get(pk=cluster.pk)
    parts = {
        name: {row.pk: row for row in stored(model, cluster)}
        for name, model in PARTS.items()
    }
    return Version(entry, parts)


def stored(model: type[Any], cluster: Cluster) -> QuerySet:
    return model._default_manager.filter(**{owner_of(model): cluster.pk})


def version_as_of(cluster: Cluster, moment: datetime) -> Version | None:
    """The entry as it was at that moment; None from before its history begins.

    A row that stands there now and whose beginning no history tells was there then,
    too: it counts as unchanged, and so does one whose version of then was erased.
    """
    entry = Cluster.history.as_of(moment).filter(id=cluster.pk).first()
    if entry is None:
        return None
    parts = {name: rows_as_of(model, cluster, moment) for name, model in PARTS.items()}
    return Version(entry, parts)


def rows_as_of(model: type[Any], cluster: Cluster, moment: datetime) -> dict[int, Any]:
    then = model.history.as_of(moment).filter(**{owner_of(model): cluster.pk})
    rows = {row.pk: row for row in then if not is_erased(row)}
    told = set()
    records = records_of(model, cluster)
    for key, kind, when in records.values_list("id", "history_type", "history_date"):
        if kind == "+" or when <= moment:
            told.add(key)
    told -= {row.pk for row in then} - rows.keys()
    untold = (row for row in stored(model, cluster) if row.pk not in told)
    return rows | {row.pk: row for row in untold}


def is_erased(row: Any) -> bool:
    """Whether a person had this version of a contact erased: nothing is left of it."""
    return isinstance(row, Contact) and not (row.name or row.email or row.phone)

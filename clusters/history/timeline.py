"""The history of an entry and its parts as one list of saves, the newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from clusters.history.changes import Names, RowChange, row_change
from clusters.history.versions import PARTS, records_of
from clusters.models import Cluster
from clusters.roles import MANAGEMENT, OFFICE

MODELS: list[type[Any]] = [Cluster, *PARTS.values()]
# records of one account with no longer pause between them are one save
PAUSE = timedelta(seconds=3)
FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass
class Save:
    """What one account saved at once. `moment`: the last of it, as an address says."""

    when: datetime
    account: Any | None
    reason: str
    changes: list[RowChange]

    @property
    def moment(self) -> str:
        return moment_in_address(self.when)

    @property
    def role(self) -> str:
        """The role of the account, as far as its groups tell."""
        if self.account is None:
            return ""
        names = {group.name for group in self.account.groups.all()}
        return OFFICE if OFFICE in names else MANAGEMENT


def moment_in_address(when: datetime) -> str:
    return when.astimezone(UTC).strftime(FORMAT)


def moment_from_address(text: str) -> datetime | None:
    """None for what is no moment of the past."""
    try:
        moment = datetime.strptime(text, FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
    # nothing was saved later than now
    return moment if moment <= timezone.now() else None


def record_keys(cluster: Cluster) -> QuerySet:
    """(time, key, number of the model) of every record, the newest first."""
    first, *others = (
        records_of(model, cluster)
        .order_by()
        .annotate(kind=Value(number, output_field=IntegerField()))
        .values_list("history_date", "history_id", "kind")
        for number, model in enumerate(MODELS)
    )
    return first.union(*others, all=True).order_by(
        "-history_date", "kind", "-history_id"
    )


def saves(keys: Iterable[tuple[datetime, int, int]]) -> list[Save]:
    """The records of one page of `record_keys`, as saves; a few queries a model."""
    keys = list(keys)
    records, befores = read(keys)
    names = Names([*records.values(), *befores.values()])
    found: list[Save] = []
    for group in grouped(keys, records):
        last = records[group[0]]
        save = Save(last.history_date, last.history_user, "", [])
        # the entry itself first, then its parts
        for number in sorted(group):
            add(save, records[number], befores.get(number), names)
        found.append(save)
    return found


def grouped(keys, records) -> list[list[tuple[int, int]]]:
    """The records that belong to one save each, as (number of the model, key)."""
    groups: list[list[tuple[int, int]]] = []
    for _when, key, kind in keys:
        if groups and belongs_to(records[kind, key], records[groups[-1][-1]]):
            groups[-1].append((kind, key))
        else:
            groups.append([(kind, key)])
    return groups


def belongs_to(record, later) -> bool:
    """Whether a record is of the same save as the one after it."""
    is_near = later.history_date - record.history_date <= PAUSE
    return is_near and later.history_user_id == record.history_user_id


def add(save: Save, record, before, names: Names) -> None:
    """Put a record into its save, unless it says nothing that a reader can see."""
    if record.instance_type is Cluster and record.history_change_reason:
        save.reason = record.history_change_reason
    if record.history_type == "~" and before is None:
        # what stood there before was never recorded
        return
    old = record if record.history_type == "-" else before
    change = row_change(old, None if record.history_type == "-" else record, names)
    if change.fields or change.kind != "~":
        save.changes.append(change)


def read(keys: list[tuple[datetime, int, int]]) -> tuple[dict, dict]:
    """The records of these keys, and the record before each that changed a row."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for _when, key, kind in keys:
        wanted[kind].append(key)
    records: dict[tuple[int, int], Any] = {}
    befores: dict[tuple[int, int], Any] = {}
    for kind, numbers in wanted.items():
        history = MODELS[kind].history
        earlier = history.filter(
            id=OuterRef("id"), history_id__lt=OuterRef("history_id")
        ).order_by("-history_id")
        rows = (
            history.filter(history_id__in=numbers)
            .annotate(before=Subquery(earlier.values("history_id")[:1]))
            .select_related("history_user")
            .prefetch_related("history_user__groups")
        )
        records |= {(kind, row.history_id): row for row in rows}
        found = history.in_bulk(
            {row.before for row in rows if row.history_type == "~"} - {None}
        )
        befores |= {
            (kind, row.history_id): found[row.before]
            for row in rows
            if row.before in found
        }
    return records, befores

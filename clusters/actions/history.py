"""Going back to an earlier version of an entry, and beginning a history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusters.actions.entries import EntryNotAllowedError
from clusters.history.changes import name_of, names_in
from clusters.history.versions import (
    PARTS,
    Version,
    fields_of,
    version_as_of,
    version_now,
)
from clusters.models import Cluster
from clusters.search import corpus
from clusters.search.corpora import update_rows_naming

# the office alone changes these; a state is changed by an action of its own, a changed
# address is not taken back, a confirmation was of other facts, and of a logo that was
# replaced there is no file any more
KEPT = {"slug", "state", "membership", "confirmed_on", "confirmed_by"}
KEPT |= {"logo", "logo_alt", "logo_rights"}


class RestoreError(ValueError):
    """The earlier version no longer fits: `messages` say why, in words."""

    def __init__(self, messages: list[str]):
        super().__init__(", ".join(messages))
        self.messages = messages


def restorable(cluster: Cluster, moment: datetime) -> tuple[Version, Version] | None:
    """The entry as it is, and as it would be; None from before its history begins."""
    now, then = version_now(cluster), version_as_of(cluster, moment)
    if then is None:
        return None
    for name in KEPT:
        setattr(then.entry, name, getattr(now.entry, name))
    return now, then


@transaction.atomic
def restore_entry(cluster: Cluster, *, as_of: datetime, by) -> Cluster:
    """Make the facts and parts of an entry again what they were, as a new version.

    Raises EntryNotAllowedError, or RestoreError if something no longer fits; nothing is
    changed then.
    """
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if not by.has_perm("clusters.change_cluster", cluster):
        raise EntryNotAllowedError(cluster)
    versions = restorable(cluster, as_of)
    if versions is None:
        raise RestoreError([_("The history of this entry begins later.")])
    now, then = versions
    day = date_format(timezone.localtime(as_of), "SHORT_DATETIME_FORMAT")
    reason = _("restored as of %(date)s") % {"date": day}
    _restore_fields(cluster, then.entry, by=by, reason=reason)
    _restore_parts(now, then, by=by, reason=reason)
    corpus.update(cluster)
    update_rows_naming(cluster)
    return cluster


def _restore_fields(cluster: Cluster, then: Cluster, *, by, reason: str) -> None:
    for field in fields_of(Cluster):
        setattr(cluster, field.attname, getattr(then, field.attname))
    _save(cluster, str(cluster), by=by, reason=reason)


def _restore_parts(now: Version, then: Version, *, by, reason: str) -> None:
    """What is gone first, then what was: a seat must be free before another has it."""
    names = names_in(now, then)
    for part, key, row in now.rows():
        if key not in then.parts[part]:
            _note(row, by=by, reason=reason)
            row.delete()
    changed = []
    for part, key, row in then.rows():
        if differs(now, part, key, row):
            # else its own stored row would count as another one like it
            row._state.adding = key not in now.parts[part]
            changed.append(row)
    # the one that is a seat comes after the one that no longer is
    for row in sorted(changed, key=lambda row: getattr(row, "is_seat", False)):
        _save(row, name_of(row, names), by=by, reason=reason)


def differs(now: Version, part: str, key: int, row) -> bool:
    """Whether a row of a version is not what is stored."""
    present = now.parts[part].get(key)
    return present is None or any(
        getattr(present, field.attname) != getattr(row, field.attname)
        for field in fields_of(PARTS[part])
    )


def _save(row, name: str, *, by, reason: str) -> None:
    _note(row, by=by, reason=reason)
    try:
        row.full_clean()
    except ValidationError as error:
        raise RestoreError([f"{name}: {text}" for text in error.messages]) from error
    row.save()


def _note(row, *, by, reason: str) -> None:
    # the names that django-simple-history looks for
    row._history_user = by
    row._change_reason = reason


def record_untold() -> int:
    """Begin or go on with the history of what was written past it, as fixtures are."""
    models: list[type[Any]] = [Cluster, *PARTS.values()]
    return sum(_record_untold(model) for model in models)


def _record_untold(model: type[Any]) -> int:
    newest = {row.pk: row for row in model.history.as_of(timezone.now())}
    changed = list(_changed(model, newest))
    for is_known in (False, True):
        rows = [row for row in changed if (row.pk in newest) is is_known]
        model.history.bulk_history_create(
            rows, update=is_known, default_change_reason=_("initial data")
        )
    return len(changed)


def _changed(model: type[Any], newest: dict[int, Any]) -> Iterator[Any]:
    for row in model._default_manager.all():
        before = newest.get(row.pk)
        if before is None or any(
            getattr(row, field.attname) != getattr(before, field.attname)
            for field in fields_of(model)
        ):
            yield row

"""Importing a table: all of it or nothing, seen before it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from operator import attrgetter

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from tablib import Dataset

from clusters.exchange.changes import Change
from clusters.exchange.files import WRITERS, Table, TableError
from clusters.exchange.resources import KEY, NUMBER, TABLES, Exchange
from clusters.models import AuditEntry, Cluster, renew_edition
from clusters.search import corpus
from clusters.search.corpora import update_rows_naming

REASON_LENGTH = 100


class ExchangeNotAllowedError(PermissionDenied):
    """Tables of all entries are for the office."""


@dataclass(frozen=True)
class Problem:
    """What keeps a table from being imported. `number`: its row in the file."""

    number: int
    column: str
    text: str


@dataclass(frozen=True)
class RowChange:
    number: int
    name: str
    is_new: bool
    changes: list[Change]


@dataclass
class Report:
    """What an import changes, or why it changes nothing."""

    table: str
    rows: list[RowChange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0

    @property
    def count(self) -> int:
        """How many values change."""
        return sum(len(row.changes) for row in self.rows)

    @property
    def digest(self) -> str:
        """The same for two reports of the same changes."""
        return blake2b(repr(self.rows).encode(), digest_size=16).hexdigest()


def table_of(columns: list[str]) -> type[Exchange]:
    """Which table these columns belong to. Raises TableError, naming what is wrong."""
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise TableError(_("A column is there twice: %(names)s.") % names(twice))
    if KEY not in columns:
        raise TableError(
            _("The first row must name the columns; “%(names)s” is missing.")
            % names([KEY])
        )
    parts = [TABLES["standorte"], TABLES["ansprechpersonen"]]
    possible = parts if NUMBER in columns else [TABLES["cluster"]]
    table = min(possible, key=lambda table: len(set(columns) - set(table.columns())))
    unknown = [name for name in columns if name not in table.columns()]
    if unknown:
        text = _("Unknown columns: %(names)s.") % names(unknown)
        text += " " + _("Possible are: %(names)s.") % names(table.columns())
        raise TableError(text)
    return table


def names(columns: list[str]) -> dict[str, str]:
    return {"names": ", ".join(name[:40] or "–" for name in columns[:30])}


def export_table(name: str, kind: str, *, by) -> bytes:
    """All rows of a table as "csv" or "xlsx"; the log says who took them.

    `by`: an account, or None for the command line. Raises ExchangeNotAllowedError.
    """
    if by is not None and not by.has_perm("clusters.export_cluster"):
        raise ExchangeNotAllowedError
    table = TABLES[name]()
    content = WRITERS[kind](table.columns(), table.table_rows(table.get_queryset()))
    AuditEntry.objects.create(
        action=AuditEntry.Action.EXPORT, account=by, about=f"{name}.{kind}"
    )
    return content


@transaction.atomic
def import_table(table: Table, *, by, dry_run: bool, file_name: str = "") -> Report:
    """Change what the table says, or with `dry_run` only tell what it would.

    One wrong row and nothing is changed. `by`: an account, or None for the command
    line. Raises TableError, ExchangeNotAllowedError.
    """
    if by is not None and not by.has_perm("clusters.import_cluster"):
        raise ExchangeNotAllowedError
    kind = table_of(table.columns)
    table = table.first(kind.rank)
    reason = _("Import: %(name)s") % {"name": file_name or kind.name}
    resource = kind(by=by, reason=reason[:REASON_LENGTH])
    dataset = Dataset(*map(tuple, table.rows), headers=table.columns)
    result = resource.import_data(
        dataset,
        dry_run=dry_run,
        use_transactions=True,
        rollback_on_validation_errors=True,
    )
    report = report_of(resource, table, result)
    if not dry_run and report.rows and not report.problems:
        finish(resource)
    return report


def report_of(resource: Exchange, table: Table, result) -> Report:
    report = Report(resource.name)
    for error in result.base_errors:
        raise error.error
    for number, row in zip(table.numbers, result.rows, strict=True):
        if row.errors:
            # nothing that a file may do: let it be seen
            raise row.errors[0].error
        if row.validation_error:
            report.problems += problems_of(resource, number, row.validation_error)
        elif row.diff:
            report.rows.append(
                RowChange(number, row.object_repr, row.is_new(), row.diff)
            )
        else:
            report.unchanged += 1
    report.rows.sort(key=attrgetter("number"))
    report.problems.sort(key=attrgetter("number"))
    return report


def problems_of(
    resource: Exchange, number: int, error: ValidationError
) -> Iterator[Problem]:
    """One problem for each message, with the column that it is about."""
    if not hasattr(error, "error_dict"):
        yield Problem(number, "", " ".join(error.messages))
        return
    for attribute, messages in error.message_dict.items():
        yield Problem(number, resource.column_of(attribute), " ".join(messages))


def finish(resource: Exchange) -> None:
    """Note the change at the entry itself, and let it be found by its new words."""
    touched = list(resource.touched.values())
    if resource._meta.model is not Cluster:
        for cluster in touched:
            cluster._history_user = resource.by  # type: ignore[attr-defined]
            cluster._change_reason = resource.reason  # type: ignore[attr-defined]
            cluster.save(update_fields=["updated_at"])
    corpus.rebuild(Cluster.objects.filter(pk__in=resource.touched))
    for cluster in touched:
        update_rows_naming(cluster)
    renew_edition()

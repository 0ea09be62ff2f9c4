"""All changes of an entry's state, and its confirmation, as functions with `by=`."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from clusters.actions.confirmations import confirm_sections
from clusters.models import Cluster, Confirmation, Section
from clusters.roles import MANAGEMENT, OFFICE
from clusters.search import corpus
from clusters.search.corpora import update_rows_naming


class EntryNotAllowedError(PermissionDenied):
    """This account may not do that with this entry; a view answers 403."""


class EntryStateError(ValueError):
    """The entry is in a state from which this change makes no sense."""


# state to those that an entry may have before it
BEFORE: dict[Cluster.State, list[str]] = {
    Cluster.State.DRAFT: [Cluster.State.DRAFT],
    Cluster.State.PUBLISHED: Cluster.State.values,
    Cluster.State.DORMANT: Cluster.objects.public_states(),
    # nobody knew a draft, so its address must not say that it is gone
    Cluster.State.ARCHIVED: [*Cluster.objects.public_states(), Cluster.State.ARCHIVED],
}


def may_become(present: str, state: str) -> bool:
    """Whether an entry in its present state may be given another one."""
    return present in BEFORE[Cluster.State(state)]


@transaction.atomic
def publish_entry(cluster: Cluster, *, by) -> Cluster:
    """Show the entry in the directory. Raises EntryNotAllowedError."""
    return _move(cluster, Cluster.State.PUBLISHED, by=by)


@transaction.atomic
def mark_entry_dormant(cluster: Cluster, *, by) -> Cluster:
    """Keep the entry public, marked as dormant; only what is public can be.

    Raises EntryNotAllowedError or EntryStateError.
    """
    return _move(cluster, Cluster.State.DORMANT, by=by)


@transaction.atomic
def archive_entry(cluster: Cluster, *, by) -> Cluster:
    """Take the entry out of the directory; its address says so from then on.

    Raises EntryNotAllowedError, or EntryStateError for a draft: nobody knew it.
    """
    return _move(cluster, Cluster.State.ARCHIVED, by=by)


def confirm_entry(cluster: Cluster, *, by) -> Cluster:
    """Say that all sections are right as of today.

    Raises ConfirmationNotAllowedError.
    """
    manages = by.managed_clusters.filter(pk=cluster.pk).exists()
    role = MANAGEMENT if manages else OFFICE
    way = Confirmation.Way.ADMIN
    return confirm_sections(cluster, Section.values, by=by, way=way, role=role)


def _move(cluster: Cluster, state: str, *, by) -> Cluster:
    cluster = _locked(cluster, "clusters.publish_cluster", by=by)
    if not may_become(cluster.state, state):
        raise EntryStateError(cluster)
    if cluster.state == state:
        return cluster
    cluster.state = state
    _save(cluster, ["state"], by=by)
    corpus.update(cluster)
    update_rows_naming(cluster)
    return cluster


def _locked(cluster: Cluster, permission: str, *, by) -> Cluster:
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if not by.has_perm(permission, cluster):
        raise EntryNotAllowedError(cluster)
    return cluster


def _save(cluster: Cluster, fields: list[str], *, by) -> Cluster:
    # the name that django-simple-history looks for
    cluster._history_user = by  # type: ignore[attr-defined]
    cluster.save(update_fields=[*fields, "updated_at"])
    return cluster

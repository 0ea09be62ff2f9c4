"""Who keeps an entry: deputies, leaving and removing, as functions with `by=`."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.actions.audit import record
from clusters.models import AuditEntry, Cluster, Management


class ManagerNotAllowedError(PermissionDenied):
    """This account may not change who keeps that entry; a view answers 403."""


class LastManagerError(ValueError):
    """Nobody but deputies would be left to answer for the entry."""


@transaction.atomic
def leave(cluster: Cluster, *, by) -> None:
    """Keep the entry no longer. Raises ManagerNotAllowedError or LastManagerError."""
    cluster = locked(cluster)
    management = cluster.managements.filter(user=by).first()
    if management is None:
        raise ManagerNotAllowedError(cluster)
    take_away(management, by=by)


@transaction.atomic
def remove(management: Management, *, by) -> None:
    """Take the entry from somebody.

    Raises ManagerNotAllowedError or LastManagerError.
    """
    cluster = allowed(management.cluster, by=by)
    management = cluster.managements.select_related("user").get(pk=management.pk)
    take_away(management, by=by)


@transaction.atomic
def set_deputy(management: Management, is_deputy: bool, *, by) -> Management:
    """Make somebody a deputy, or not.

    Raises ManagerNotAllowedError or LastManagerError.
    """
    cluster = allowed(management.cluster, by=by)
    management = cluster.managements.select_related("user").get(pk=management.pk)
    if management.is_deputy == is_deputy:
        return management
    if is_deputy:
        refuse_last(management)
    management.is_deputy = is_deputy
    management.save(update_fields=["is_deputy"])
    log(cluster, management.user.username, role_of(management), by=by)
    return management


@transaction.atomic
def appoint(cluster: Cluster, user, *, is_deputy: bool = False, by) -> Management:
    """Name an account that exists. The office alone may: others invite."""
    if not by.has_perm("clusters.publish_cluster"):
        raise ManagerNotAllowedError(cluster)
    return give(locked(cluster), user, is_deputy=is_deputy, by=by)


def only_led_by(user) -> list[Cluster]:
    """The entries that would have nobody but deputies without this account."""
    led = Management.objects.filter(user=user, is_deputy=False)
    led = led.select_related("cluster")
    return [m.cluster for m in led if not others_lead(m)]


# what invitations need too


def locked(cluster: Cluster) -> Cluster:
    """Whoever changes the managers of an entry waits for the one before."""
    return Cluster.objects.select_for_update().get(pk=cluster.pk)


def allowed(cluster: Cluster, *, by) -> Cluster:
    """The locked entry, if this account may change who keeps it."""
    cluster = locked(cluster)
    if not by.has_perm("clusters.invite_manager", cluster):
        raise ManagerNotAllowedError(cluster)
    return cluster


def give(cluster: Cluster, user, *, is_deputy: bool, by) -> Management:
    """Make an account a manager, or a deputy one who leads; never the other way."""
    management, is_new = Management.objects.get_or_create(
        cluster=cluster, user=user, defaults={"is_deputy": is_deputy}
    )
    if not is_new and management.is_deputy and not is_deputy:
        management.is_deputy = False
        management.save(update_fields=["is_deputy"])
    if not user.is_staff:
        # the entries are kept in the admin
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    log(cluster, user.username, role_of(management), by=by)
    return management


def take_away(management: Management, *, by) -> None:
    refuse_last(management)
    name = management.user.username
    cluster = management.cluster
    management.delete()
    take_keys_back(management)
    log(
        cluster,
        name,
        pgettext_lazy("log", "left")
        if by == management.user
        else pgettext_lazy("log", "removed"),
        by=by,
    )


def take_keys_back(management: Management) -> None:
    """With the entry goes what opens it: invitations, and links that confirm it.

    A link to a mailbox that stands in the entry as a contact is the cluster's own.
    """
    now = timezone.now()
    cluster, user = management.cluster, management.user
    invited = cluster.invitations.filter(invited_by=user, accepted_at=None)
    invited.filter(withdrawn_at=None).update(withdrawn_at=now)
    if user.email and not cluster.contacts.filter(email__iexact=user.email).exists():
        asked = cluster.confirmation_requests.filter(email__iexact=user.email)
        asked.filter(finished_at=None, expires_at__gt=now).update(expires_at=now)


def refuse_last(management: Management) -> None:
    leads = not management.is_deputy and management.user.is_active
    if leads and not others_lead(management):
        raise LastManagerError(management)


def others_lead(management: Management) -> bool:
    others = management.cluster.managements.leading().exclude(pk=management.pk)
    return others.exists()


def role_of(management: Management):
    return _("deputy") if management.is_deputy else _("leads")


def log(cluster: Cluster, whom: str, what, *, by) -> None:
    about = format_lazy("{}: {} – {}", cluster.slug, whom, what)
    record(AuditEntry.Action.MANAGEMENT, by=by, about=about)

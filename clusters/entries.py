"""Changes of an entry's state: each checks the right and says who did it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from clusters.models import Cluster


@transaction.atomic
def change_state(cluster: Cluster, state: str, *, by) -> Cluster:
    """Publish, rest or archive an entry. Raises PermissionDenied for managers."""
    if not by.has_perm("clusters.publish_cluster"):
        raise PermissionDenied
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    cluster.state = state
    cluster.save()
    return cluster


@transaction.atomic
def confirm(cluster: Cluster, *, by) -> Cluster:
    """Note that the facts are right today, and in which role that was said."""
    if not by.has_perm("clusters.confirm_cluster", cluster):
        raise PermissionDenied
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    is_manager = cluster.managers.filter(pk=by.pk).exists()
    cluster.confirmed_on = timezone.localdate()
    cluster.confirmed_by = "Clustermanagement" if is_manager else "Geschäftsstelle"
    cluster.save()
    return cluster

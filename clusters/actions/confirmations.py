"""Confirming sections of an entry, with an account or by the link in a mail."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models import Cluster, Confirmation, ConfirmationRequest, Section

# what sums up the confirmations, in the entry itself
SUMMARY = ["confirmed_on", "confirmed_by", "confirmed_sections"]


class ConfirmationNotAllowedError(PermissionDenied):
    """Neither this account nor a link may confirm that entry; a view answers 403."""


@transaction.atomic
def confirm_sections(
    cluster: Cluster,
    sections: Iterable[str],
    *,
    by=None,
    request: ConfirmationRequest | None = None,
    way: str,
    role: str,
) -> Cluster:
    """Say that these sections are right as of today, and return the entry as it is now.

    `by`: the account; None only with the `request` whose link was used. `role` is shown
    in public. What a request confirmed already stays as it was: a link that is sent
    twice counts once. Raises ConfirmationNotAllowedError.
    """
    chosen = [Section(section) for section in dict.fromkeys(sections)]
    # also makes others wait who confirm the same entry at this moment
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if not _is_allowed(cluster, by, request):
        raise ConfirmationNotAllowedError(cluster)
    done = request.confirmations.sections() if request else set()
    today = timezone.localdate()
    Confirmation.objects.bulk_create(
        Confirmation(
            cluster=cluster,
            section=section,
            confirmed_on=today,
            confirmed_by=role,
            account=by,
            way=way,
            request=request,
        )
        for section in chosen
        if section not in done
    )
    return _sum_up(cluster, by=by, role=role)


def _is_allowed(cluster: Cluster, by, request: ConfirmationRequest | None) -> bool:
    if by is not None:
        return by.has_perm("clusters.confirm_cluster", cluster)
    return request is not None and request.cluster_id == cluster.pk


def _sum_up(cluster: Cluster, *, by, role: str) -> Cluster:
    """Write the summary of all sections into the entry, if it says something new."""
    newest = list(cluster.confirmations.newest().order_by("confirmed_on", "pk"))
    is_whole = len(newest) == len(Section)
    values = {
        "confirmed_on": newest[0].confirmed_on if is_whole else None,
        "confirmed_by": newest[0].confirmed_by if is_whole else "",
        "confirmed_sections": len(newest),
    }
    if values == {name: getattr(cluster, name) for name in SUMMARY}:
        return cluster
    for name, value in values.items():
        setattr(cluster, name, value)
    # the names that django-simple-history looks for
    cluster._history_user = by  # type: ignore[attr-defined]
    cluster._change_reason = _("confirmed: %(role)s") % {"role": role}  # type: ignore[attr-defined]
    cluster.save(update_fields=[*SUMMARY, "updated_at"])
    return cluster

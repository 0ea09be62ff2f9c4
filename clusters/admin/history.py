"""The history of an entry, and the way back to one of its versions."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from clusters.actions.history import RestoreError, restorable, restore_entry
from clusters.history.changes import RowChange, differences, names_in
from clusters.history.timeline import moment_from_address, record_keys, saves
from clusters.models import Cluster

RECORDS_A_PAGE = 60
PAGE = "p"


def history_page(request, cluster: Cluster, context: dict) -> TemplateResponse:
    """Every change of the entry and its parts, in words, the newest first."""
    paginator = Paginator(record_keys(cluster), RECORDS_A_PAGE)
    page = paginator.get_page(request.GET.get(PAGE))
    context |= {
        "title": _("Changes: %(name)s") % {"name": cluster},
        "object": cluster,
        "page": page,
        "saves": saves(page.object_list),
        "range": paginator.get_elided_page_range(page.number),
        "page_var": PAGE,
    }
    return TemplateResponse(request, "admin/clusters/cluster/history.html", context)


def restore_page(request, cluster: Cluster, address: str, context: dict):
    """What would change, and on POST the change itself.

    Only what was shown is restored: if the entry has changed since, it is shown anew.
    """
    moment = moment_from_address(address)
    versions = restorable(cluster, moment) if moment else None
    if moment is None or versions is None:
        raise Http404(address)
    changes = differences(*versions, names_in(*versions))
    shown = digest(changes)
    refused: list[str] = []
    if request.method == "POST":
        refused = restored(request, cluster, moment, shown)
        if not refused:
            return redirect("admin:clusters_cluster_change", cluster.pk)
    context |= {
        "title": _("Earlier version: %(name)s") % {"name": cluster},
        "object": cluster,
        "moment": moment,
        "changes": changes,
        "shown": shown,
        "refused": refused,
    }
    name = "admin/clusters/cluster/restore.html"
    return TemplateResponse(request, name, context, status=409 if refused else 200)


def restored(request, cluster: Cluster, moment: datetime, shown: str) -> list[str]:
    """Restore the version; why not, if it was not."""
    if request.POST.get("gezeigt") != shown:
        return [_("The entry has changed in the meantime. Please look again.")]
    try:
        restore_entry(cluster, as_of=moment, by=request.user)
    except RestoreError as error:
        return error.messages
    text = _("The earlier version is restored. Please check and confirm it.")
    messages.success(request, text)
    return []


def digest(changes: list[RowChange]) -> str:
    return blake2b(repr(changes).encode(), digest_size=12).hexdigest()

"""An entry as the public would see it, before it is saved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from clusters.models import Cluster
from clusters.views.directory import ClusterDetailView

PREVIEW = "_preview"


def is_preview(request: HttpRequest) -> bool:
    return request.method == "POST" and PREVIEW in request.POST


def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The profile of what the database holds in a transaction that is taken back."""
    view = ClusterDetailView()
    view.setup(request)
    view.object = Cluster.objects.for_detail().get(pk=pk)
    context = view.get_context_data(object=view.object)
    context["has_upload"] = bool(request.FILES)
    response = render(request, "clusters/preview.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response

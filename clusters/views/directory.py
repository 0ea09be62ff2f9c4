"""The list of clusters and a cluster's profile."""

import json

from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import DetailView, ListView

from clusterallianz.listing import ListingMixin, printable
from clusterallianz.text import sort_key
from clusters.filters import ClusterFilterSet
from clusters.jsonld import organization
from clusters.models import Cluster, FormerSlug, Page, Place

RADII_KM = [10, 25, 50, 100]


class ClusterListView(ListingMixin, ListView):
    template_name = "clusters/list.html"
    context_object_name = "clusters"
    filterset_class = ClusterFilterSet
    queryset = Cluster.objects.published().for_list()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not context["paginator"].count:
            context["nearest"] = Cluster.objects.published().for_list()[:3]
        return context | {"radii": RADII_KM}


class ClusterDetailView(DetailView):
    template_name = "clusters/detail.html"
    context_object_name = "cluster"

    def get(self, request, *args, **kwargs):
        slug = kwargs["slug"]
        former = FormerSlug.objects.select_related("cluster").filter(slug=slug).first()
        if former and not Cluster.objects.filter(slug=slug).exists():
            return redirect(former.cluster, permanent=True)
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        archived = Cluster.objects.filter(state=Cluster.State.ARCHIVED)
        visible = Cluster.objects.visible_to(self.request.user) | archived
        return visible.for_detail()

    def render_to_response(self, context, **kwargs):
        if self.object.state == Cluster.State.ARCHIVED:
            return render(self.request, "410.html", context, status=410)
        return super().render_to_response(context, **kwargs)

    def get_context_data(self, **kwargs):
        address = self.request.build_absolute_uri(self.object.get_absolute_url())
        jsonld = json.dumps(organization(self.object, address), ensure_ascii=False)
        return super().get_context_data(**kwargs) | {
            # "<" inside the data block could otherwise end it
            "jsonld": jsonld.replace("<", "\\u003c"),
            "contacts": [c for c in self.object.contacts.all() if c.is_public],
        }


def place_options(request):
    """Names for the datalist of the place field: at most eight, the largest first."""
    key = sort_key(printable(request.GET.get("ort", ""))[:80])
    places = Place.objects.named_like(key)[:8] if key else []
    return render(request, "clusters/partials/place_options.html", {"places": places})


def page(request, slug):
    """An editable page: legal notice, privacy, accessibility, easy language, data."""
    return render(request, "page.html", {"page": get_object_or_404(Page, slug=slug)})

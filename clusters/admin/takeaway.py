"""Admin pages of an entry: what other directories ask, what lacks, files to take."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from clusters.readiness import CRITERIA_AS_OF, readiness
from clusters.takeaway.sheet import XLSX, portal_sheets


class TakeawayPages:
    """For the admin of entries; only who may see an entry there gets its pages."""

    # what ModelAdmin and EntryAdmin have
    admin_site: Any
    opts: Any
    find_or_404: Any

    def get_urls(self):
        view = self.admin_site.admin_view
        pages = [
            path(
                "<path:object_id>/ausgabe/",
                view(self.takeaway_view),
                name="clusters_cluster_takeaway",
            ),
            path(
                "<path:object_id>/ausgabe.xlsx",
                view(self.sheet_view),
                name="clusters_cluster_sheet",
            ),
        ]
        return [*pages, *super().get_urls()]  # type: ignore[misc]

    def takeaway_view(self, request, object_id):
        """For each portal what the entry has and lacks, with the way to the field."""
        cluster = self.find_or_404(request, object_id)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("For other directories"),
            "cluster": cluster,
            "is_public": cluster.is_public,
            "portals": readiness(cluster),
            "criteria_as_of": CRITERIA_AS_OF,
        }
        return TemplateResponse(
            request, "admin/clusters/cluster/takeaway.html", context
        )

    def sheet_view(self, request, object_id):
        """The facts as an Excel file, a sheet for each portal."""
        cluster = self.find_or_404(request, object_id)
        url = request.build_absolute_uri(cluster.get_absolute_url())
        response = HttpResponse(portal_sheets(cluster, url), content_type=XLSX)
        name = f"{cluster.slug}-portale.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

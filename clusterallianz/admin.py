"""The admin site: its first page leads with the entries that an account manages."""

from django.contrib import admin

from clusterallianz.listing import refuse_zero_bytes
from clusters.models import Cluster
from clusters.rules import managed_by
from clusters.standing import standing_of


class DirectoryAdminSite(admin.AdminSite):
    def get_urls(self):
        """Without the redirect to any object's page: it tells the address of a draft.

        Every admin of a model with an address names it itself by `view_on_site`.
        """
        urls = super().get_urls()
        return [url for url in urls if getattr(url, "name", "") != "view_on_site"]

    def autocomplete_view(self, request):
        refuse_zero_bytes(request.GET)
        return super().autocomplete_view(request)

    def index(self, request, extra_context=None):
        context: dict = {}
        keys = managed_by(request.user)
        if keys:
            own = Cluster.objects.filter(pk__in=keys).for_detail()
            own = own.prefetch_related("managers")
            apps = self.get_app_list(request)
            context = {
                "own_entries": [standing_of(cluster) for cluster in own],
                "app_list": models_of(apps, view_only=False),
                "to_look_up": models_of(apps, view_only=True),
            }
        return super().index(request, context | (extra_context or {}))


def models_of(apps: list[dict], *, view_only: bool) -> list[dict]:
    """The part of an app list that the account may change, or may only view."""
    parts = [
        app | {"models": [m for m in app["models"] if m["view_only"] == view_only]}
        for app in apps
    ]
    return [app for app in parts if app["models"]]

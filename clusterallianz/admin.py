"""The admin site, without what tells too much."""

from django.contrib import admin


class DirectoryAdminSite(admin.AdminSite):
    def get_urls(self):
        """Without the redirect to any object's page: it tells the address of a draft.

        Every admin of a model with an address names it itself by `view_on_site`.
        """
        urls = super().get_urls()
        return [url for url in urls if getattr(url, "name", "") != "view_on_site"]

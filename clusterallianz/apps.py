from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ClusterallianzConfig(AppConfig):
    """The project package: base pages, commands and messages; no models."""

    name = "clusterallianz"
    verbose_name = "ClusterAllianz.NRW"
    default = True

    def ready(self):
        from clusterallianz.accounts import signals  # noqa: F401 - connects them


class DirectoryAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the site of this project."""

    default = False
    default_site = "clusterallianz.admin.DirectoryAdminSite"

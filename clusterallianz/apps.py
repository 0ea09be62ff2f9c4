from django.apps import AppConfig


class ClusterallianzConfig(AppConfig):
    """The project package: base pages, commands and messages; no models."""

    name = "clusterallianz"
    verbose_name = "ClusterAllianz.NRW"

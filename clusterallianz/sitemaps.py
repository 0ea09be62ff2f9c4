"""The sitemap: every public page in both languages, with its shown date."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from clusters.models import Cluster
from impulses.models import Impulse

PAGES = [
    "home",
    "clusters:list",
    "clusters:map",
    "impulses:list",
    "impulses:dashboard",
    "impulses:changes",
    "impulses:matrix",
]
LEGAL = ["impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "daten"]


class PageSitemap(Sitemap):
    i18n = alternates = True

    def items(self):
        return PAGES + [f"page-{slug}" for slug in LEGAL]

    def location(self, item):
        return reverse(item)


class EntrySitemap(Sitemap):
    i18n = alternates = True

    def lastmod(self, item):
        return item.updated_at


class ClusterSitemap(EntrySitemap):
    def items(self):
        return Cluster.objects.published()


class ImpulseSitemap(EntrySitemap):
    def items(self):
        return Impulse.objects.all()


SITEMAPS = {
    "pages": PageSitemap,
    "clusters": ClusterSitemap,
    "impulses": ImpulseSitemap,
}

"""All addresses: German paths; the English pages are the same under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.static import serve

from clusterallianz import views
from clusterallianz.feeds import ChangesFeed
from clusterallianz.sitemaps import SITEMAPS
from clusters.views.directory import page
from clusters.views.post import LetterView, PostView

PAGES = ["impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "daten"]

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("admin/", admin.site.urls),
    # a handful of small logos with unguessable names: no second server is worth it
    re_path(
        r"^media/(?P<path>logos/[\w.-]{1,150})$",
        serve,
        {"document_root": settings.MEDIA_ROOT},
    ),
]

urlpatterns += i18n_patterns(
    path("", views.HomeView.as_view(), name="home"),
    path("aenderungen.atom", ChangesFeed(), name="feed"),
    # /hilfe/
    path("hilfe/", views.help_index, name="help"),
    path("hilfe/<slug:slug>/", views.handbook, name="handbook"),
    # /impressum/, /datenschutz/, …
    *[path(f"{slug}/", page, {"slug": slug}, name=f"page-{slug}") for slug in PAGES],
    # /demo/…, while DEBUG is on
    path("demo/post/", PostView.as_view(), name="demo-post"),
    path("demo/post/<int:pk>/", LetterView.as_view(), name="demo-letter"),
    path("konto/", include("clusterallianz.accounts.urls")),
    # /cluster/…, /karte/, /orte/, /einladung/…
    path("", include("clusters.urls")),
    # /impulse/…, /matrix/
    path("", include("impulses.urls")),
    prefix_default_language=False,
)

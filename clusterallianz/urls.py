"""All addresses: German paths; the English pages are the same under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from clusterallianz import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]

urlpatterns += i18n_patterns(
    path("", views.HomeView.as_view(), name="home"),
    # /cluster/…, /karte/, /orte/
    path("", include("clusters.urls")),
    # /impulse/…, /matrix/
    path("", include("impulses.urls")),
    prefix_default_language=False,
)

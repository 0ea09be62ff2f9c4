"""Home page, health check and robots."""

from django.db import DatabaseError, connection
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.csrf import csrf_failure as plain_csrf_failure
from django.views.generic import TemplateView

from clusterallianz.handbook import handbooks, html_of
from clusters.admin.resume import interrupted_page
from clusters.dotmap import dotmap
from clusters.models import Cluster, Driver, Location, ServiceType
from impulses.models import Impulse


class HomeView(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        public = Q(clusters__state__in=Cluster.objects.public_states())
        clusters = Count("clusters", filter=public, distinct=True)
        shared = Impulse.objects.of_all_drivers().count()
        return super().get_context_data(**kwargs) | {
            "map": dotmap(Location.objects.on_map()),
            "drivers": Driver.objects.annotate(
                cluster_count=clusters,
                # what all drivers share is none's own
                impulse_count=Impulse.objects.number_of_driver() - shared,
            ).order_by("position"),
            "service_types": ServiceType.objects.annotate(
                cluster_count=clusters
            ).order_by("position"),
            "clusters": Cluster.objects.published().freshness(),
            "impulses": Impulse.objects.progress(),
            "shared_impulses": shared,
        }


def help_index(request):
    """Where to find help: for firms, for managers, for the office."""
    return render(request, "help.html", {"handbooks": handbooks().values()})


def handbook(request, slug):
    """A handbook of docs/handbuch/; German, whatever the language of the page."""
    found = handbooks().get(slug)
    if found is None:
        raise Http404
    context = {"handbook": found, "body": html_of(found)}
    return render(request, "handbook.html", context)


def healthz(request):
    """200 while the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable\n", "text/plain", status=503)
    return HttpResponse("ok\n", "text/plain")


def robots(request):
    """What search engines may read, and where the sitemap is."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return render(
        request, "robots.txt", {"sitemap": sitemap}, content_type="text/plain"
    )


def csrf_failure(request, reason=""):
    """A form that expired, as after signing in once more; of the admin, with its input."""
    return interrupted_page(request) or plain_csrf_failure(request, reason)

"""Speed and weight of pages, as ratios of one run."""

import gzip
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path

from clusterallianz.urls import urlpatterns as site_urls
from clusters.models import Cluster

ROUNDS = 60
PAGE = "/cluster/?treiber=digitalisierung"
BARE = """{% for cluster in clusters %}
{% include "clusters/partials/card.html" with cluster=cluster can_compare=True only %}
{% endfor %}"""


def bare_view(request):
    """The cards of the page from one prefetched query: no filter, facet or frame."""
    clusters = Cluster.objects.published().for_list()[:20]
    html = engines["django"].from_string(BARE).render({"clusters": clusters})
    return HttpResponse(html)


urlpatterns = [*site_urls, path("bare/", bare_view)]


def rate(action: Callable[[], object]) -> float:
    """Calls a second, after one call to warm up."""
    action()
    start = time.perf_counter()
    for _round in range(ROUNDS):
        action()
    return ROUNDS / (time.perf_counter() - start)


def weight() -> int:
    """Compressed bytes of the home page and the stylesheets and scripts it loads."""
    files = [Client().get("/", headers={"host": "localhost"}).content]
    static = Path(settings.BASE_DIR) / "clusterallianz/static/clusterallianz"
    names = ["css/site.css", "css/map.css", "css/impulses.css", "js/listing.js"]
    files += [(static / name).read_bytes() for name in names]
    htmx = Path(django.__path__[0]).parent / "django_htmx/static/django_htmx"
    files.append((htmx / "htmx-2.min.js").read_bytes())
    return sum(len(gzip.compress(data)) for data in files)


def main() -> None:
    call_command("load_directory", verbosity=0)
    client = Client(headers={"host": "localhost"})
    with override_settings(ROOT_URLCONF=sys.modules[__name__]):
        measure(client)


def measure(client: Client) -> None:
    page = rate(lambda: client.get(PAGE))
    bare = rate(lambda: client.get("/bare/"))
    etag = client.get(PAGE)["ETag"]
    unchanged = rate(lambda: client.get(PAGE, headers={"if-none-match": etag}))
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    print(f"filtered list        {page:8.1f} pages a second, {len(queries)} queries")
    print(f"bare view            {bare:8.1f} pages a second")
    print(f"list / bare          {page / bare:8.2f}   (budget: at least 0.5)")
    print(f"conditional / list   {unchanged / page:8.2f}   (budget: at least 10)")
    print(f"first visit          {weight() / 1024:8.1f} KB   (budget: at most 60)")

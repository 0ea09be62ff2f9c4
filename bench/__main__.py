"""Speed and weight as ratios of one run: `python3 dev.py bench`."""

import gzip
import os
import sys
import time
from pathlib import Path

os.environ["DATABASE_URL"] = "sqlite://:memory:"
os.environ.setdefault("DEBUG", "true")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusterallianz.settings")

import django

django.setup()

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


def rate(action) -> float:
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
    call_command("migrate", verbosity=0)
    call_command("load_directory", verbosity=0)
    client = Client(headers={"host": "localhost"})
    with override_settings(DEBUG=False, ROOT_URLCONF=sys.modules[__name__]):
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


if __name__ == "__main__":
    main()

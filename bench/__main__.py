"""Speed and weight as ratios of one run: `python3 dev.py bench`."""

import gzip
import os
import time
from pathlib import Path

os.environ["DATABASE_URL"] = "sqlite://:memory:"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusterallianz.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from clusters.models import Cluster

ROUNDS = 30
PAGE = "/cluster/?treiber=digitalisierung"
BARE = "{% for c in clusters %}<li><h2>{{ c.short_name }}</h2>{{ c.summary }}</li>{% endfor %}"


def rate(action) -> float:
    """Calls a second, after one call to warm up."""
    action()
    start = time.perf_counter()
    for _round in range(ROUNDS):
        action()
    return ROUNDS / (time.perf_counter() - start)


def bare_view(request):
    """The same cards from one query, without filters, facets or a frame."""
    template = engines["django"].from_string(BARE)
    return HttpResponse(template.render({"clusters": Cluster.objects.all()[:20]}))


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
    request = RequestFactory().get("/")
    page = rate(lambda: client.get(PAGE))
    bare = rate(lambda: bare_view(request))
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    print(f"filtered list       {page:8.1f} pages a second")
    print(f"bare view           {bare:8.1f} pages a second")
    print(f"ratio list / bare   {page / bare:8.3f}")
    print(f"queries of the list {len(queries):8d}")
    print(f"first visit         {weight() / 1024:8.1f} KB compressed")


if __name__ == "__main__":
    main()

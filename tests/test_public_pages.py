"""Every public address: answers, looks after privacy, and survives bad input."""

import itertools

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import ClusterFactory, ImpulseFactory

# The contract: these addresses stay. Name, arguments and German path.
ADDRESSES = [
    ("home", [], "/"),
    ("clusters:list", [], "/cluster/"),
    ("clusters:detail", ["clib"], "/cluster/clib/"),
    ("clusters:vcard", ["clib"], "/cluster/clib/kontakt.vcf"),
    ("clusters:compare", [], "/cluster/vergleich/"),
    ("clusters:map", [], "/karte/"),
    ("impulses:list", [], "/impulse/"),
    ("impulses:detail", [1], "/impulse/1/"),
    ("impulses:matrix", [], "/matrix/"),
    ("page-impressum", [], "/impressum/"),
    ("page-datenschutz", [], "/datenschutz/"),
    ("page-barrierefreiheit", [], "/barrierefreiheit/"),
    ("page-leichte-sprache", [], "/leichte-sprache/"),
    ("page-daten", [], "/daten/"),
    ("feed", [], "/aenderungen.atom"),
    ("healthz", [], "/healthz"),
    ("sitemap", [], "/sitemap.xml"),
    ("robots", [], "/robots.txt"),
]
PAGES = [path for _name, _args, path in ADDRESSES if path.endswith("/")]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("name", "args", "path"), ADDRESSES)
def test_address_is_stable(name, args, path):
    assert reverse(name, args=args) == path


@pytest.mark.usefixtures("seed")
def test_public_pages_keep_the_rules_of_the_house(client):
    titles = {}
    for prefix, path in itertools.product(["", "/en"], PAGES):
        response = client.get(prefix + path)
        assert response.status_code == 200, prefix + path
        assert "Set-Cookie" not in response.headers
        assert "default-src 'none'" in response["Content-Security-Policy"]
        page = BeautifulSoup(response.content, "html.parser")
        assert len(page.find_all("h1")) == 1, prefix + path
        assert page.html["lang"] == ("en" if prefix else "de")
        assert page.find("a", class_="skip")["href"] == "#main"
        assert not page.select("[style], style, script:not([src]):not([type*=json])")
        assert not third_party(page), prefix + path
        titles.setdefault(page.title.string, []).append(prefix + path)
    assert {t: p for t, p in titles.items() if len(p) > 1 and not same_page(p)} == {}


def same_page(paths):
    """A page may have the same title in both languages."""
    return len({path.removeprefix("/en") for path in paths}) == 1


def third_party(page):
    """Addresses that a browser would load from elsewhere."""
    loaded = page.select("script[src], img[src], iframe[src], link[rel=stylesheet]")
    urls = [tag.get("src") or tag.get("href") for tag in loaded]
    return [url for url in urls if not url.startswith("/")]


@pytest.mark.usefixtures("seed")
def test_list_names_all_twenty_clusters(client):
    page = BeautifulSoup(client.get("/cluster/").content, "html.parser")
    assert len(page.select(".card h2 a")) == 20


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("path", ["/cluster/", "/impulse/"])
def test_facet_counts_match_the_lists(client, path):
    page = BeautifulSoup(client.get(path).content, "html.parser")
    options = page.select(".option")
    assert options
    for option in options:
        field = option.input
        number = int(option.span.contents[0])
        found = client.get(path, {field["name"]: field["value"]})
        assert found.context["paginator"].count == number, field["value"]


@pytest.mark.parametrize("path", ["/cluster/", "/impulse/"])
def test_lists_ask_the_same_queries_for_many_rows(
    client, path, django_assert_max_num_queries
):
    factory = {"/cluster/": ClusterFactory, "/impulse/": ImpulseFactory}[path]
    counts = []
    for more in (5, 45):
        factory.create_batch(more)
        with django_assert_max_num_queries(12) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


BAD_VALUES = [
    "x",
    "'; DROP TABLE clusters_cluster; --",
    "<script>",
    "\0",
    "ä" * 10_000,
    "-1",
    "0",
    "99999999999999999999",
    "1e309",
    "nan",
    "inf",
    "\u202e\ufeff",
    "%",
    "\\",
]
PARAMETERS = {
    "/": ["q"],
    "/cluster/": [
        *["q", "treiber", "leistung", "feld", "region", "thema"],
        *["ort", "umkreis", "sortierung", "seite"],
    ],
    "/cluster/vergleich/": ["c"],
    "/karte/": ["zoom", "x", "y"],
    "/orte/": ["ort"],
    "/impulse/": [
        *["q", "treiber", "leistung", "adressat", "cluster", "antwort"],
        *["umsetzung", "sortierung", "seite"],
    ],
    "/matrix/": ["format"],
}


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("path", PARAMETERS)
def test_bad_parameters_never_fail(client, path):
    for name, value in itertools.product(PARAMETERS[path], BAD_VALUES):
        assert client.get(path, {name: value}).status_code == 200, (name, value[:30])


BAD_PATHS = [
    "/cluster/nicht-da/",
    "/cluster/%00/",
    "/cluster/%ff%fe/",
    "/cluster/nicht-da/kontakt.vcf",
    "/impulse/0/",
    "/impulse/99999999999999999999999/",
    "/impulse/abc/",
    "/media/../settings.py",
    "/media/nicht-da.png",
    "/cluster/" + "a" * 5000 + "/",
]


@pytest.mark.parametrize("path", BAD_PATHS)
def test_bad_addresses_are_not_found(client, path):
    assert client.get(path).status_code in {400, 404}


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("treiber=x", "unbekannt"),
        ("umkreis=abc", "Umkreis"),
        ("umkreis=-5", "Umkreis"),
        ("seite=99999999999999999999", "Seite"),
        ("sortierung=x", "Sortierung"),
        ("ort=Atlantis", "Atlantis"),
        ("q=" + "a" * 10_000, "300"),
    ],
)
def test_bad_parameter_leaves_a_hint(client, query, hint):
    page = BeautifulSoup(client.get(f"/cluster/?{query}").content, "html.parser")
    assert hint in page.select_one(".hint").text


def test_renamed_cluster_keeps_its_old_address(client):
    cluster = ClusterFactory(slug="alt")
    cluster = type(cluster).objects.get(pk=cluster.pk)
    cluster.slug = "neu"
    cluster.save()
    response = client.get("/cluster/alt/")
    assert (response.status_code, response["Location"]) == (301, "/cluster/neu/")


@pytest.mark.parametrize(
    ("state", "status"),
    [("draft", 404), ("published", 200), ("dormant", 200), ("archived", 410)],
)
def test_state_decides_what_the_public_sees(client, state, status):
    cluster = ClusterFactory(state=state)
    assert client.get(cluster.get_absolute_url()).status_code == status


@pytest.mark.usefixtures("seed")
def test_htmx_gets_the_list_only_but_the_back_button_the_page(client):
    part = client.get("/cluster/", headers={"HX-Request": "true"})
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    whole = client.get("/cluster/", headers=headers)
    assert b"<html" not in part.content
    assert b"<html" in whole.content
    assert "HX-Request" in part["Vary"]

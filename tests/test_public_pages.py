"""Every public address: answers, looks after privacy, and survives bad input."""

import itertools
from urllib.parse import quote

import pytest
from django.urls import reverse

from clusters.models import Cluster
from tests.factories import (
    ClusterDriverFactory,
    ClusterFactory,
    DriverFactory,
    ImpulseFactory,
    InnovationFieldFactory,
    LocationFactory,
    PageFactory,
    PlaceFactory,
    ServiceOfferFactory,
    ServiceTypeFactory,
)
from tests.reading import page_of

# The contract: these addresses stay. Name, arguments and German path.
ADDRESSES = [
    ("home", [], "/"),
    ("clusters:list", [], "/cluster/"),
    ("clusters:detail", ["clib"], "/cluster/clib/"),
    ("clusters:vcard", ["clib"], "/cluster/clib/kontakt.vcf"),
    ("clusters:compare", [], "/cluster/vergleich/"),
    ("clusters:map", [], "/karte/"),
    ("clusters:place-options", [], "/orte/"),
    ("impulses:list", [], "/impulse/"),
    ("impulses:detail", [1], "/impulse/1/"),
    ("impulses:matrix", [], "/matrix/"),
    ("impulses:dashboard", [], "/impulse/stand/"),
    ("impulses:brief", ["pdf"], "/impulse/bericht.pdf"),
    ("impulses:brief", ["csv"], "/impulse/bericht.csv"),
    ("page-impressum", [], "/impressum/"),
    ("page-datenschutz", [], "/datenschutz/"),
    ("page-barrierefreiheit", [], "/barrierefreiheit/"),
    ("page-leichte-sprache", [], "/leichte-sprache/"),
    ("page-daten", [], "/daten/"),
    ("feed", [], "/aenderungen.atom"),
    ("healthz", [], "/healthz"),
    ("sitemap", [], "/sitemap.xml"),
    ("robots", [], "/robots.txt"),
    ("admin:index", [], "/admin/"),
]
ONE_LANGUAGE = ["/healthz", "/sitemap.xml", "/robots.txt", "/admin/"]
PATHS = [path for _name, _args, path in ADDRESSES if path != "/admin/"]
FRAGMENT = "/orte/"
PAGES = [path for path in PATHS if path.endswith("/") and path != FRAGMENT]
EXPECTED = {200, 301, 302, 400, 404, 405}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("name", "args", "path"), ADDRESSES)
def test_address_is_stable(name, args, path):
    assert reverse(name, args=args) == path


@pytest.mark.usefixtures("seed")
def test_public_addresses_answer_without_cookies(client):
    for path in PATHS:
        for prefix in [""] if path in ONE_LANGUAGE else ["", "/en"]:
            response = client.get(prefix + path)
            assert response.status_code == 200, prefix + path
            assert not response.cookies, prefix + path
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy


@pytest.mark.usefixtures("seed")
def test_public_pages_keep_the_rules_of_the_house(client):
    titles = {}
    for prefix, path in itertools.product(["", "/en"], PAGES):
        page = page_of(client.get(prefix + path))
        assert len(page.find_all("h1")) == 1, prefix + path
        assert page.html["lang"] == ("en" if prefix else "de")
        assert page.find("a")["class"] == ["skip"]
        assert page.find("a")["href"] == f"#{page.main['id']}"
        assert inline_code(page) == [], prefix + path
        assert third_party(page) == [], prefix + path
        assert twice_used_ids(page) == [], prefix + path
        titles.setdefault(page.title.string, []).append(prefix + path)
    assert [t for t, paths in titles.items() if not same_page(paths)] == []


def same_page(paths):
    """A page may have the same title in both languages."""
    return len({path.removeprefix("/en") for path in paths}) == 1


def inline_code(page):
    """Styles and scripts inside the page, but for its data block."""
    found = page.select("[style], style, script:not([src])")
    found = [tag for tag in found if tag.get("type") != "application/ld+json"]
    handlers = page.find_all(lambda tag: any(a.startswith("on") for a in tag.attrs))
    return found + handlers


def third_party(page):
    """Addresses that a browser would load from elsewhere."""
    loaded = page.select("script, img, iframe, source, video, audio, object, embed")
    loaded += page.select("link:not([rel=canonical]):not([rel=alternate])")
    urls = [tag.get("src") or tag.get("href") or "/" for tag in loaded]
    return [url for url in urls if not url.startswith("/") or url.startswith("//")]


def twice_used_ids(page):
    ids = [tag["id"] for tag in page.select("[id]")]
    return sorted({name for name in ids if ids.count(name) > 1})


@pytest.mark.usefixtures("seed")
def test_internal_links_of_public_pages_lead_somewhere(client):
    seen = {}
    for path in PAGES:
        for link in page_of(client.get(path)).select("a[href^='/']"):
            seen.setdefault(link["href"].split("#")[0], path)
    seen = {href: path for href, path in seen.items() if "?" not in href}
    broken = {h: p for h, p in seen.items() if client.get(h).status_code >= 400}
    assert broken == {}


@pytest.mark.usefixtures("seed")
def test_list_names_all_published_clusters(client):
    names = [
        link.text for link in page_of(client.get("/cluster/")).select(".card h3 a")
    ]
    published = Cluster.objects.published().values_list("short_name", flat=True)
    assert names == list(published)


# --- the numbers of the facets


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize(
    "start",
    ["/cluster/", "/cluster/?treiber=digitalisierung", "/impulse/"],
)
def test_facet_counts_match_the_lists(client, start):
    response = client.get(start)
    shown = {
        (facet.name, option.value): option.count
        for facet in response.context["facets"]
        for option in facet.options
        if not option.is_chosen
    }
    assert shown
    assert {key: rows_with(client, start, *key) for key in shown} == shown


def rows_with(client, start, name, value):
    """Total of the list when one more option is ticked."""
    sign = "&" if "?" in start else "?"
    response = client.get(f"{start}{sign}{name}={value}")
    return response.context["paginator"].count


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize("path", ["/cluster/", "/impulse/"])
def test_facet_counts_are_written_on_the_page(client, path):
    response = client.get(path)
    counts = [o.count for f in response.context["facets"] for o in f.options]
    written = [int(o.span.contents[0]) for o in page_of(response).select(".option")]
    assert written == counts


# --- speed


def make_clusters(number):
    driver, service = DriverFactory(), ServiceTypeFactory()
    field, place = InnovationFieldFactory(), PlaceFactory()
    for cluster in ClusterFactory.create_batch(number, innovation_field=field):
        ClusterDriverFactory(cluster=cluster, driver=driver)
        ServiceOfferFactory(cluster=cluster, service_type=service)
        LocationFactory(cluster=cluster, place=place)


def make_impulses(number):
    terms = {"drivers": [DriverFactory()], "service_types": [ServiceTypeFactory()]}
    ImpulseFactory.create_batch(number, **terms)


@pytest.mark.parametrize(
    ("path", "make"), [("/cluster/", make_clusters), ("/impulse/", make_impulses)]
)
def test_lists_ask_the_same_queries_for_many_rows(
    client, path, make, django_assert_max_num_queries
):
    counts = []
    for more in (5, 45, 450):
        make(more)
        with django_assert_max_num_queries(12) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts == counts[:1] * 3


# --- bad input


@pytest.fixture
def small_site():
    """One row of each kind, so that the storm of bad input is over soon."""
    cluster = ClusterFactory(slug="clib")
    place = PlaceFactory(name="Solingen")
    LocationFactory(cluster=cluster, place=place)
    ImpulseFactory(number=1)
    for slug in ["impressum", "datenschutz", "barrierefreiheit", "daten"]:
        PageFactory(slug=slug)
    PageFactory(slug="leichte-sprache")


PARAMETERS = {
    "/": ["q"],
    "/cluster/": [
        *["q", "treiber", "leistung", "feld", "region", "thema"],
        *["ort", "umkreis", "sortierung", "seite"],
    ],
    "/cluster/clib/": ["q"],
    "/cluster/clib/kontakt.vcf": ["q"],
    "/cluster/vergleich/": ["c", "nur"],
    "/karte/": ["zoom", "x", "y"],
    "/orte/": ["ort"],
    "/impulse/": [
        *["q", "treiber", "leistung", "adressat", "cluster", "antwort"],
        *["umsetzung", "sortierung", "seite"],
    ],
    "/matrix/": ["format"],
    "/daten/": ["format"],
    "/aenderungen.atom": ["seite"],
    "/sitemap.xml": ["p"],
}
# as they stand in the address: broken percent-encoding and bytes included
BAD_VALUES = [
    *["", "x", "abc", "-1", "-5", "0", "1.5", "99999999999999999999", "1e309"],
    *["nan", "inf", "-inf", "None", "%00", "a%00b", "%", "%zz", "%ff%fe", "%C3%28"],
    *["%ED%A0%80", "%F0%9F%98%80", "%E2%80%AE%EF%BB%BF", "%0d%0aX-Bad:%201"],
    *["%C2%B2", "%D9%A3", "%E2%85%AB", "%3Cscript%3E", "%27%3B%20DROP%20TABLE%20x"],
    *["%22%20OR%201%3D1", "%5C", "..%2F..%2Fetc%2Fpasswd", "%7B%7Bx%7D%7D", "%25s"],
    *["a" * 10_000, "%C3%A4" * 3_000, "[]", "%F0%9F%87%A9" * 50],
]


def answers(path):
    """A page of the sitemap that does not exist is no page; lists always are."""
    return {200, 404} if path == "/sitemap.xml" else {200}


@pytest.mark.usefixtures("small_site")
@pytest.mark.parametrize("path", PARAMETERS)
def test_bad_parameters_never_fail(client, path):
    for name, value in itertools.product(PARAMETERS[path], BAD_VALUES):
        for query in (f"{name}={value}", f"{name}=x&{name}={value}&{name}"):
            status = client.get(f"{path}?{query}").status_code
            assert status in answers(path), query[:60]


@pytest.mark.usefixtures("small_site")
@pytest.mark.parametrize("path", PARAMETERS)
def test_bad_query_strings_never_fail(client, path):
    names = PARAMETERS[path]
    together = "&".join(f"{name}={v}" for name in names for v in BAD_VALUES[:20])
    for query in [together, "&&&", "=", "%00=%00", "%ff=1", "a" * 5000, "q[]=1&q[x]=2"]:
        status = client.get(f"{path}?{query}").status_code
        assert status in answers(path), query[:60]


@pytest.mark.usefixtures("small_site")
@pytest.mark.parametrize("path", ["/cluster/", "/impulse/", "/karte/", "/orte/"])
def test_lone_surrogates_never_fail(rf, client, path):
    for name in PARAMETERS[path]:
        response = client.get(path, {name: "a\ud800b".encode("utf-8", "surrogatepass")})
        assert response.status_code == 200, name


@pytest.mark.usefixtures("small_site")
@pytest.mark.parametrize("path", PATHS)
def test_other_methods_never_fail(client, path):
    for method in ("head", "post", "put", "patch", "delete", "options", "trace"):
        response = getattr(client, method)(path)
        assert response.status_code in EXPECTED, method
    assert client.head(path).content == b""


@pytest.mark.usefixtures("small_site")
@pytest.mark.parametrize("path", PATHS)
def test_odd_headers_never_fail(client, path):
    for headers in (
        {"Accept-Language": "x" * 5000},
        {"Accept-Language": "en;q=nan,de;q=inf"},
        {"Accept": "\xff"},
        {"HX-Request": "true", "HX-Target": "\u2603"},
        {"HX-Current-URL": "http://[broken"},
        {"If-None-Match": "x", "If-Modified-Since": "yesterday"},
        {"Cookie": "sessionid=x; csrftoken=%00; django_language=xx"},
    ):
        response = client.get(path, headers=headers)
        assert response.status_code == 200, headers


BAD_PATHS = [
    "/nicht-da/",
    "/en/nicht-da/",
    "/xx/cluster/",
    "/cluster/nicht-da/",
    "/cluster/nicht-da/kontakt.vcf",
    "/cluster/%00/",
    "/cluster/%ff%fe/",
    "/cluster/ä/",
    "/cluster/clib%0a/",
    "/cluster/clib/../../admin",
    "/cluster/" + "a" * 5000 + "/",
    "/impulse/0/",
    "/impulse/-1/",
    "/impulse/1.5/",
    "/impulse/abc/",
    "/impulse/32768/",
    "/impulse/2147483648/",
    "/impulse/9223372036854775808/",
    "/impulse/99999999999999999999999/",
    "/impulse/" + "9" * 5000 + "/",
    "/impulse/٣/",
    "/media/../settings.py",
    "/media/..%2f..%2fmanage.py",
    "/media/%00",
    "/media/nicht-da.png",
    "/static/../manage.py",
]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", BAD_PATHS, ids=lambda path: path[:40])
def test_bad_addresses_are_not_found(client, prefix, path):
    assert client.get(prefix + path).status_code in {400, 404}


def test_missing_page_looks_like_a_page(client):
    response = client.get("/cluster/nicht-da/")
    assert response.status_code == 404
    assert len(page_of(response).find_all("h1")) == 1


def test_missing_slash_is_added(client):
    response = client.get("/cluster?q=x")
    assert (response.status_code, response["Location"]) == (301, "/cluster/?q=x")


@pytest.mark.usefixtures("small_site")
@pytest.mark.parametrize(
    ("path", "query", "hint"),
    [
        ("/cluster/", "treiber=xyz", "xyz"),
        ("/cluster/", "leistung=xyz", "xyz"),
        ("/cluster/", "feld=xyz", "xyz"),
        ("/cluster/", "region=xyz", "xyz"),
        ("/cluster/", "thema=xyz", "xyz"),
        ("/cluster/", "umkreis=abc", "Umkreis"),
        ("/cluster/", "umkreis=-5", "Umkreis"),
        ("/cluster/", "umkreis=nan", "Umkreis"),
        ("/cluster/", "umkreis=inf", "Umkreis"),
        ("/cluster/", "umkreis=1e309", "Umkreis"),
        ("/cluster/", "umkreis=25", "Umkreis"),
        ("/cluster/", "seite=99999999999999999999", "Seite"),
        ("/cluster/", "seite=-1", "Seite"),
        ("/cluster/", "seite=abc", "Seite"),
        ("/cluster/", "sortierung=x", "Sortierung"),
        ("/cluster/", "sortierung=entfernung", "Sortierung"),
        ("/cluster/", "ort=Atlantis", "Atlantis"),
        ("/cluster/", "ort=Soling", "Solingen"),
        ("/cluster/", "q=" + "a" * 10_000, "300"),
        ("/cluster/vergleich/", "c=clib&c=xyz", "unbekannt"),
        ("/cluster/vergleich/", "c=clib", "zwei"),
        ("/karte/", "zoom=abc", "Karte"),
        ("/karte/", "x=nan", "Karte"),
        ("/impulse/", "treiber=xyz", "xyz"),
        ("/impulse/", "leistung=xyz", "xyz"),
        ("/impulse/", "adressat=xyz", "xyz"),
        ("/impulse/", "cluster=xyz", "xyz"),
        ("/impulse/", "antwort=xyz", "xyz"),
        ("/impulse/", "umsetzung=xyz", "xyz"),
        ("/impulse/", "seite=99", "Seite"),
        ("/impulse/", "sortierung=x", "Sortierung"),
    ],
)
def test_bad_parameter_leaves_a_hint(client, path, query, hint):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    hints = [tag.text for tag in page_of(response).select(".hint")]
    assert hint in " ".join(hints)
    assert len(hints) == len(set(hints))


@pytest.mark.usefixtures("small_site")
@pytest.mark.parametrize("path", ["/cluster/", "/impulse/"])
def test_parameters_come_back_as_text(client, path):
    attack = '"><script>alert(1)</script>'
    for name in PARAMETERS[path]:
        response = client.get(f"{path}?{name}={quote(attack)}")
        assert b"<script>alert" not in response.content, name


# --- what became of an entry


def test_renamed_cluster_keeps_its_old_address(client):
    cluster = ClusterFactory(slug="alt")
    cluster.slug = "neu"
    cluster.save()
    for prefix in ("", "/en"):
        response = client.get(f"{prefix}/cluster/alt/")
        target = f"{prefix}/cluster/neu/"
        assert (response.status_code, response["Location"]) == (301, target)


@pytest.mark.parametrize(
    ("state", "status"),
    [("draft", 404), ("published", 200), ("dormant", 200), ("archived", 410)],
)
def test_state_decides_what_the_public_sees(client, state, status):
    cluster = ClusterFactory(state=state)
    address = cluster.get_absolute_url()
    assert client.get(address).status_code == status
    vcard = client.get(f"{address}kontakt.vcf").status_code
    assert vcard == 200 if status == 200 else vcard in {404, 410}


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_hidden_cluster_shows_up_nowhere(client, state):
    cluster = ClusterFactory(state=state, slug="versteckt", short_name="Versteckt")
    ServiceOfferFactory(cluster=cluster)
    LocationFactory(cluster=cluster)
    ImpulseFactory(number=1).delivering_clusters.add(cluster)
    lists = ["/", "/cluster/", "/cluster/?q=Versteckt", "/cluster/vergleich/"]
    lists += ["/karte/", "/impulse/", "/impulse/1/", "/matrix/", "/sitemap.xml"]
    lists += ["/aenderungen.atom", "/cluster/vergleich/?c=versteckt"]
    showing = [p for p in lists if b"/cluster/versteckt/" in client.get(p).content]
    assert showing == []
    named = [p for p in lists[4:] if b"Versteckt" in client.get(p).content]
    assert named == []


@pytest.mark.usefixtures("seed")
def test_htmx_gets_the_list_only_but_the_back_button_the_page(client):
    part = client.get("/cluster/", headers={"HX-Request": "true"})
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    whole = client.get("/cluster/", headers=headers)
    assert b"<html" not in part.content
    assert b"<html" in whole.content
    assert "HX-Request" in part["Vary"]


@pytest.mark.usefixtures("seed")
def test_unchanged_page_is_not_sent_again(client):
    first = client.get("/cluster/")
    again = client.get("/cluster/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

"""What machines and lost visitors get: feed, sitemap, robots and error pages."""

from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.timezone import localtime
from django.views import defaults
from django.views.csrf import csrf_failure

from tests.factories import (
    ClusterFactory,
    ImpulseFactory,
    InnovationFieldFactory,
    PublicEntryFactory,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def xml(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_feed_lists_public_changes_the_newest_first(client):
    old = ClusterFactory(short_name="old")
    ClusterFactory(short_name="draft", state="draft")
    ImpulseFactory(number=3, title_de="Reallabore")
    ClusterFactory(short_name="new")
    feed = xml(client, "/aenderungen.atom")
    assert titles(feed) == ["new", "3. Reallabore", "old"]
    old.save()
    assert titles(xml(client, "/aenderungen.atom"))[0] == "old"


def test_feed_is_whole_atom_in_each_language(client):
    ClusterFactory(slug="a", summary_de="Zweck", summary_en="Purpose")
    for prefix, lang, summary in (("", "de", "Zweck"), ("/en", "en", "Purpose")):
        feed = xml(client, f"{prefix}/aenderungen.atom")
        lang_key = "{http://www.w3.org/XML/1998/namespace}lang"
        assert feed.get(lang_key) == lang
        assert feed.findtext(f"{ATOM}author/{ATOM}name") == "ClusterAllianz.NRW"
        entry = feed.find(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}summary") == f"<p>{summary}</p>"
        link = f"http://testserver{prefix}/cluster/a/"
        assert entry.find(f"{ATOM}link").get("href") == link
        assert entry.findtext(f"{ATOM}updated")


def test_feed_ends_after_fifty(client, django_assert_num_queries):
    ClusterFactory.create_batch(40)
    ImpulseFactory.create_batch(20)
    # version, clusters, impulses without entries, entries, units
    with django_assert_num_queries(5):
        assert len(titles(xml(client, "/aenderungen.atom"))) == 50


def test_feed_tells_what_happened_to_an_impulse(client, settings):
    settings.SITE_URL = "https://example.org"
    impulse = ImpulseFactory(number=3, title_de="Reallabore", title_en="Labs")
    entry = PublicEntryFactory(
        impulse=impulse,
        kind="answer",
        text_de="Wort\x0b\u00a0für Wort",
        changes={"answer": ["offen", "angenommen"]},
    )
    (german,) = xml(client, "/aenderungen.atom").iter(f"{ATOM}entry")
    assert german.findtext(f"{ATOM}title") == "3. Reallabore: Antwort veröffentlicht"
    assert german.findtext(f"{ATOM}summary") == (
        "<p>Antwort: offen → angenommen</p>\n\n<p>Wort\u00a0für Wort</p>"
    )
    link = f"http://testserver/impulse/3/#eintrag-{entry.pk}"
    assert german.find(f"{ATOM}link").get("href") == link
    (english,) = xml(client, "/en/aenderungen.atom").iter(f"{ATOM}entry")
    (own,) = xml(client, "/impulse/3/aenderungen.atom").iter(f"{ATOM}entry")
    keys = {item.findtext(f"{ATOM}id") for item in (german, english, own)}
    assert keys == {f"tag:example.org,{entry.at:%Y-%m-%d}:/eintrag/{entry.pk}"}


@pytest.mark.parametrize("path", ["/aenderungen.atom", "/impulse/3/aenderungen.atom"])
def test_feed_shows_what_people_wrote_as_text(client, path):
    text = "<b>Fett</b> & mehr\nzweite Zeile\n\n<script>alert(1)</script>"
    PublicEntryFactory(impulse=ImpulseFactory(number=3), text_de=text)
    (entry,) = xml(client, path).iter(f"{ATOM}entry")
    summary = entry.find(f"{ATOM}summary")
    assert summary.get("type") == "html"
    read = BeautifulSoup(summary.text, "html.parser")
    assert [tag.name for tag in read.find_all()] == ["p", "br", "p"]
    assert read.p.text == "<b>Fett</b> & mehrzweite Zeile"


def test_feed_shows_the_summary_of_a_cluster_as_text(client):
    ClusterFactory(summary_de="Wir <b>helfen</b>")
    (entry,) = xml(client, "/aenderungen.atom").iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary") == "<p>Wir &lt;b&gt;helfen&lt;/b&gt;</p>"


def test_empty_feed_is_as_old_as_the_paper(client):
    ImpulseFactory(number=3)
    response = client.get("/impulse/3/aenderungen.atom")
    updated = ElementTree.fromstring(response.content).findtext(f"{ATOM}updated")
    assert updated == "2025-04-01T00:00:00+02:00"


def test_sitemap_has_both_languages_and_the_date(client):
    cluster = ClusterFactory(slug="a")
    ClusterFactory(slug="hidden", state="draft")
    urls = {u.findtext(f"{MAP}loc"): u for u in xml(client, "/sitemap.xml")}
    for prefix in ("", "/en"):
        entry = urls[f"http://testserver{prefix}/cluster/a/"]
        day = localtime(cluster.updated_at).date().isoformat()
        assert entry.findtext(f"{MAP}lastmod")[:10] == day
        languages = {link.get("hreflang") for link in entry.iter(f"{XHTML}link")}
        assert languages == {"de", "en"}
    assert not [url for url in urls if "hidden" in url]
    assert "http://testserver/karte/" in urls


def test_robots_keeps_out_of_the_work_areas(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert lines == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /impulse/bericht.",
        "Disallow: /en/impulse/bericht.",
        "Disallow: /pruefung/",
        "Disallow: /en/pruefung/",
        "Disallow: /anfrage/",
        "Disallow: /en/anfrage/",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def error_page(status, request):
    """The page of a status as Django's own handlers make it."""
    error = Exception("secret detail")
    if status == 500:
        return defaults.server_error(request)
    if status == "csrf":
        return csrf_failure(request)
    handler = {
        400: defaults.bad_request,
        403: defaults.permission_denied,
        404: defaults.page_not_found,
    }[status]
    return handler(request, error)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("status", [400, 403, 404, 500, "csrf"])
def test_error_page_says_what_happened_and_the_way_on(status, language, rf):
    request = rf.get("/nirgends/")
    request.user = None
    with translation.override(language):
        response = error_page(status, request)
    assert response.status_code == (403 if status == "csrf" else status)
    page = BeautifulSoup(response.content, "html.parser")
    assert page.h1.text.strip()
    assert page.select("main a[href]")
    assert page.select("link[href$='site.css']")
    assert "secret detail" not in page.text


def test_server_error_page_needs_no_database(django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        response = defaults.server_error(request)
    assert "schiefgegangen" in response.content.decode()
    assert "went wrong" in response.content.decode()


def test_unknown_address_answers_in_its_language(client):
    assert "existiert nicht" not in client.get("/en/nirgends/").content.decode()
    assert "does not exist" in client.get("/en/nirgends/").content.decode()


def test_archived_entry_is_gone_and_names_the_nearest(client):
    field = InnovationFieldFactory(slug="mobil", name_en="Mobility")
    ClusterFactory(slug="a", name="Alt e.V.", state="archived", innovation_field=field)
    response = client.get("/en/cluster/a/")
    assert response.status_code == 410
    page = BeautifulSoup(response.content, "html.parser")
    assert "Alt e.V." in page.main.text
    assert page.select("main a[href='/en/cluster/?feld=mobil']")


def test_gone_page_stands_without_a_cluster(rf):
    assert render_to_string("410.html", {}, rf.get("/"))

"""The card for other websites: framed there, without cookies; nothing else is."""

import pytest
from bs4 import BeautifulSoup

from tests.factories import (
    ClusterDriverFactory,
    ClusterFactory,
    ContactFactory,
    DriverFactory,
    LocationFactory,
    ServiceOfferFactory,
)

pytestmark = pytest.mark.django_db


def policy(response) -> dict[str, str]:
    rules = response["Content-Security-Policy"].split("; ")
    return dict(rule.partition(" ")[::2] for rule in rules)


def card(client, prefix="") -> BeautifulSoup:
    response = client.get(f"{prefix}/cluster/a/einbetten/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_card_may_be_framed_and_sets_no_cookie(client):
    ClusterFactory(slug="a")
    response = client.get("/cluster/a/einbetten/")
    assert policy(response)["frame-ancestors"] == "*"
    assert policy(response)["default-src"] == "'none'"
    assert "X-Frame-Options" not in response
    assert not response.cookies


def test_setting_says_who_may_frame_it(client, settings):
    settings.EMBED_FRAME_ANCESTORS = ["https://a.example", "https://*.b.example"]
    ClusterFactory(slug="a")
    answer = client.get("/cluster/a/einbetten/")
    assert policy(answer)["frame-ancestors"] == "https://a.example https://*.b.example"


@pytest.mark.parametrize(
    "path",
    [
        *["/", "/cluster/", "/cluster/a/", "/cluster/a/steckbrief.pdf"],
        *["/cluster/fehlt/einbetten/", "/cluster/entwurf/einbetten/", "/admin/login/"],
    ],
)
def test_every_other_page_can_not_be_framed(client, path):
    ClusterFactory(slug="a")
    ClusterFactory(slug="entwurf", state="draft")
    response = client.get(path)
    assert policy(response)["frame-ancestors"] == "'none'"
    assert response["X-Frame-Options"] == "DENY"


def test_card_says_what_decides(client):
    cluster = ClusterFactory(slug="a", name="A e.V.", summary_de="Hilft Betrieben.")
    ServiceOfferFactory(cluster=cluster, service_type__name_de="Beratung")
    driver = DriverFactory(slug="demografie", name_de="Demografie")
    ClusterDriverFactory(cluster=cluster, driver=driver)
    LocationFactory(cluster=cluster, is_seat=True, place__name="Solingen")
    soup = card(client)
    assert [h.text for h in soup.select("h1")] == ["A e.V."]
    said = " ".join(soup.main.text.split())
    wanted = [
        *["Hilft Betrieben.", "Beratung", "Demografie", "Solingen"],
        *["noch nicht vom Cluster bestätigt", "dl-de/by-2-0"],
    ]
    assert [words for words in wanted if words not in said] == []


def test_links_leave_the_frame_for_the_profile(client):
    ClusterFactory(slug="a")
    links = card(client).select("a")
    assert {link["target"] for link in links} == {"_top"}
    assert links[0]["href"] == "http://testserver/cluster/a/"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_card_points_search_engines_to_the_profile(client, prefix):
    ClusterFactory(slug="a")
    soup = card(client, prefix)
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"
    address = f"http://testserver{prefix}/cluster/a/"
    assert soup.select_one("link[rel=canonical]")["href"] == address
    assert soup.html["lang"] == (prefix.strip("/") or "de")


def test_card_holds_no_script_no_form_and_nothing_internal(client):
    cluster = ClusterFactory(slug="a", name="<b>A</b>")
    ContactFactory(cluster=cluster, email="geheim@example.org", is_public=False)
    soup = card(client)
    assert soup.select("script, form, style, [style], main b:not(.from b)") == []
    assert "geheim" not in str(soup)


def test_archived_card_says_so_in_the_frame(client):
    ClusterFactory(slug="a", state="archived", summary_de="Hilft Betrieben.")
    response = client.get("/cluster/a/einbetten/")
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 410
    assert policy(response)["frame-ancestors"] == "*"
    assert "Hilft Betrieben." not in soup.text
    assert soup.select_one("a.button")["target"] == "_top"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_profile_offers_what_can_be_taken_away(client, prefix):
    ClusterFactory(slug="a", short_name='A "B" <C>')
    page = client.get(f"{prefix}/cluster/a/")
    soup = BeautifulSoup(page.content, "html.parser")
    assert [a["href"] for a in soup.select(".take a")] == [
        f"{prefix}/cluster/a/{name}"
        for name in ("steckbrief.pdf", "kontakt.vcf", "einbetten/")
    ]
    box = soup.select_one("textarea")
    assert soup.select_one(f"label[for={box['id']}]")
    assert "readonly" in box.attrs
    frame = BeautifulSoup(box.text, "html.parser").iframe
    assert frame["src"] == f"http://testserver{prefix}/cluster/a/einbetten/"
    assert frame["title"] == 'A "B" <C> – ClusterAllianz.NRW'


def test_draft_offers_nothing_to_take_away(as_manager, own):
    own.state = "draft"
    own.save()
    page = as_manager.get(own.get_absolute_url())
    assert BeautifulSoup(page.content, "html.parser").select(".take") == []


@pytest.mark.parametrize("number", [1, 5, 50])
def test_card_costs_the_same_queries(client, number, django_assert_max_num_queries):
    cluster = ClusterFactory(slug="a")
    for _n in range(number):
        ServiceOfferFactory(cluster=cluster)
        LocationFactory(cluster=cluster)
    with django_assert_max_num_queries(10):
        card(client)

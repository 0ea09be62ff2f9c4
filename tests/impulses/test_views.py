"""The list and the page of an impulse, as a visitor gets them."""

import pytest
from django.urls import reverse
from django.utils import translation

from clusters.models import Driver, ServiceType
from impulses.models import Addressee, ImpulseSource
from tests.factories import (
    ClusterFactory,
    ImpulseFactory,
    ServiceOfferFactory,
    VoiceFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def term(model, slug: str):
    return model.objects.create(slug=slug, name_de=slug.title(), name_en=f"{slug} (en)")


@pytest.fixture
def impulse():
    """Number 5 with a driver, a service and an addressee, between 3 and 9."""
    ImpulseFactory(number=3)
    ImpulseFactory(number=9)
    return ImpulseFactory(
        number=5,
        title_de="Transfer stärken",
        title_en="",
        wording="subject",
        text_de="",
        page=None,
        drivers=[term(Driver, "demografie")],
        service_types=[term(ServiceType, "transfer")],
        addressees=[term(Addressee, "land")],
        assignment_certainty="likely",
    )


def badges(card) -> list[str]:
    return [" ".join(badge.text.split()) for badge in card.select(".badge")]


def outcome(soup):
    """The state of an impulse: label to value, and what is said about them."""
    rows = {row.dt.text: row.dd.text for row in soup.select(".state-line > div")}
    return rows | {"": " ".join(p.text for p in soup.select(".state-line + p"))}


def links(soup) -> list[str]:
    return [link["href"] for link in soup.select("#main a[href]")]


def test_list_shows_what_decides(client, impulse):
    soup = page_of(client.get(reverse("impulses:list")), 200)
    card = soup.select(".card")[1]
    assert card.h2.a["href"] == "/impulse/5/"
    assert [tag.text for tag in card.select(".signs .vh")] == ["Demografie"]
    assert card.select_one(".tags li").text == "Transfer"
    assert badges(card) == ["Antwort: offen", "Umsetzungsstand: nicht begonnen"]


def test_card_shows_what_was_recorded(client):
    ImpulseFactory(
        answer="teilweise",
        implementation="in-arbeit",
        wording="full",
        text_de="Das Land möge.",
    )
    card = page_of(client.get(reverse("impulses:list")), 200).select_one(".card")
    assert badges(card) == [
        "Antwort: teilweise angenommen",
        "Umsetzungsstand: in Arbeit",
        "Wortlaut erfasst",
    ]


def test_card_shows_a_state_without_an_answer(client):
    ImpulseFactory(implementation="umgesetzt")
    card = page_of(client.get(reverse("impulses:list")), 200).select_one(".card")
    assert badges(card) == ["Antwort: offen", "Umsetzungsstand: umgesetzt"]


@pytest.mark.parametrize(
    ("path", "words"), [("/impulse/", "1 Treffer"), ("/en/impulse/", "1 hit")]
)
def test_number_of_hits_is_spoken_in_the_right_form(client, path, words):
    ImpulseFactory()
    assert page_of(client.get(path), 200).select_one("[role=status]").text == words


def test_list_without_impulses_is_a_page(client):
    soup = page_of(client.get(reverse("impulses:list")), 200)
    assert len(soup.select(".empty")) == 1
    assert soup.select(".empty .pills") == []


def test_empty_list_says_which_filter_to_drop(client, impulse):
    query = {"treiber": "demografie", "antwort": "abgelehnt"}
    soup = page_of(client.get(reverse("impulses:list"), query), 200)
    dropped = [link["href"] for link in soup.select(".empty .pills a")]
    # without the driver there is still no declined one
    assert dropped == ["?treiber=demografie"]


def test_htmx_gets_the_listing_only(client, impulse):
    response = client.get(reverse("impulses:list"), headers=HTMX)
    soup = page_of(response, 200)
    assert soup.html is None
    assert len(soup.select("#listing .card")) == 3
    assert soup.select_one("[role=status]")["hx-swap-oob"] == "innerHTML"
    assert "HX-Request" in response["Vary"]


def test_back_button_gets_the_whole_page(client, impulse):
    headers = HTMX | {"HX-History-Restore-Request": "true"}
    soup = page_of(client.get(reverse("impulses:list"), headers=headers), 200)
    assert soup.html is not None


def test_chosen_order_stays_with_the_filters(client, impulse):
    soup = page_of(client.get(reverse("impulses:list"), {"sortierung": "neueste"}), 200)
    assert soup.select_one("input[name=sortierung]")["value"] == "neueste"
    soup = page_of(client.get(reverse("impulses:list"), {"sortierung": "x"}), 200)
    assert soup.select("input[name=sortierung]") == []


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_list_needs_the_same_queries(client, django_assert_num_queries, rows):
    driver, service = term(Driver, "demografie"), term(ServiceType, "transfer")
    addressee = term(Addressee, "land")
    for _ in range(rows):
        ImpulseFactory(
            drivers=[driver], service_types=[service], addressees=[addressee]
        )
        ServiceOfferFactory(
            cluster=ClusterFactory(state="published"), service_type=service
        )
    with django_assert_num_queries(11):
        client.get(reverse("impulses:list"), {"treiber": "demografie"})


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_detail_needs_the_same_queries(
    client, django_assert_num_queries, impulse, rows
):
    for number in range(rows):
        cluster = ClusterFactory(state="published")
        ServiceOfferFactory(
            cluster=cluster, service_type=impulse.service_types.all()[0]
        )
        ImpulseSource.objects.create(
            impulse=impulse, source_url=f"https://example.org/{number}"
        )
        impulse.asking_clusters.add(cluster)
        VoiceFactory(impulse=impulse, cluster=cluster)
    # impulse, 9 relations, 2 neighbours, clusters, locations, timeline with its names,
    # former number, 2 for the voices
    with django_assert_num_queries(20):
        client.get(impulse.get_absolute_url())


def test_detail_says_what_is_not_known(client, impulse):
    soup = page_of(client.get(impulse.get_absolute_url()), 200)
    # asking clusters, page
    assert len(soup.select(".side .unknown")) == 2
    assert outcome(soup) == {
        "Antwort": "Offen",
        "Umsetzungsstand": "Nicht begonnen",
        "": "Mit diesen Ständen beginnt jeder Impuls. Eine Antwort des Ministeriums, "
        "eine Frist und eine zuständige Stelle sind nicht belegt.",
    }
    assert len(soup.select("#delivers ~ .unknown")) == 1
    assert len(soup.select(".timeline li")) == 1


@pytest.mark.parametrize(
    ("answer", "implementation", "facts"),
    [
        ("abgelehnt", "nicht-begonnen", ("Abgelehnt", "Nicht begonnen")),
        ("angenommen", "in-arbeit", ("Angenommen", "In Arbeit")),
        ("offen", "in-arbeit", ("Offen", "In Arbeit")),
    ],
)
def test_detail_shows_an_answer_or_a_state(client, answer, implementation, facts):
    impulse = ImpulseFactory(answer=answer, implementation=implementation)
    assert outcome(page_of(client.get(impulse.get_absolute_url()), 200)) == {
        "Antwort": facts[0],
        "Umsetzungsstand": facts[1],
        "": "",
    }


def test_english_dates_begin_with_the_day(client):
    impulse = ImpulseFactory()
    ImpulseSource.objects.create(
        impulse=impulse, source_url="https://example.org/", retrieved_on="2026-11-24"
    )
    with translation.override("en"):
        path = impulse.get_absolute_url()
    source = page_of(client.get(path), 200).select_one(".sources li .muted")
    assert source.text == "read on 24 November 2026"


def test_detail_links_its_terms_and_neighbours(client, impulse):
    found = links(page_of(client.get(impulse.get_absolute_url()), 200))
    wanted = {
        "/impulse/?treiber=demografie",
        "/impulse/?leistung=transfer",
        "/impulse/?adressat=land",
        "/impulse/3/",
        "/impulse/9/",
        "https://creative.nrw/news/clusterallianz-nrw-uebergibt-zukunftspapier/",
    }
    assert wanted - set(found) == set()


def test_detail_shows_wording_and_page_once_recorded(client):
    impulse = ImpulseFactory(wording="full", text_de="Das Land möge.", page=12)
    soup = page_of(client.get(impulse.get_absolute_url()), 200)
    assert [p.text for p in soup.select("#wording ~ *")] == [
        "Das Land möge.",
        "Cluster.Zukunft.NRW, Seite 12",
    ]
    assert soup.select(".side dd")[-1].text == "12"


def test_detail_lists_named_clusters_first(client, impulse):
    service = impulse.service_types.all()[0]
    offering = ClusterFactory(slug="a-bietet", short_name="A", state="published")
    hidden = ClusterFactory(slug="b-entwurf", short_name="B", state="draft")
    named = ClusterFactory(slug="c-genannt", short_name="C", state="published")
    ServiceOfferFactory(cluster=offering, service_type=service)
    ServiceOfferFactory(cluster=hidden, service_type=service)
    impulse.delivering_clusters.add(named, hidden)
    impulse.asking_clusters.add(hidden)
    soup = page_of(client.get(impulse.get_absolute_url()), 200)
    found = [link["href"] for link in soup.select(".offers a")]
    assert found == ["/cluster/c-genannt/", "/cluster/a-bietet/"]
    assert len(soup.select(".offers .badge")) == 1
    assert soup.select('a[href="/cluster/b-entwurf/"]') == []


def test_source_shows_what_it_says_and_how_certain(client, impulse):
    ImpulseSource.objects.create(
        impulse=impulse,
        source_url="https://www.example.org/x",
        certainty="likely",
        says_de="Nennt das Thema.",
    )
    item = page_of(client.get(impulse.get_absolute_url()), 200).select_one(
        ".sources li"
    )
    assert item.a.text == "example.org"
    assert item.span.text == "Nennt das Thema."
    assert item.select_one(".badge")["class"] == ["badge", "likely"]


def test_source_without_address_is_no_link(client, impulse):
    ImpulseSource.objects.create(impulse=impulse, says_de="Mündlich.")
    item = page_of(client.get(impulse.get_absolute_url()), 200).select_one(
        ".sources li"
    )
    assert item.a is None


@pytest.mark.parametrize("number", ["1", "0", "32768", "2147483648", "9" * 30])
def test_unknown_number_is_not_found(client, impulse, number):
    assert client.get(f"/impulse/{number}/").status_code == 404


def test_number_of_too_many_digits_is_not_found(client):
    assert client.get(f"/impulse/{'9' * 5000}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "way_on"),
    [
        ("/impulse/99/", "/impulse/"),
        ("/en/impulse/unsinn/", "/en/impulse/"),
        ("/cluster/unsinn/", "/cluster/"),
        ("/unsinn/", "/cluster/"),
    ],
)
def test_missing_page_leads_to_what_was_looked_for(client, path, way_on):
    page = page_of(client.get(path), 404)
    assert page.select_one("main a.button")["href"] == way_on


@pytest.mark.parametrize("name", ["list", "matrix", "detail"])
def test_page_has_head_for_sharing(client, impulse, name):
    path = reverse(f"impulses:{name}", args=[5] if name == "detail" else [])
    soup = page_of(client.get(path), 200)
    address = f"http://testserver{path}"
    assert soup.select_one("link[rel=canonical]")["href"] == address
    assert soup.select_one('meta[property="og:url"]')["content"] == address
    assert soup.select_one('meta[property="og:title"]')["content"]
    assert len(soup.select("h1")) == 1


def test_english_page_marks_a_german_title(client, impulse):
    with translation.override("en"):
        path = impulse.get_absolute_url()
    assert path == "/en/impulse/5/"
    title = page_of(client.get(path), 200).select_one("h1 span[lang]")
    assert (title["lang"], title.text) == ("de", "Transfer stärken")


def test_text_of_an_impulse_is_escaped(client):
    impulse = ImpulseFactory(title_de="<b>x</b>", text_de="<i>y</i>", wording="full")
    soup = page_of(client.get(impulse.get_absolute_url()), 200)
    assert soup.select("#main b, #main i")[0].text != "x"
    assert soup.select("#main i") == []


def test_seed_has_a_page_for_every_impulse(client, seed):
    soup = page_of(client.get(reverse("impulses:list"), {"seite": "2"}), 200)
    for link in soup.select(".card h2 a"):
        assert client.get(link["href"]).status_code == 200

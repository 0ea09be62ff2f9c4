"""“Stimmt etwas nicht?”: the public pages, with good and with bad input."""

import pytest
from bs4 import BeautifulSoup

from clusters.models import Cluster, OutgoingMail, Proposal, Section, Throttle
from tests.crawling import crawl
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    LocationFactory,
    ServiceOfferFactory,
    ServiceTypeFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/cluster/werk/hinweis/"
MARKER = "Zwiebelkuchen"


@pytest.fixture
def cluster(db):
    return ClusterFactory(
        slug="werk", short_name="Werk", website="https://example.org/"
    )


def parsed(response):
    return BeautifulSoup(response.content, "html.parser")


def send(client, key="website", section="stammdaten", prefix="", **values):
    data = {"angabe": key, "soll": "https://example.org/neu/"} | values
    return client.post(f"{prefix}{ADDRESS}?abschnitt={section}", data)


def errors(response):
    return [" ".join(tag.text.split()) for tag in parsed(response).select(".errors")]


@pytest.mark.usefixtures("cluster")
def test_profile_leads_to_each_section(client):
    links = parsed(client.get("/cluster/werk/")).select("a[rel=nofollow]")
    assert {link["href"] for link in links} == {
        f"{ADDRESS}?abschnitt={section}" for section in Section.values
    }
    assert {link.contents[0] for link in links} == {"Stimmt etwas nicht?"}


def test_page_lists_the_facts_of_a_section_with_what_stands_there(client, cluster):
    contact = ContactFactory(cluster=cluster, email="post@example.org")
    ContactFactory(cluster=cluster, email="geheim@example.org", is_public=False)
    response = client.get(f"{ADDRESS}?abschnitt=kontakte")
    page = parsed(response)
    assert page.select_one("[aria-current=page]:is(.parts a)").text == "Kontakte"
    assert page.select_one(f'a[href$="contact%3A{contact.pk}%3Aemail"] .now').text == (
        "post@example.org"
    )
    assert "geheim@example.org" not in response.text
    # no cookie before there is a form
    assert response.cookies == {}


@pytest.mark.parametrize("query", ["", "?abschnitt=unsinn", "?abschnitt=%00"])
def test_unknown_section_is_the_first_one(client, cluster, query):
    page = parsed(client.get(ADDRESS + query))
    assert page.h2.text == "Stammdaten"


@pytest.mark.parametrize("key", ["unsinn", "%00", "contact:1:email", "x" * 5000])
def test_unknown_fact_leads_to_the_choice(client, cluster, key):
    page = parsed(client.get(f"{ADDRESS}?abschnitt=kontakte&angabe={key}"))
    assert [tag.text for tag in page.select(".hint")] == [
        "Diese Angabe gibt es im Eintrag nicht. Wählen Sie eine von diesen."
    ]


@pytest.mark.parametrize("section", Section.values)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_fact_of_every_section_has_its_form(client, cluster, section, prefix):
    ContactFactory(cluster=cluster)
    LocationFactory(cluster=cluster)
    ServiceOfferFactory(cluster=cluster)
    ServiceTypeFactory()
    cluster.topics.add(TopicFactory())
    path = f"{prefix}{ADDRESS}"
    links = parsed(client.get(f"{path}?abschnitt={section}")).select(".choices a")
    assert len(links) > 2
    for link in links:
        page = parsed(client.get(path + link["href"]))
        assert page.select_one("main form [name=soll]") is not None


@pytest.mark.parametrize("number", [1, 5, 50])
def test_number_of_queries_does_not_grow(
    client, cluster, number, django_assert_num_queries
):
    for _number in range(number):
        ContactFactory(cluster=cluster)
    with django_assert_num_queries(8):
        client.get(f"{ADDRESS}?abschnitt=kontakte")


def test_proposal_is_kept_and_receipt_says_what_follows(client, cluster):
    response = send(client, grund="Neue Adresse", email="a@example.org")
    assert (response.status_code, response.url) == (302, f"{ADDRESS}danke/")
    proposal = Proposal.objects.get()
    assert (proposal.fact, proposal.new_value, proposal.reason) == (
        "website",
        "https://example.org/neu/",
        "Neue Adresse",
    )
    assert (proposal.language, proposal.origin, proposal.email) == (
        "de",
        "public",
        "a@example.org",
    )
    page = parsed(client.get(response.url))
    assert page.h1.text == "Vielen Dank, Ihr Vorschlag ist angekommen"


def test_english_reader_is_answered_in_english(client, cluster):
    response = send(client, prefix="/en", email="a@example.org")
    assert response.url == f"/en{ADDRESS}danke/"
    assert Proposal.objects.get().label == "Website"
    receipt = OutgoingMail.objects.get(kind="proposal-receipt")
    assert receipt.subject == "Your proposal for Werk has arrived"
    assert "/en/cluster/werk/" in receipt.body


def test_section_as_a_whole_may_be_described(client, cluster):
    send(client, key="anderes", section="kontakte", soll="Jemand fehlt.")
    proposal = Proposal.objects.get()
    assert (proposal.section, proposal.fact, proposal.new_value) == (
        "kontakte",
        "",
        "Jemand fehlt.",
    )


def test_fact_may_be_proposed_away(client, cluster):
    send(client, soll="")
    proposal = Proposal.objects.get()
    assert (proposal.old_value, proposal.new_value) == ("https://example.org/", "")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"soll": "https://example.org/"}, "Das steht dort schon."),
        ({"soll": "kein link"}, "Bitte eine gültige Adresse eingeben."),
        ({"soll": "a\x00b"}, "Nullzeichen sind nicht erlaubt."),
        (
            {"soll": "a\x1bb"},
            "Dieser Text enthält ein Steuerzeichen; bitte neu eingeben.",
        ),
        ({"soll": "x" * 1_000_000}, "Bitte höchstens 5000 Zeichen."),
        ({"email": "a@example.org\nBcc: b@example.org"}, None),
        ({"email": "kein"}, None),
        ({"grund": "x" * 2001}, None),
        ({"grund": "a\x07"}, None),
        ({"bitte_leer_lassen": "Reklame"}, None),
    ],
)
def test_bad_input_is_refused_and_nothing_is_lost(client, cluster, values, message):
    response = send(client, **{"grund": "Weil", "email": "a@example.org"} | values)
    assert response.status_code == 200
    assert Proposal.objects.count() == 0
    page = parsed(response)
    assert len(page.select("#errors li")) == 1
    if message:
        assert errors(response) == [message]
    kept = {
        "grund": page.select_one("[name=grund]").text.strip(),
        "email": page.select_one("[name=email]")["value"],
    }
    sent = {"grund": "Weil", "email": "a@example.org"} | values
    assert kept == {name: sent[name] for name in kept}


def test_keys_that_a_reader_may_not_name_are_refused(client, cluster):
    hidden = ContactFactory(cluster=cluster, is_public=False, email="g@example.org")
    unchecked = LocationFactory(
        cluster=cluster, street="Geheimweg 1", is_address_public=False
    )
    foreign = LocationFactory()
    for section, key in [
        ("kontakte", f"contact:{hidden.pk}:email"),
        ("standorte", f"location:{unchecked.pk}:street"),
        ("standorte", f"location:{foreign.pk}:place"),
        ("stammdaten", "slug"),
        ("stammdaten", ""),
        ("text", "website"),
    ]:
        response = send(client, key=key, section=section, soll="Mein Text")
        page = parsed(response)
        assert page.select_one("[name=soll]").text.strip() == "Mein Text"
        assert page.select_one("[name=angabe]")["value"] == "anderes"
        assert "g@example.org" not in response.text
        assert "Geheimweg" not in response.text
    assert Proposal.objects.count() == 0


def test_sending_too_often_is_slowed_down_and_loses_nothing(client, cluster):
    for number in range(50):
        response = send(client, soll=f"https://example.org/{number}/", grund="Weil")
    assert Proposal.objects.count() == 5
    assert response.status_code == 429
    page = parsed(response)
    assert page.select_one("[name=soll]")["value"] == "https://example.org/49/"
    assert page.select_one("[name=grund]").text.strip() == "Weil"
    assert Throttle.objects.exists()


@pytest.mark.parametrize(
    ("state", "status"), [("draft", 404), ("dormant", 200), ("archived", 410)]
)
def test_pages_follow_the_state_of_the_entry(client, cluster, state, status):
    Cluster.objects.update(state=state)
    assert client.get(ADDRESS).status_code == status
    answered = send(client).status_code
    assert answered == (302 if status == 200 else status)


def test_other_methods_are_refused(client, cluster):
    assert client.put(ADDRESS).status_code == 405
    assert client.post(f"{ADDRESS}danke/").status_code == 405
    assert client.head(ADDRESS).status_code == 200


def test_nothing_of_a_proposal_is_public_before_it_is_accepted(client, cluster):
    contact = ContactFactory(cluster=cluster)
    for section, key in [
        ("text", "summary_de"),
        ("text", "description_en"),
        ("text", "topics"),
        ("kontakte", f"contact:{contact.pk}:role_de"),
        ("kontakte", "anderes"),
    ]:
        assert send(client, key=key, section=section, soll=MARKER).status_code == 302
    Throttle.objects.all().delete()
    send(client, key="name", soll=MARKER, grund=MARKER, email=f"{MARKER}@example.org")
    assert Proposal.objects.count() == 6
    found = crawl(client, "/cluster/werk/", "/cluster/werk/kontakt.vcf")
    assert len(found) > 20
    assert [address for address, text in found.items() if MARKER in text] == []
    # a search for the marker finds what a search for another unknown word does
    for search in ["/cluster/?q=", "/impulse/?q=", "/en/cluster/?q=", "/orte/?ort="]:
        marked, other = (
            client.get(search + word).text.replace(word, "…")
            for word in (MARKER, "Quastenflosser")
        )
        assert marked == other

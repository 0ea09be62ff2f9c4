"""A cluster's profile: whom to write to, numbered sources, what it is found by."""

import pytest
from bs4 import BeautifulSoup

from tests.factories import (
    ClusterFactory,
    ContactFactory,
    LocationFactory,
    ServiceOfferFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
PERSON = {
    "name": "Erika Muster",
    "role_de": "Leitung",
    "as_of": "2025-05",
    "source_url": "https://a.example/team",
    "email": "",
}


def profile(client, slug="a"):
    response = client.get(f"/en/cluster/{slug}/")
    return BeautifulSoup(response.content, "html.parser")


def text(tag):
    return " ".join(tag.text.split())


def buttons(page):
    return [text(link) for link in page.select(".contact .button")]


def test_contact_without_mail_leads_to_the_website(client):
    cluster = ClusterFactory(slug="a", website="https://www.verein.nrw/kontakt")
    ContactFactory(cluster=cluster, **PERSON)
    page = profile(client)
    assert buttons(page) == ["Contact via verein.nrw"]
    said = [text(tag) for tag in page.select(".contact .unknown")]
    assert said == ["E-mail and telephone are not documented."]


@pytest.mark.parametrize("way", [{"email": "a@b.example"}, {"phone": "+49 212 1234"}])
def test_contact_with_mail_or_telephone_can_be_taken_away(client, way):
    cluster = ClusterFactory(slug="a", website="https://verein.example")
    ContactFactory(cluster=cluster, **PERSON | way)
    page = profile(client)
    assert buttons(page) == ["To the website", "vCard"]
    assert page.select(".contact .unknown") == []


def test_hidden_mail_reaches_nobody(client):
    cluster = ClusterFactory(slug="a", website="https://verein.example")
    ContactFactory(cluster=cluster, is_public=False, email="geheim@b.example")
    page = profile(client)
    assert buttons(page) == ["Contact via verein.example"]
    assert [text(tag) for tag in page.select(".contact .unknown")] == [
        "No contact is documented."
    ]


def test_contact_comes_right_after_the_head(client):
    ClusterFactory(slug="a")
    head = profile(client).select_one(".head")
    following = head.find_next_sibling().find(True)
    assert following["class"] == ["side", "contact"]


def test_each_source_has_one_number(client):
    cluster = ClusterFactory(slug="a")
    ContactFactory(cluster=cluster, **PERSON)
    for proof in ["https://b.example/1", "https://b.example/2", "https://b.example/1"]:
        ServiceOfferFactory(cluster=cluster, source_url=proof)
    ServiceOfferFactory(cluster=cluster, source_url="")
    said = {"cluster": cluster, "says_en": "Was founded in 2019."}
    SourceFactory(fact="founding", source_url="https://b.example/2", **said)
    SourceFactory(cluster=cluster, source_url="https://www.d.example/lang/ende.html")
    LocationFactory(cluster=cluster, source_url="https://c.example/")
    page = profile(client)
    links = {text(a): a for a in page.select("a.ref")}
    assert [text(a) for a in page.select(".contact .ref")] == ["[1]"]
    assert [text(a) for a in page.select(".offers .ref")] == ["[2]", "[3]", "[2]"]
    assert [text(a) for a in page.select(".evidence .ref")] == ["[3]"]
    assert links["[2]"]["href"] == "https://b.example/1"
    assert links["[2]"]["aria-label"] == "Source 2: b.example"
    rows = page.select("details .sources li")
    assert [text(row) for row in rows] == [
        *["[1] a.example", "[2] b.example", "[3] b.example"],
        *["[4] c.example", "[5] d.example"],
    ]
    assert rows[4].a["aria-label"] == "Source 5: d.example – ende.html"


def test_source_in_general_that_says_something_is_read_at_once(client):
    cluster = ClusterFactory(slug="a")
    SourceFactory(cluster=cluster, source_url="", says_en="Rests until 2027.")
    page = profile(client)
    assert [text(tag) for tag in page.select(".evidence dd")] == ["Rests until 2027."]
    assert page.select("details .sources") == []


def test_profile_without_sources_says_so(client):
    ClusterFactory(slug="a")
    section = profile(client).select_one("[aria-labelledby=sources]")
    assert text(section) == "Sources not documented"


def test_keywords_can_be_read_as_the_search_reads_them(client):
    ClusterFactory(slug="a", search_keywords="Achse\nStoßfänger\r\n3D-Druck")
    (found,) = profile(client).select(".keywords")
    assert (found.text, found["lang"]) == ("Achse, Stoßfänger, 3D-Druck", "de")
    assert found.parent.name == "details"
    assert "open" not in found.parent.attrs


@pytest.mark.parametrize(
    ("membership", "badge"),
    [
        ("confirmed", "membership confirmed"),
        ("likely", "membership likely"),
        ("open", "membership in the alliance not documented"),
    ],
)
def test_membership_without_proof_is_not_an_invitation(client, membership, badge):
    ClusterFactory(slug="a", membership=membership)
    badges = [text(tag) for tag in profile(client).select(".head .badge")]
    assert badges == ["not yet confirmed by the cluster", badge]

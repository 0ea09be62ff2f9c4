"""vCard 4.0: what a visitor's address book takes over."""

from datetime import date

import pytest

from clusters.exports import escape, fold_line
from tests.factories import ClusterFactory, ContactFactory, LocationFactory


def cards(client, slug="a", status=200):
    """Unfolded lines of each card."""
    response = client.get(f"/cluster/{slug}/kontakt.vcf")
    assert response.status_code == status
    if status != 200:
        return []
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    text = response.content.decode()
    assert text.count("\n") == text.count("\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    lines = text.replace("\r\n ", "").split("\r\n")
    return [part.split("\n") for part in "\n".join(lines).split("BEGIN:VCARD\n")[1:]]


@pytest.mark.django_db
def test_organisation_has_name_website_and_place_only(client):
    cluster = ClusterFactory(slug="a", name="Bio, Chemie; NRW", website="https://a.de/")
    LocationFactory(
        cluster=cluster,
        place__name="Solingen",
        street="Geheimweg 1",
        is_address_public=False,
    )
    (card,) = cards(client)
    assert card[:5] == [
        "VERSION:4.0",
        "KIND:org",
        r"FN:Bio\, Chemie\; NRW",
        r"ORG:Bio\, Chemie\; NRW",
        "SOURCE:http://testserver/cluster/a/",
    ]
    assert "URL:https://a.de/" in card
    assert "ADR:;;;Solingen;Nordrhein-Westfalen;;Deutschland" in card
    assert "END:VCARD" in card


@pytest.mark.django_db
def test_public_address_is_whole(client):
    LocationFactory(
        cluster__slug="a",
        place__name="Solingen",
        street="Grünewalder Straße 29, Hof",
        postcode="42657",
        is_address_public=True,
    )
    (card,) = cards(client)
    assert (
        r"ADR:;;Grünewalder Straße 29\, Hof;Solingen;Nordrhein-Westfalen;42657;"
        "Deutschland"
    ) in card


@pytest.mark.django_db
def test_contacts_are_cards_with_role_and_source(client):
    cluster = ClusterFactory(slug="a", name="A e.V.")
    ContactFactory(
        cluster=cluster,
        name="Erika Muster",
        role_de="Leitung",
        as_of="2025-05",
        source_url="https://a.example/team",
        email="m@a.example",
        phone="+49 212 1234",
        retrieved_on=date(2025, 6, 1),
    )
    ContactFactory(cluster=cluster, role_de="Presse", email="p@a.example", position=1)
    person, mailbox = cards(client)[1:]
    assert person[:9] == [
        "VERSION:4.0",
        "KIND:individual",
        "FN:Erika Muster",
        "ORG:A e.V.",
        "ROLE:Leitung",
        "EMAIL:m@a.example",
        "TEL:+49 212 1234",
        "SOURCE:https://a.example/team",
        "REV:20250601T000000Z",
    ]
    assert mailbox[1:3] == ["KIND:org", "FN:Presse"]
    assert "SOURCE:http://testserver/cluster/a/" in mailbox


@pytest.mark.django_db
def test_private_contact_stays_out(client):
    ContactFactory(cluster__slug="a", is_public=False, email="geheim@a.example")
    assert len(cards(client)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("archived", 410)])
def test_hidden_entry_has_no_card(client, state, status):
    ClusterFactory(slug="a", state=state)
    cards(client, status=status)


@pytest.mark.usefixtures("seed")
def test_every_seeded_entry_gives_cards(client):
    from clusters.models import Cluster

    for slug in Cluster.objects.values_list("slug", flat=True):
        assert cards(client, slug)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("a,b;c", r"a\,b\;c"), ("a\\b", r"a\\b"), ("a\r\nb", r"a\nb"), ("", "")],
)
def test_text_is_escaped(text, escaped):
    assert escape(text) == escaped


@pytest.mark.parametrize("line", ["x" * 75, "x" * 76, "ü" * 200, "€😀" * 90, ""])
def test_lines_are_folded_at_75_octets_between_characters(line):
    folded = fold_line(line)
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line
    assert ("\r\n" in folded) is (len(line.encode()) > 75)

"""Changing a section, or handing the check over, by the link in a mail."""

import pytest

from clusters.models import (
    Confirmation,
    ConfirmationRequest,
    OutgoingMail,
    Proposal,
    Section,
)
from tests.clusters.confirming import CHANGE, RIGHT, entered, path, text
from tests.factories import (
    ConfirmationFactory,
    ConfirmationRequestFactory,
    ContactFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db


# --- changing


def test_change_leads_through_the_forms_of_the_chosen_sections(client, link):
    response = client.post(
        path(link), {"text": CHANGE, "stammdaten": CHANGE, "kontakte": RIGHT}
    )
    first = f"{path(link, 'confirm-section', 'stammdaten')}?dann=text"
    assert response["Location"] == first
    changed = entered(client, first, website="https://neu.example/")
    response = client.post(first, changed)
    assert response["Location"] == path(link, "confirm-section", "text")


def test_change_waits_as_a_proposal_of_the_cluster(client, link):
    address = path(link, "confirm-section", "stammdaten")
    data = entered(client, address, website="https://neu.example/")
    response = client.post(address, data, follow=True)
    (proposal,) = Proposal.objects.all()
    assert (proposal.fact, proposal.new_value) == ("website", "https://neu.example/")
    assert (proposal.origin, proposal.request) == ("link", link)
    link.cluster.refresh_from_db()
    assert link.cluster.website == "https://alt.example/"
    assert Confirmation.objects.count() == 0
    panels = [text(tag) for tag in page_of(response).select(".outcomes h2")]
    assert panels == ["Ihre Änderungen warten", "Noch nicht beantwortet"]


def test_what_no_field_has_room_for_waits_in_words(client, link):
    address = path(link, "confirm-section", "kontakte")
    client.post(address, entered(client, address, anderes="Ein zweites Postfach."))
    (proposal,) = Proposal.objects.all()
    assert (proposal.section, proposal.fact) == ("kontakte", "")
    assert proposal.new_value == "Ein zweites Postfach."


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"website": "kein Link"},
        {"website": "https://neu.example/\0"},
        {"founding_year": "-3"},
        {"name": "x" * 1_000_000},
        {"name": ""},
        {"bitte_leer_lassen": "x", "website": "https://neu.example/"},
    ],
)
def test_bad_change_is_shown_again_with_what_was_typed(client, link, changes):
    address = path(link, "confirm-section", "stammdaten")
    response = client.post(address, entered(client, address, **changes))
    assert response.status_code == 200
    assert page_of(response).select_one(".error-summary") is not None
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("section", Section.values)
def test_every_section_has_a_form(client, link, section):
    page = page_of(client.get(path(link, "confirm-section", section)))
    assert len(page.select("h1")) == 1
    assert page.select("main form textarea, main form input[type=text]") != []


def test_form_of_an_answered_section_leads_back(client, link):
    ConfirmationFactory(cluster=link.cluster, request=link, section="text")
    address = path(link, "confirm-section", "text")
    for response in (client.get(address), client.post(address, {"anderes": "x"})):
        assert response["Location"] == path(link)
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("section", ["fremd", "danke2", "TEXT", "name"])
def test_unknown_section_is_no_page(client, link, section):
    assert client.get(path(link, "confirm-section", section)).status_code == 404
    assert client.post(path(link, "confirm-section", section)).status_code == 404


def test_unknown_sections_after_this_one_are_left_out(client, link):
    address = f"{path(link, 'confirm-section', 'text')}?dann=fremd&dann=//boese.example"
    response = client.post(address, entered(client, address, anderes="Neu."))
    assert response["Location"] == path(link, "confirm-thanks")


# --- handing over


def test_handing_over_ends_the_link_and_asks_the_successor(client, link, settings):
    settings.OFFICE_EMAIL = "office@example.org"
    address = path(link, "confirm-handover")
    response = client.post(address, {"email": "neu@example.org"}, follow=True)
    assert "neu@example.org" in text(page_of(response).select_one(".lead"))
    link.refresh_from_db()
    successor = link.handed_over_to
    assert (link.end, successor.email) == ("handed-over", "neu@example.org")
    mails = {m.kind: m for m in OutgoingMail.objects.filter(kind__startswith="confirm")}
    assert {kind: mail.to for kind, mail in mails.items()} == {
        "confirmation-request": "neu@example.org",
        "confirmation-handed-over": "post@example.org",
        "confirmation-handover-office": "office@example.org",
    }
    assert path(successor) in mails["confirmation-request"].body
    assert client.get(path(successor)).status_code == 200


def test_handing_over_proposes_the_new_mailbox(client, link):
    client.post(path(link, "confirm-handover"), {"email": "neu@example.org"})
    (proposal,) = Proposal.objects.all()
    contact = link.cluster.contacts.get()
    assert proposal.fact == f"contact:{contact.pk}:email"
    assert (proposal.old_value, proposal.new_value) == (link.email, "neu@example.org")


def test_mailbox_of_no_contact_is_proposed_in_words(client):
    link = ConfirmationRequestFactory()
    client.post(path(link, "confirm-handover"), {"email": "neu@example.org"})
    (proposal,) = Proposal.objects.all()
    assert (proposal.section, proposal.fact) == ("kontakte", "")
    assert "neu@example.org" in proposal.new_value


def test_mailbox_of_a_person_is_not_given_to_the_successor(client):
    link = ConfirmationRequestFactory(email="person@example.org")
    person = {
        "name": "Erika Muster",
        "as_of": "2026",
        "source_url": "https://a.example/",
    }
    ContactFactory(cluster=link.cluster, email=link.email, **person)
    client.post(path(link, "confirm-handover"), {"email": "neu@example.org"})
    assert Proposal.objects.get().fact == ""


def test_mailbox_that_is_a_contact_already_is_not_proposed(client, link):
    ContactFactory(cluster=link.cluster, email="neu@example.org")
    address = path(link, "confirm-handover")
    assert client.post(address, {"email": "neu@example.org"}).status_code == 302
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize(
    "email",
    [
        "",
        "kein Postfach",
        "POST@example.org",
        "a@example.org\nBcc: b@example.org",
        "a@example.org\0",
        "x" * 1_000_000,
        "ä@" + "b" * 300 + ".example",
    ],
)
def test_bad_mailbox_is_refused(client, link, email):
    response = client.post(path(link, "confirm-handover"), {"email": email})
    assert response.status_code == 200
    assert page_of(response).select_one("#id_email_error") is not None
    assert ConfirmationRequest.objects.count() == 1
    assert OutgoingMail.objects.count() == 0

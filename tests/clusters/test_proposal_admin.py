"""Deciding on proposals in the admin: who sees what, and what a decision does."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from clusters.actions.facts import apply_fact
from clusters.admin.proposals import word_diff
from clusters.models import Cluster, Proposal, Section
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    CoordinatorFactory,
    OfficeFactory,
    ProposalFactory,
    ReviewerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/clusters/proposal/"
NEW = "https://example.org/neu/"


@pytest.fixture
def proposal(own):
    return ProposalFactory(cluster=own, reason="Steht auf der Seite.")


def page_of(proposal):
    return reverse("admin:clusters_proposal_change", args=[proposal.pk])


def accept(client, proposal, **values):
    data = {f"accept-{name}": value for name, value in values.items()}
    data = {"accept-seen": "", "accept-value": proposal.new_value} | data
    address = reverse("admin:clusters_proposal_accept", args=[proposal.pk])
    return client.post(address, data, follow=True)


def decline(client, proposal, note):
    address = reverse("admin:clusters_proposal_decline", args=[proposal.pk])
    return client.post(address, {"decline-note": note}, follow=True)


def parsed(response):
    return BeautifulSoup(response.content, "html.parser")


def said(response):
    return [tag.text for tag in parsed(response).select(".messagelist li")]


def website(cluster):
    return Cluster.objects.get(pk=cluster.pk).website


def test_word_diff_is_by_whole_words():
    assert word_diff("Wir prüfen Sand.", "Wir prüfen viel Kies.") == [
        ("same", "Wir prüfen "),
        ("gone", "Sand."),
        ("new", "viel Kies."),
    ]
    # a space after a word, or none, is no change of the word
    assert word_diff("Aus Bund.", "Aus Bund. Neu.\nJa") == [
        ("same", "Aus Bund. "),
        ("new", "Neu.\nJa"),
    ]
    assert word_diff("", "neu") == [("new", "neu")]
    assert word_diff("alt", "") == [("gone", "alt")]


def test_word_diff_of_a_long_text_is_quick():
    pieces = word_diff("a " * 2500, "a b " * 1250)
    assert "".join(text for kind, text in pieces if kind != "gone") == "a b " * 1250


def test_list_shows_own_proposals_and_what_waits_first(as_manager, proposal, manager):
    ProposalFactory()
    done = ProposalFactory(cluster=proposal.cluster, label="Träger", fact="carrier")
    decline(as_manager, done, "Nein.")
    rows = parsed(as_manager.get(LIST)).select("#result_list tbody tr")
    assert [row.th.text for row in rows] == ["Website", "Träger"]


def test_office_lists_all_proposals(as_office):
    ProposalFactory()
    ProposalFactory()
    assert len(parsed(as_office.get(LIST)).select("#result_list tbody tr")) == 2


@pytest.mark.parametrize("number", [1, 5, 50])
def test_list_has_the_same_number_of_queries(
    as_office, number, django_assert_num_queries
):
    ProposalFactory.create_batch(number)
    with django_assert_num_queries(9):
        as_office.get(LIST)


@pytest.mark.parametrize(
    ("role", "list_status", "page_status"),
    [
        ("anonymous", 302, 302),
        ("manager", 200, 200),
        ("other manager", 200, 404),
        ("office", 200, 200),
        ("reviewer", 403, 403),
        ("coordinator", 403, 403),
    ],
)
def test_roles(client, proposal, manager, role, list_status, page_status):
    users = {
        "manager": lambda: manager,
        "other manager": lambda: ClusterFactory(
            managers=[UserFactory()]
        ).managers.get(),
        "office": OfficeFactory,
        "reviewer": ReviewerFactory,
        "coordinator": CoordinatorFactory,
    }
    if role in users:
        client.force_login(users[role]())
    assert client.get(LIST).status_code == list_status
    assert client.get(page_of(proposal)).status_code == page_status
    if page_status != 200:
        for name in ("accept", "decline"):
            address = reverse(f"admin:clusters_proposal_{name}", args=[proposal.pk])
            answer = client.post(address, {"accept-value": NEW, "decline-note": "x"})
            assert answer.status_code == page_status
        proposal.refresh_from_db()
        assert proposal.state == "new"


def test_page_shows_old_present_and_proposed(as_manager, own):
    Cluster.objects.filter(pk=own.pk).update(website="https://example.org/jetzt/")
    proposal = ProposalFactory(
        cluster=own, old_value="https://example.org/alt/", email="a@example.org"
    )
    response = as_manager.get(page_of(proposal))
    page = parsed(response)
    assert [tag.text for tag in page.select(".values dd")] == [
        "https://example.org/alt/",
        "https://example.org/jetzt/",
        NEW,
    ]
    assert page.select_one(".diff del").text == "gestrichen: https://example.org/jetzt/"
    assert page.select_one(".diff ins").text == f"neu: {NEW}"
    assert page.select_one("[name=accept-over]") is not None
    # the address is used for the result alone
    assert "a@example.org" not in response.text


def test_markup_of_a_stranger_is_shown_as_text(as_manager, own):
    text = "<script>alert(1)</script>"
    proposal = ProposalFactory(cluster=own, fact="", new_value=text, reason=text)
    assert text not in as_manager.get(page_of(proposal)).text


def test_accepting_changes_the_entry(as_manager, proposal, manager):
    response = accept(as_manager, proposal, note="Danke")
    assert said(response) == ["Der Vorschlag ist angenommen."]
    assert website(proposal.cluster) == NEW
    assert proposal.cluster.history.first().history_user == manager
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision_note) == ("accepted", "Danke")
    page = parsed(as_manager.get(page_of(proposal)))
    assert page.select("#content form") == []


def test_accepted_value_may_be_corrected(as_manager, proposal):
    accept(as_manager, proposal, value="example.org/besser/")
    assert website(proposal.cluster) == "https://example.org/besser/"


@pytest.mark.parametrize("value", ["kein link", "a\x00b", "x" * 1_000_000])
def test_bad_correction_is_refused(as_manager, proposal, value):
    response = accept(as_manager, proposal, value=value, note="Bleibt")
    page = parsed(response)
    assert len(page.select(".summary li")) == 1
    assert page.select_one("[name=accept-note]").text.strip() == "Bleibt"
    assert website(proposal.cluster) == ""


def test_changed_value_is_replaced_only_after_a_tick(as_manager, proposal, manager):
    apply_fact(proposal.cluster, "website", "https://example.org/jetzt/", by=manager)
    page = parsed(accept(as_manager, proposal))
    assert website(proposal.cluster) == "https://example.org/jetzt/"
    seen = page.select_one("[name=accept-seen]")["value"]
    assert seen == "https://example.org/jetzt/"
    # it changes once more before the tick is sent
    apply_fact(proposal.cluster, "website", "https://example.org/neuer/", by=manager)
    page = parsed(accept(as_manager, proposal, seen=seen, over="on"))
    assert website(proposal.cluster) == "https://example.org/neuer/"
    seen = page.select_one("[name=accept-seen]")["value"]
    assert page.select_one("[name=accept-over]").get("checked") is None
    accept(as_manager, proposal, seen=seen, over="on")
    assert website(proposal.cluster) == NEW


def test_long_text_with_breaks_is_no_change(as_manager, own, manager):
    text = "Eins\r\nZwei"
    Cluster.objects.filter(pk=own.pk).update(description_de=text)
    proposal = ProposalFactory(
        cluster=own,
        section=Section.TEXT,
        fact="description_de",
        old_value="Eins\nZwei",
        new_value="Eins\nDrei",
    )
    accept(as_manager, proposal, seen=text, value="Eins\r\nDrei")
    assert Cluster.objects.get(pk=own.pk).description_de == "Eins\nDrei"
    proposal.refresh_from_db()
    assert proposal.accepted_value == "Eins\nDrei"


def test_rule_of_the_entry_is_said_at_the_field(as_manager, own):
    contact = ContactFactory(cluster=own)
    proposal = ProposalFactory(
        cluster=own,
        section=Section.CONTACTS,
        fact=f"contact:{contact.pk}:name",
        new_value="Erika Muster",
    )
    page = parsed(accept(as_manager, proposal))
    assert [tag.text for tag in page.select(".summary li")] == [
        "Zu einer Person gehören Funktion, Quelle und Stand."
    ]


def test_section_as_a_whole_is_marked_as_done(as_manager, own):
    proposal = ProposalFactory(
        cluster=own, fact="", label="", new_value="Jemand fehlt."
    )
    assert parsed(accept(as_manager, proposal)).select(".summary li") != []
    accept(as_manager, proposal, note="Eingetragen.")
    proposal.refresh_from_db()
    assert proposal.state == "accepted"


def test_declining_needs_a_reason(as_manager, proposal):
    assert parsed(decline(as_manager, proposal, "  ")).select(".summary li") != []
    assert said(decline(as_manager, proposal, "Falsch.")) == [
        "Der Vorschlag ist abgelehnt."
    ]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision_note) == ("declined", "Falsch.")


def test_second_decision_is_told_and_changes_nothing(as_manager, proposal):
    decline(as_manager, proposal, "Falsch.")
    text = "Jemand anderes hat inzwischen entschieden. Es wurde nichts geändert."
    assert said(accept(as_manager, proposal)) == [text]
    assert said(decline(as_manager, proposal, "Noch einmal.")) == [text]
    assert website(proposal.cluster) == ""


def test_decisions_are_sent_by_post_only(as_manager, proposal):
    for name in ("accept", "decline"):
        address = reverse(f"admin:clusters_proposal_{name}", args=[proposal.pk])
        assert as_manager.get(address).status_code == 405
    assert as_manager.post(page_of(proposal), {"state": "accepted"}).status_code == 403


def test_proposals_are_never_added_edited_or_deleted(as_office):
    proposal = ProposalFactory()
    delete = reverse("admin:clusters_proposal_delete", args=[proposal.pk])
    assert as_office.get(f"{LIST}add/").status_code == 403
    assert as_office.get(delete).status_code == 403
    assert as_office.post(delete, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": proposal.pk}
    assert as_office.post(LIST, chosen).status_code in (302, 403)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("key", ["0", "unsinn", "9" * 30, "%00"])
def test_unknown_proposal_is_a_404(as_office, key):
    assert as_office.get(f"{LIST}{key}/change/").status_code == 404
    assert as_office.post(f"{LIST}{key}/accept/").status_code == 404

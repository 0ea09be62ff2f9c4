"""The admin page of those who keep an entry."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.actions import managers
from clusters.models import Invitation, OutgoingMail
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    InvitationFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.reading import page_of

from .managing import MAILBOX, names, team

# the page


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anonymous", 302),
        ("manager", 200),
        ("other manager", 404),
        ("office", 200),
        ("reviewer", 403),
        ("coordinator", 403),
        ("staff", 403),
    ],
)
@pytest.mark.parametrize(
    "rest", ["", "verlassen/", "1/leitung/", "einladung/1/zurueck/"]
)
def test_page_is_for_managers_and_the_office(client, cluster, lead, who, status, rest):
    accounts = {
        "manager": lambda: lead,
        "office": OfficeFactory,
        "reviewer": ReviewerFactory,
        "coordinator": CoordinatorFactory,
        "staff": UserFactory,
    }
    if who == "other manager":
        stranger = UserFactory()
        ClusterFactory(managers=[stranger])
        client.force_login(stranger)
    elif who in accounts:
        client.force_login(accounts[who]())
    if rest and status == 200:
        assert client.get(team(cluster, rest)).status_code == 405
    else:
        answer = client.get(team(cluster, rest))
        assert answer.status_code == status


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


def test_entry_links_to_the_page(as_lead, cluster):
    shown = page_of(as_lead.get(f"/admin/clusters/cluster/{cluster.pk}/change/"))
    links = [a["href"] for a in shown.select(".object-tools a")]
    assert team(cluster) in links


def test_page_invites(as_lead, cluster):
    data = {"invite-email": MAILBOX, "invite-is_deputy": "on"}
    assert as_lead.post(team(cluster), data).status_code == 302
    made = Invitation.objects.get()
    assert (made.email, made.is_deputy, made.replaces_inviter) == (MAILBOX, True, False)
    shown = page_of(as_lead.get(team(cluster)))
    assert [b.text for b in shown.select(".people b")] == ["leitung", MAILBOX]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"invite-email": ""},
        {"invite-email": "keine Adresse"},
        {"invite-email": "a\x00@example.org"},
        {"invite-email": f"{'x' * 300}@example.org"},
        {"invite-email": "leitung@example.org"},
        {
            "invite-email": MAILBOX,
            "invite-is_deputy": "on",
            "invite-replaces_inviter": "on",
        },
    ],
)
def test_page_says_why_it_does_not_invite(as_lead, cluster, data):
    answer = as_lead.post(team(cluster), data or {"x": "y"})
    assert answer.status_code == 200
    assert page_of(answer).select(".error-summary li") != []
    typed = data.get("invite-email", "")
    assert page_of(answer).select_one("#id_invite-email").get("value", "") == typed
    assert Invitation.objects.count() == 0


def test_manager_cannot_appoint_by_a_forged_form(as_lead, cluster):
    UserFactory(username="andere")
    data = {"appoint": "1", "appoint-username": "andere"}
    assert as_lead.post(team(cluster), data).status_code == 403
    assert names(cluster) == {"leitung": False}


@pytest.mark.parametrize(
    ("name", "done"), [("andere", True), ("keine", False), ("\x00", False)]
)
def test_office_appoints_on_the_page(client, cluster, name, done):
    UserFactory(username="andere")
    client.force_login(OfficeFactory())
    data = {"appoint": "1", "appoint-username": name, "appoint-is_deputy": "on"}
    answer = client.post(team(cluster), data)
    assert answer.status_code == (302 if done else 200)
    assert cluster.managements.count() == 1 + done


def test_buttons_of_the_page_work(as_lead, cluster, lead):
    other = UserFactory(username="zweite")
    row = managers.give(cluster, other, is_deputy=False, by=lead)
    for step, state in [("vertretung", True), ("leitung", False)]:
        as_lead.post(team(cluster, f"{row.pk}/{step}/"))
        assert names(cluster)["zweite"] is state
    as_lead.post(team(cluster, f"{row.pk}/entfernen/"))
    assert names(cluster) == {"leitung": False}


def test_last_manager_reads_how_to_leave(as_lead, cluster):
    answer = as_lead.post(team(cluster, "verlassen/"), follow=True)
    [message] = page_of(answer).select(".messagelist .error")
    assert message.text.startswith("Dann gäbe es niemanden mehr mit Leitung.")
    assert names(cluster) == {"leitung": False}


def test_leaving_leads_to_the_index(as_lead, cluster, lead):
    managers.give(cluster, UserFactory(), is_deputy=False, by=lead)
    assert as_lead.post(team(cluster, "verlassen/"))["Location"] == "/admin/"
    assert as_lead.get(team(cluster)).status_code == 403


def test_buttons_of_invitations_work(as_lead, cluster, invitation):
    as_lead.post(team(cluster, f"einladung/{invitation.pk}/erneut/"))
    assert OutgoingMail.objects.count() == 2
    as_lead.post(team(cluster, f"einladung/{invitation.pk}/zurueck/"))
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None
    answer = as_lead.post(
        team(cluster, f"einladung/{invitation.pk}/erneut/"), follow=True
    )
    [message] = page_of(answer).select(".messagelist .error")
    assert message.text == "Diese Einladung wurde schon angenommen oder zurückgezogen."


def test_unknown_button_is_not_found(as_lead, cluster, invitation):
    row = cluster.managements.get()
    for rest in (
        "999999/leitung/",
        f"{row.pk}/anders/",
        "einladung/999999/zurueck/",
        f"einladung/{invitation.pk}/anders/",
    ):
        assert as_lead.post(team(cluster, rest)).status_code == 404


def test_rows_of_another_entry_are_not_found(as_lead, cluster):
    other = ClusterFactory(managers=[UserFactory()])
    row, asked = other.managements.get(), InvitationFactory(cluster=other)
    for rest in (f"{row.pk}/entfernen/", f"einladung/{asked.pk}/zurueck/"):
        assert as_lead.post(team(cluster, rest)).status_code == 404
    assert (other.managements.count(), other.invitations.still_open().count()) == (1, 1)


def test_page_needs_the_same_queries(as_lead, cluster, lead, django_assert_num_queries):
    def add(count):
        for user in UserFactory.create_batch(count):
            managers.give(cluster, user, is_deputy=False, by=lead)
            InvitationFactory(cluster=cluster, invited_by=lead)

    add(1)
    as_lead.get(team(cluster))
    with CaptureQueriesContext(connection) as of_one:
        as_lead.get(team(cluster))
    for more in (4, 45):
        add(more)
        with django_assert_num_queries(len(of_one)):
            as_lead.get(team(cluster))

"""Who may change who keeps an entry, and who must stay."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from clusters.actions import invitations, managers
from clusters.models import Invitation, OutgoingMail
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)

from .managing import MAILBOX, at_once, log, names

# who may


@pytest.mark.parametrize(
    ("factory", "may"),
    [
        (OfficeFactory, True),
        (UserFactory, False),
        (ReviewerFactory, False),
        (CoordinatorFactory, False),
    ],
)
def test_office_invites_and_others_do_not(cluster, factory, may):
    account = factory()
    if may:
        assert invitations.invite(cluster, MAILBOX, by=account).is_open
    else:
        with pytest.raises(PermissionDenied):
            invitations.invite(cluster, MAILBOX, by=account)
    assert Invitation.objects.count() == may


def test_managers_of_the_entry_invite_and_others_do_not(cluster, lead):
    stranger, deputy = UserFactory(), UserFactory()
    ClusterFactory(managers=[stranger])
    managers.give(cluster, deputy, is_deputy=True, by=lead)
    assert invitations.invite(cluster, "a@example.org", by=lead).is_open
    assert invitations.invite(cluster, "b@example.org", by=deputy).is_open
    with pytest.raises(PermissionDenied):
        invitations.invite(cluster, "c@example.org", by=stranger)


def test_only_the_office_names_an_account_unasked(cluster, lead):
    with pytest.raises(PermissionDenied):
        managers.appoint(cluster, UserFactory(), by=lead)
    other = UserFactory(username="andere", is_staff=False)
    managers.appoint(cluster, other, is_deputy=True, by=OfficeFactory())
    assert names(cluster) == {"leitung": False, "andere": True}
    other.refresh_from_db()
    assert other.is_staff


@pytest.mark.parametrize("change", ["remove", "deputy", "withdraw", "again"])
def test_stranger_changes_nothing(cluster, invitation, lead, change):
    stranger, row = UserFactory(), cluster.managements.get()
    steps = {
        "remove": lambda: managers.remove(row, by=stranger),
        "deputy": lambda: managers.set_deputy(row, True, by=stranger),
        "withdraw": lambda: invitations.withdraw(invitation, by=stranger),
        "again": lambda: invitations.send_again(invitation, by=stranger),
    }
    with pytest.raises(PermissionDenied):
        steps[change]()


def test_leaving_what_one_does_not_keep_is_refused(cluster):
    with pytest.raises(managers.ManagerNotAllowedError):
        managers.leave(cluster, by=UserFactory())


# handing over and leaving


def test_successor_takes_over(cluster, lead):
    asked = invitations.invite(cluster, MAILBOX, by=lead, replaces_inviter=True)
    assert names(cluster) == {"leitung": False}
    user = UserFactory(username="neu", email=MAILBOX)
    invitations.accept(asked, user)
    assert names(cluster) == {"neu": False}
    assert not lead.__class__.objects.get(pk=lead.pk).managed_clusters.exists()
    mail = OutgoingMail.objects.latest("pk")
    assert "Sie haben den Eintrag übergeben" in mail.body
    assert log()[-1] == f"{cluster.slug}: leitung – übergeben an neu"


def test_last_who_leads_cannot_leave(cluster, lead):
    deputy = UserFactory()
    managers.give(cluster, deputy, is_deputy=True, by=lead)
    row = cluster.managements.get(user=lead)
    office = OfficeFactory()
    for change in (
        lambda: managers.leave(cluster, by=lead),
        lambda: managers.remove(row, by=office),
        lambda: managers.remove(row, by=deputy),
        lambda: managers.set_deputy(row, True, by=lead),
        lambda: managers.set_deputy(row, True, by=office),
    ):
        with pytest.raises(managers.LastManagerError):
            change()
    assert len(names(cluster)) == 2


def test_closed_account_does_not_count_as_leading(cluster, lead):
    closed = UserFactory(is_active=False)
    row = managers.give(cluster, closed, is_deputy=False, by=lead)
    with pytest.raises(managers.LastManagerError):
        managers.leave(cluster, by=lead)
    managers.remove(row, by=lead)
    assert names(cluster) == {"leitung": False}


def test_one_of_two_leaves(cluster, lead):
    other = UserFactory(username="zweite")
    managers.give(cluster, other, is_deputy=False, by=lead)
    managers.leave(cluster, by=lead)
    assert names(cluster) == {"zweite": False}
    with pytest.raises(managers.LastManagerError):
        managers.leave(cluster, by=other)


def test_who_is_removed_takes_their_invitations_along(cluster, lead):
    other = UserFactory()
    row = managers.give(cluster, other, is_deputy=False, by=lead)
    theirs = invitations.invite(cluster, MAILBOX, by=other)
    kept = invitations.invite(cluster, "b@example.org", by=lead)
    managers.remove(row, by=lead)
    assert list(cluster.invitations.still_open()) == [kept]
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is not None


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer at a time"
)
@pytest.mark.django_db(transaction=True)
def test_two_who_lead_do_not_leave_at_once():
    users = UserFactory.create_batch(2)
    cluster = ClusterFactory(managers=users)
    results = at_once(*(partial(managers.leave, cluster, by=user) for user in users))
    assert results == ["", "LastManagerError"]
    assert cluster.managements.leading().count() == 1

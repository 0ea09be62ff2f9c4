"""Inviting, and what the link of an invitation does in each of its states."""

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from clusters.actions import invitations, managers
from clusters.models import Invitation, Management, OutgoingMail
from tests.factories import (
    InvitationFactory,
    OfficeFactory,
    UserFactory,
)
from tests.reading import page_of

from .managing import MAILBOX, at_once, link, log, names

NEW = {
    "username": "cluster-buero",
    "password1": "a-long-Secret-77",
    "password2": "a-long-Secret-77",
}


# inviting


def test_invitation_goes_by_mail_with_its_link(
    cluster, lead, mailoutbox, django_capture_on_commit_callbacks, settings
):
    settings.SITE_URL = "https://cluster.example.org"
    with django_capture_on_commit_callbacks(execute=True):
        made = invitations.invite(cluster, MAILBOX, by=lead)
    [mail] = mailoutbox
    assert (mail.to, mail.reply_to) == ([MAILBOX], [lead.email])
    assert mail.subject == "Einladung: den Eintrag von Eigenes pflegen"
    assert f"https://cluster.example.org{link(made)}" in mail.body
    assert log() == [f"{cluster.slug}: {MAILBOX} – eingeladen"]


def test_sent_mail_keeps_no_link(cluster, lead, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invitations.invite(cluster, MAILBOX, by=lead)
    assert OutgoingMail.objects.get().body == ""


def test_same_mailbox_is_invited_once(cluster, lead, invitation):
    with pytest.raises(invitations.AlreadyInvitedError):
        invitations.invite(cluster, MAILBOX.upper(), by=lead)


def test_what_ran_out_makes_room(cluster, lead, invitation):
    Invitation.objects.update(expires_at=timezone.now())
    again = invitations.invite(cluster, MAILBOX, by=lead)
    assert list(cluster.invitations.still_open()) == [again]


def test_manager_is_not_invited(cluster, lead):
    with pytest.raises(invitations.AlreadyManagerError):
        invitations.invite(cluster, "Leitung@example.org", by=lead)


def test_no_more_than_ten_are_open(cluster, lead):
    InvitationFactory.create_batch(10, cluster=cluster)
    with pytest.raises(invitations.TooManyInvitationsError):
        invitations.invite(cluster, MAILBOX, by=lead)


def test_successor_of_who_leads_is_no_deputy(cluster, lead):
    with pytest.raises(invitations.DeputySuccessorError):
        invitations.invite(
            cluster, MAILBOX, by=lead, is_deputy=True, replaces_inviter=True
        )


def test_office_has_nothing_to_hand_over(cluster):
    with pytest.raises(PermissionDenied):
        invitations.invite(cluster, MAILBOX, by=OfficeFactory(), replaces_inviter=True)


def test_sending_again_makes_the_same_link_valid(cluster, lead, invitation):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    again = invitations.send_again(invitation, by=lead)
    assert (again.is_open, link(again)) == (True, link(invitation))
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize("state", ["accepted_at", "withdrawn_at"])
def test_what_is_over_is_not_sent_again(cluster, lead, invitation, state):
    Invitation.objects.update(**{state: timezone.now()})
    with pytest.raises(invitations.InvitationOverError):
        invitations.send_again(invitation, by=lead)


# the link, without an account


def test_opening_the_link_changes_nothing(client, invitation):
    for _ in range(2):
        answer = client.get(link(invitation))
        assert (answer.status_code, len(page_of(answer).select("h1"))) == (200, 1)
    assert (Management.objects.count(), get_user_model().objects.count()) == (1, 1)
    assert "no-store" in answer["Cache-Control"]
    assert "sessionid" not in client.cookies


def test_new_account_keeps_the_entry_and_is_signed_in(client, cluster, invitation):
    answer = client.post(link(invitation), NEW)
    change = f"/admin/clusters/cluster/{cluster.pk}/change/"
    assert (answer.status_code, answer["Location"]) == (302, change)
    user = get_user_model().objects.get(username="cluster-buero")
    assert (user.email, user.is_staff, user.is_superuser) == (MAILBOX, True, False)
    assert (user.groups.count(), user.check_password(NEW["password1"])) == (0, True)
    assert names(cluster) == {"leitung": False, "cluster-buero": False}
    assert client.get(change).status_code == 200
    kinds = [mail.kind for mail in OutgoingMail.objects.order_by("pk")]
    assert kinds == ["invitation", "invitation-accepted"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"username": "leitung"},
        {"username": "LEITUNG"},
        {"username": ""},
        {"username": "a b"},
        {"username": "x" * 151},
        {"username": "a\x00b"},
        {"password1": "short", "password2": "short"},
        {"password1": "12345678901", "password2": "12345678901"},
        {"password1": "neu@example.org", "password2": "neu@example.org"},
        {"password2": "another"},
        {"password1": "a\x00long-Secret-77", "password2": "a\x00long-Secret-77"},
    ],
)
def test_bad_account_is_refused_and_text_stays(client, cluster, invitation, data):
    sent = NEW | data if data else {"username": "x"}
    answer = client.post(link(invitation), sent)
    assert answer.status_code == 200
    assert page_of(answer).select(".error-summary li") != []
    assert (
        page_of(answer).select_one("#id_username").get("value", "") == sent["username"]
    )
    assert names(cluster) == {"leitung": False}


def test_link_works_once(client, cluster, invitation):
    client.post(link(invitation), NEW)
    for again in (Client(), client):
        data = NEW | {"username": "second"}
        assert again.post(link(invitation), data).status_code == 410
    assert names(cluster) == {"leitung": False, "cluster-buero": False}


def test_two_windows_make_one_account(cluster, invitation):
    """What the second window read before the first one was through is old."""
    old = Invitation.objects.get()
    invitations.accept_with_new_account(invitation, "first", "x")
    with pytest.raises(PermissionDenied):
        invitations.accept_with_new_account(old, "second", "x")
    with pytest.raises(invitations.InvitationOverError):
        invitations.accept(old, get_user_model().objects.get(username="first"))
    assert names(cluster) == {"leitung": False, "first": False}


OVER = {
    "expired": ({"expires_at": timezone.now()}, "Ihre Zeit ist abgelaufen."),
    "accepted": ({"accepted_at": timezone.now()}, "Sie wurde schon angenommen."),
    "withdrawn": ({"withdrawn_at": timezone.now()}, "Sie wurde zurückgezogen."),
}


@pytest.mark.parametrize("state", OVER)
@pytest.mark.parametrize("method", ["get", "post"])
def test_link_that_is_over_says_why(client, cluster, invitation, state, method):
    values, words = OVER[state]
    Invitation.objects.update(**values)
    answer = getattr(client, method)(link(invitation), NEW)
    assert answer.status_code == 410
    assert page_of(answer).select_one(".lead").text.startswith(words)
    assert names(cluster) == {"leitung": False}


@pytest.mark.parametrize("token", ["1", "x", "1:abc", ":", "%00", "a" * 2000, "ä:ö"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_made_up_link_explains_itself(client, db, token, method):
    answer = getattr(client, method)(f"/einladung/{token}/", NEW)
    assert answer.status_code == 410
    assert page_of(answer).h1.text == "Dieser Link ist nicht vollständig"


def test_link_of_another_invitation_does_not_fit(client, cluster, invitation):
    other = InvitationFactory()
    token = invitations.token_of(invitation).replace(
        str(invitation.pk), str(other.pk), 1
    )
    assert client.get(f"/einladung/{token}/").status_code == 410


def test_invitation_of_a_closed_account_is_over(client, lead, invitation):
    get_user_model().objects.update(is_active=False)
    assert client.get(link(invitation)).status_code == 410


# the link, with an account


def test_mailbox_with_an_account_signs_in_first(client, cluster, invitation):
    user = UserFactory(username="alt", email=MAILBOX.upper())
    shown = page_of(client.get(link(invitation)))
    [button] = shown.select("main .button")
    assert button["href"].startswith("/konto/anmelden/?next=/einladung/")
    assert client.post(link(invitation), NEW).status_code == 200
    assert names(cluster) == {"leitung": False}
    client.force_login(user)
    assert client.get(link(invitation)).status_code == 200
    assert names(cluster) == {"leitung": False}
    assert client.post(link(invitation)).status_code == 302
    assert names(cluster) == {"leitung": False, "alt": False}


def test_other_account_is_asked_to_sign_out(client, cluster, invitation):
    client.force_login(UserFactory(email="andere@example.org"))
    [button] = page_of(client.get(link(invitation))).select("main .button")
    assert button.text == "Abmelden und weiter"
    assert client.post(link(invitation)).status_code == 403
    assert names(cluster) == {"leitung": False}


def test_account_without_a_mailbox_does_not_fit(client, invitation):
    client.force_login(UserFactory(email=""))
    assert client.post(link(invitation)).status_code == 403


def test_accepting_never_makes_a_deputy_of_who_leads(cluster, lead):
    lead.email = "anders@example.org"
    lead.save()
    asked = invitations.invite(cluster, MAILBOX, by=OfficeFactory(), is_deputy=True)
    lead.email = MAILBOX
    lead.save()
    invitations.accept(asked, lead)
    assert names(cluster) == {"leitung": False}


def test_deputy_is_promoted_by_an_invitation(cluster, lead):
    deputy = UserFactory(username="vertretung", email="v@example.org")
    managers.give(cluster, deputy, is_deputy=True, by=lead)
    asked = InvitationFactory(cluster=cluster, email=deputy.email, invited_by=lead)
    invitations.accept(asked, deputy)
    assert names(cluster) == {"leitung": False, "vertretung": False}


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer at a time"
)
@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_are_one():
    asked = InvitationFactory(email=MAILBOX)
    asked.cluster.managers.add(asked.invited_by)
    make = partial(invitations.accept_with_new_account, asked, password="x")
    results = at_once(*(partial(make, username=name) for name in ("eine", "andere")))
    assert results == ["", "OtherMailboxError"]
    assert len(names(asked.cluster)) == 2

"""What a stranger, or somebody with a small right, must not be able to do."""

from datetime import timedelta

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from clusterallianz.addresses import client_address
from clusters.actions.invitations import (
    TooManyMailsError,
    accept,
    invite,
    is_valid,
    send_again,
    token_of,
)
from clusters.actions.managers import leave, remove
from clusters.actions.requests import token_of as key_of_request
from clusters.models import Management, OutgoingMail
from tests.factories import (
    ClusterFactory,
    ConfirmationRequestFactory,
    ContactFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "stranger@example.org"


@pytest.fixture
def two():
    """An entry with two who lead it."""
    users = [UserFactory(email=f"{name}@example.org") for name in ("eins", "zwei")]
    return ClusterFactory(managers=users), *users


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:1::7", "2001:db8:1:1::"),
        ("2001:db8:1:1:ffff::1%eth0", "2001:db8:1:1::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("no address", "no address"),
    ],
)
def test_addresses_of_one_connection_are_one_place(address, place):
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    assert client_address(request) == place


def test_no_form_fills_a_strangers_mailbox(client):
    cluster = ClusterFactory(slug="a", website="https://example.org")
    feedback = {"art": "fehler", "text": "Etwas geht nicht.", "email": ADDRESS}
    statuses = []
    for number in range(12):
        # another place on the net each time
        where = {"REMOTE_ADDR": f"192.0.2.{number}"}
        statuses.append(client.post("/rueckmeldung/", feedback, **where).status_code)
    assert statuses == [302] * 10 + [429] * 2
    hint = {"soll": "https://neu.example.org", "email": ADDRESS}
    path = f"/cluster/{cluster.slug}/hinweis/?abschnitt=stammdaten&angabe=website"
    assert client.post(path, hint, REMOTE_ADDR="192.0.2.99").status_code == 429


def test_receipt_does_not_carry_a_strangers_words(client):
    data = {"art": "fehler", "text": "https://evil.example/", "email": ADDRESS}
    client.post("/rueckmeldung/", data)
    assert "evil" not in OutgoingMail.objects.get(to=ADDRESS).body


def test_name_like_anothers_mailbox_is_refused(client, two):
    cluster, inviter, _other = two
    invitation = invite(cluster, ADDRESS, by=inviter)
    data = {"username": "zwei@example.org"}
    data |= {"password1": "lang-genug-17", "password2": "lang-genug-17"}
    client.post(f"/einladung/{token_of(invitation)}/", data)
    assert Management.objects.filter(cluster=cluster).count() == 2


def test_invitations_of_who_left_are_void(two):
    cluster, inviter, _other = two
    invitation = invite(cluster, ADDRESS, by=inviter)
    leave(cluster, by=inviter)
    invitation.refresh_from_db()
    assert not is_valid(invitation)


def test_handing_over_takes_spare_invitations_back(two):
    cluster, inviter, _other = two
    spare = invite(cluster, ADDRESS, by=inviter)
    successor = UserFactory(email="nachfolge@example.org")
    accept(
        invite(cluster, successor.email, by=inviter, replaces_inviter=True), successor
    )
    spare.refresh_from_db()
    assert not is_valid(spare)


@pytest.mark.parametrize(("is_contact", "status"), [(False, 410), (True, 200)])
def test_link_of_who_was_removed_ends(client, two, is_contact, status):
    cluster, remaining, gone = two
    link = ConfirmationRequestFactory(cluster=cluster, email=gone.email)
    if is_contact:
        ContactFactory(cluster=cluster, email=gone.email)
    remove(cluster.managements.get(user=gone), by=remaining)
    path = f"/bestaetigen/{key_of_request(link)}/"
    assert client.get(path).status_code == status


def test_invitation_is_sent_five_times_a_day_at_most(two):
    cluster, inviter, _other = two
    invitation = invite(cluster, ADDRESS, by=inviter)
    for _number in range(4):
        send_again(invitation, by=inviter)
    with pytest.raises(TooManyMailsError):
        send_again(invitation, by=inviter)


def test_lists_of_the_admin_answer_no_regular_expression(as_office):
    path = "/admin/auth/user/?username__regex=^b{3}$"
    assert as_office.get(path).status_code in (302, 400)


@pytest.mark.parametrize(
    "path",
    [
        *[
            f"impulses/impulse/?{lookup}"
            for lookup in [
                *["answer_due_on=2031-03-17", "answer_due_on__isnull=False"],
                *["is_answer_due_public__exact=0", "answers__isnull=False"],
                *["published_answer__isnull=False", "assessments=1", "answers=6"],
                *["notes__isnull=False", "assignments__isnull=True"],
            ]
        ],
        *["auth/user/?assessments=1", "auth/user/?prepared_answers=6"],
        *["auth/user/?absences__isnull=False", "auth/user/?password__isnull=True"],
        "clusters/outgoingmail/?zustand=alle&subject=Hallo",
        "clusters/outgoingmail/?body__isnull=False",
    ],
)
def test_nothing_is_guessed_by_a_condition_that_no_filter_has(as_office, path):
    assert as_office.get(f"/admin/{path}").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        *[
            "impulses/impulse/?answer__exact=offen",
            "clusters/outgoingmail/?zustand=alle",
        ],
        *["impulses/impulse/?drivers__id__exact=1", "auth/user/?is_active__exact=1"],
        *["clusters/cluster/?innovation_field__isnull=True", "auth/user/?groups__id=1"],
    ],
)
def test_filters_of_the_lists_work(as_office, path):
    wanted = 400 if path.endswith("__id=1") else 200
    assert as_office.get(f"/admin/{path}").status_code == wanted


@pytest.mark.parametrize("path", ["proposal/?cluster=", "auditentry/?account="])
def test_lists_of_the_admin_stand_a_number_that_is_no_key(as_office, path):
    response = as_office.get(f"/admin/clusters/{path}{'9' * 20}")
    assert response.status_code in (200, 400)


def test_key_of_thousands_of_digits_is_refused(as_office):
    data = {"action": "confirm_entries", ACTION_CHECKBOX_NAME: "9" * 5000}
    path = reverse("admin:clusters_cluster_changelist")
    assert as_office.post(path, data).status_code == 400


def test_version_of_the_future_is_missing(as_office):
    history = reverse("admin:clusters_cluster_history", args=[ClusterFactory().pk])
    for moment in ("9999-12-31T23:59:59.000000Z", "0001-01-01T00:00:00.000000Z"):
        assert as_office.get(f"{history}{moment}/").status_code == 404


@pytest.mark.parametrize("charset", ["hex", "base64", "rot13", "utf-16", "x" * 90])
@pytest.mark.parametrize("path", ["/rueckmeldung/", "/anfrage/", "/konto/anmelden/"])
def test_other_encodings_are_refused(client, path, charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    posted = client.generic("POST", path, b"text=a", content_type=kind)
    assert posted.status_code == 400


def test_changing_the_mailbox_asks_for_the_password(client, two):
    _cluster, user, _other = two
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": (timezone.now() - timedelta(days=1)).timestamp()}
    ]
    session.save()
    data = {"email": ADDRESS, "action_add": ""}
    response = client.post("/konto/e-mail/", data)
    user.refresh_from_db()
    assert response.status_code == 302
    assert "bestaetigen" in response.url or "reauthenticate" in response.url
    assert OutgoingMail.objects.filter(to=ADDRESS).count() == 0

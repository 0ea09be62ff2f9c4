"""Who is asked to check an entry, how often, and what the mail says."""

from datetime import timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from clusters.actions.requests import ask_cluster, mailboxes_of, token_of
from clusters.models import Cluster, ConfirmationRequest, OutgoingMail, Section
from tests.factories import (
    ClusterFactory,
    ConfirmationFactory,
    ConfirmationRequestFactory,
    ContactFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def run(*args):
    out = StringIO()
    call_command("send_confirmation_requests", *args, stdout=out)
    return out.getvalue().splitlines()


def asked():
    rows = ConfirmationRequest.objects.order_by("pk")
    return [(row.cluster.short_name, row.email) for row in rows]


def reachable(name, **values):
    cluster = ClusterFactory(short_name=name, **values)
    ContactFactory(cluster=cluster, email=f"{name.lower()}@example.org")
    return cluster


def confirm_all(cluster, days):
    day = timezone.localdate() - timedelta(days=days)
    for section in Section.values:
        ConfirmationFactory(cluster=cluster, section=section, confirmed_on=day)


# --- whom


def test_role_mailbox_is_asked_before_the_managers():
    cluster = ClusterFactory(managers=[UserFactory(email="konto@example.org")])
    ContactFactory(cluster=cluster, position=0, is_public=False, email="a@example.org")
    person = {
        "name": "Erika Muster",
        "as_of": "2026",
        "source_url": "https://a.example/",
    }
    ContactFactory(cluster=cluster, position=1, email="b@example.org", **person)
    ContactFactory(cluster=cluster, position=2, email="", phone="+49 212 1234")
    ContactFactory(cluster=cluster, position=3, is_deputy=True, email="d@example.org")
    ContactFactory(cluster=cluster, position=4, email="c@example.org")
    assert mailboxes_of(cluster) == ["c@example.org"]


def test_without_a_role_mailbox_every_leading_manager_is_asked():
    cluster = ClusterFactory()
    accounts = {
        "a@example.org": {},
        "b@example.org": {},
        "": {},
        "c@example.org": {"is_deputy": True},
    }
    for email, role in accounts.items():
        cluster.managers.add(UserFactory(email=email), through_defaults=role)
    cluster.managers.add(UserFactory(email="d@example.org", is_active=False))
    assert mailboxes_of(cluster) == ["a@example.org", "b@example.org"]


def test_nobody_can_be_written_to():
    assert mailboxes_of(ClusterFactory(managers=[UserFactory()])) == []


# --- when


@pytest.mark.parametrize(
    ("state", "is_asked"),
    [("draft", False), ("published", True), ("dormant", True), ("archived", False)],
)
def test_public_entries_are_asked(state, is_asked):
    reachable("A", state=state)
    run()
    assert bool(asked()) == is_asked


@pytest.mark.parametrize(("days", "is_asked"), [(180, False), (181, True), (241, True)])
def test_entry_is_asked_when_a_section_is_not_fresh(days, is_asked):
    cluster = reachable("A")
    confirm_all(cluster, 10)
    assert run() == ["0 requests sent."]
    other = reachable("B")
    confirm_all(other, days)
    run()
    assert asked() == ([("B", "b@example.org")] if is_asked else [])


def test_entry_with_one_section_left_is_asked():
    cluster = reachable("A")
    for section in Section.values[1:]:
        ConfirmationFactory(cluster=cluster, section=section)
    assert list(Cluster.objects.to_be_asked()) == [cluster]


@pytest.mark.parametrize(("days", "is_asked"), [(0, False), (29, False), (30, True)])
def test_cluster_is_not_asked_again_within_the_window(settings, days, is_asked):
    settings.CONFIRMATION_REQUEST_EVERY_DAYS = 30
    before = timezone.now() - timedelta(days=days)
    ConfirmationRequestFactory(cluster=reachable("A"), created_at=before)
    run()
    assert ConfirmationRequest.objects.count() == 1 + is_asked


# --- the command


def test_command_sends_and_says_to_whom(mailoutbox, django_capture_on_commit_callbacks):
    reachable("Achse")
    reachable("Bahn")
    with django_capture_on_commit_callbacks(execute=True):
        lines = run()
    assert lines == [
        "Achse: achse@example.org",
        "Bahn: bahn@example.org",
        "2 requests sent.",
    ]
    assert [mail.to for mail in mailoutbox] == [
        ["achse@example.org"],
        ["bahn@example.org"],
    ]


def test_dry_run_says_the_same_and_sends_nothing(settings):
    settings.OFFICE_EMAIL = "office@example.org"
    reachable("Achse")
    ClusterFactory(short_name="Stumm")
    assert run("--dry-run") == [
        "Achse: achse@example.org",
        "Stumm: nobody to write to",
        "1 requests would be sent.",
    ]
    assert asked() == []
    assert OutgoingMail.objects.count() == 0


def test_second_run_sends_nothing():
    reachable("Achse")
    run()
    assert run() == ["0 requests sent."]
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("args", [["--days", "3"], ["alles"], ["--dry-run=ja"]])
def test_command_refuses_arguments_it_does_not_know(args):
    reachable("Achse")
    with pytest.raises(CommandError):
        run(*args)
    assert asked() == []


def test_office_hears_once_of_clusters_that_nobody_can_ask(settings):
    settings.OFFICE_EMAIL = "office@example.org"
    ClusterFactory(short_name="Stumm")
    for _again in range(2):
        assert run() == ["Stumm: nobody to write to", "0 requests sent."]
    (mail,) = OutgoingMail.objects.all()
    assert (mail.to, mail.kind) == ("office@example.org", "confirmation-unreachable")
    assert mail.subject == (
        "1 Cluster kann nicht um die Prüfung seines Eintrags gebeten werden"
    )
    assert "– Stumm\n" in mail.body
    ClusterFactory(short_name="Leise")
    run()
    assert OutgoingMail.objects.count() == 2


def test_without_an_office_nobody_is_told():
    ClusterFactory(short_name="Stumm")
    assert run() == ["Stumm: nobody to write to", "0 requests sent."]
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 5])
def test_dry_run_asks_the_same_for_each_cluster(django_assert_num_queries, rows):
    for number in range(rows):
        reachable(f"C{number}")
    with django_assert_num_queries(1 + rows):
        run("--dry-run")


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_once():
    cluster = reachable("Achse")
    start = Barrier(2)

    def ask():
        try:
            start.wait(10)
            ask_cluster(cluster)
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert asked() == [("Achse", "achse@example.org")]
    assert OutgoingMail.objects.count() == 1


# --- the mail


def test_mail_holds_the_link_and_no_name_of_a_person(settings):
    settings.SITE_URL = "https://cluster.example"
    settings.OFFICE_EMAIL = "office@example.org"
    manager = UserFactory(
        email="konto@example.org", first_name="Erika", last_name="Muster"
    )
    ClusterFactory(short_name="Textil & <Faser>", managers=[manager])
    run()
    (request,) = ConfirmationRequest.objects.all()
    (mail,) = OutgoingMail.objects.all()
    assert mail.subject == "Stimmt der Eintrag von Textil & <Faser> noch?"
    link = f"https://cluster.example/bestaetigen/{token_of(request)}/"
    assert link in mail.body.splitlines()
    assert "office@example.org" in mail.body
    assert not [
        name for name in ("Erika", "Muster", manager.username) if name in mail.body
    ]


def test_link_works_as_long_as_the_setting_says(settings):
    settings.CONFIRMATION_LINK_DAYS = 7
    reachable("A")
    run()
    (request,) = ConfirmationRequest.objects.all()
    left = request.expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)

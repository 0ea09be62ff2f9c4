"""Reminders of enquiries that wait, and the one question whether it helped."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from clusters.actions.enquiries import answer, write_back
from clusters.models import Enquiry, EnquiryThread, Management, OutgoingMail
from clusters.workingdays import working_days
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    EnquiryThreadFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "Zitronenfalter"


@pytest.fixture(autouse=True)
def office(settings):
    settings.OFFICE_EMAIL = "buero@example.org"


@pytest.fixture
def cluster():
    cluster = ClusterFactory(managers=[UserFactory(email="leitung@example.org")])
    deputy = UserFactory(email="vertretung@example.org")
    Management.objects.create(cluster=cluster, user=deputy, is_deputy=True)
    return cluster


def working_days_ago(days):
    since = timezone.now()
    while working_days(timezone.localdate(since), timezone.localdate()) < days:
        since -= timedelta(days=1)
    return since


def waiting(cluster, days, **values):
    """A thread that has waited so many working days."""
    return EnquiryThreadFactory(
        cluster=cluster,
        waiting_since=working_days_ago(days),
        enquiry__subject=SECRET,
        enquiry__need=SECRET,
        enquiry__email="betrieb@example.org",
        **values,
    )


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Runs the command; what it said, and to whom mails went."""

    def go(**options):
        mail.outbox.clear()
        output = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("send_enquiry_reminders", stdout=output, **options)
        return output.getvalue().splitlines(), sorted(m.to[0] for m in mail.outbox)

    return go


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0, []),
        (2, []),
        (3, ["leitung@example.org"]),
        (6, ["leitung@example.org"]),
        (7, ["leitung@example.org"]),
        (10, ["buero@example.org", "vertretung@example.org"]),
        (40, ["buero@example.org", "vertretung@example.org"]),
    ],
)
def test_who_is_told_after_how_many_days(run, cluster, days, told):
    waiting(cluster, days)
    assert run()[1] == told


def test_each_limit_reminds_once(run, cluster):
    waiting(cluster, 3)
    assert run()[1] == ["leitung@example.org"]
    assert run()[1] == []
    EnquiryThread.objects.update(waiting_since=working_days_ago(7))
    assert run()[1] == ["leitung@example.org"]
    assert run()[1] == []


@pytest.mark.parametrize("state", ["answered", "handed-over", "closed"])
def test_nothing_waits_that_was_answered(run, cluster, state):
    waiting(cluster, 20, state=state)
    assert run()[1] == []


def test_office_learns_nothing_of_the_contents(run, cluster):
    thread = waiting(cluster, 12)
    run()
    (letter,) = (m for m in mail.outbox if m.to == ["buero@example.org"])
    text = letter.subject + letter.body
    assert [p in text for p in (thread.enquiry.number, cluster.name, "12")] == [
        True
    ] * 3
    assert [p in text for p in (SECRET, "betrieb@example.org")] == [False] * 2
    assert thread.enquiry.key not in text


def test_office_without_a_mailbox_is_left_alone(run, cluster, settings):
    settings.OFFICE_EMAIL = ""
    waiting(cluster, 12)
    assert run()[1] == ["vertretung@example.org"]


def test_mailbox_without_accounts_is_reminded_with_its_link(run):
    cluster = ClusterFactory()
    ContactFactory(cluster=cluster, email="post@example.org")
    waiting(cluster, 3)
    assert run()[1] == ["post@example.org"]
    (letter,) = mail.outbox
    assert "/anfrage/beantwortet/" in letter.body
    assert letter.reply_to == ["betrieb@example.org"]


def test_dry_run_sends_and_changes_nothing(run, cluster):
    thread = waiting(cluster, 12)
    lines, told = run(dry_run=True)
    assert lines == [
        f"{thread.enquiry.number} {cluster.slug}: 12 working days, limit 10, office told",
        "1 reminders, 0 questions would be sent.",
    ]
    assert (told, OutgoingMail.objects.count()) == ([], 0)
    thread.refresh_from_db()
    assert thread.reminded_after == 0


def test_firm_that_wrote_back_waits_anew(run, cluster):
    thread = waiting(cluster, 12)
    run()
    answer(thread, text="A", seen=0, by=cluster.managers.first())
    write_back(thread, text="Und nun?")
    assert run()[1] == []
    EnquiryThread.objects.update(waiting_since=working_days_ago(3))
    assert run()[1] == ["leitung@example.org"]


def test_forgotten_runs_bring_one_mail(run, cluster):
    waiting(cluster, 9)
    assert run()[1] == ["leitung@example.org"]


# whether it helped


def finished(cluster, days, **values):
    thread = waiting(cluster, 1, state="answered", **values)
    long_ago = timezone.now() - timedelta(days)
    Enquiry.objects.filter(pk=thread.enquiry_id).update(created_at=long_ago)
    thread.messages.create(author="cluster", text="A", created_at=long_ago)
    return thread


def test_firm_is_asked_once(run, cluster):
    finished(cluster, 8)
    lines, told = run()
    assert told == ["betrieb@example.org"]
    assert lines[-1] == "0 reminders, 1 questions sent."
    assert run()[1] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.messages.update(created_at=timezone.now() - timedelta(2)),
        lambda t: Enquiry.objects.update(helped="yes"),
        lambda t: EnquiryThreadFactory(
            enquiry=t.enquiry, cluster=ClusterFactory(), waiting_since=timezone.now()
        ),
        lambda t: EnquiryThread.objects.update(state="handed-over"),
    ],
)
def test_firm_is_not_asked_too_early_or_in_vain(run, cluster, change):
    change(finished(cluster, 8))
    assert run()[1] == []

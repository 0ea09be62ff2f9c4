"""What is deleted when its time is over, and what is not."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from clusters.models import (
    AnswerTime,
    Enquiry,
    EnquiryMessage,
    Feedback,
    Invitation,
    OutgoingMail,
    Proposal,
    Throttle,
)
from tests.factories import (
    EnquiryFactory,
    EnquiryThreadFactory,
    FeedbackFactory,
    InvitationFactory,
    ProposalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def days(settings):
    settings.ENQUIRY_KEEP_DAYS = 100
    settings.PROPOSAL_KEEP_DAYS = 50
    settings.MAIL_KEEP_DAYS = 10


def ago(days):
    return timezone.now() - timedelta(days=days)


def run(**options):
    output = StringIO()
    call_command("delete_expired", stdout=output, **options)
    return output.getvalue().splitlines()


@pytest.mark.parametrize(
    ("age", "state", "last_word", "stays"),
    [
        (99, "closed", None, True),
        (101, "closed", None, False),
        (101, "answered", None, False),
        (101, "answered", 99, True),
        (101, "new", None, True),
        (199, "in-progress", None, True),
        (201, "new", None, False),
        (201, "answered", 1, False),
    ],
)
def test_enquiry_stays_for_the_stated_time(age, state, last_word, stays):
    enquiry = EnquiryFactory(created_at=ago(age))
    thread = EnquiryThreadFactory(enquiry=enquiry, state=state)
    if last_word:
        thread.messages.create(author="firm", text="x", created_at=ago(last_word))
    run()
    assert Enquiry.objects.exists() is stays


def test_answer_time_outlives_the_enquiry():
    thread = EnquiryThreadFactory(
        enquiry=EnquiryFactory(created_at=ago(500)), state="closed"
    )
    thread.messages.create(author="cluster", text="x", created_at=ago(400))
    AnswerTime.objects.create(
        cluster=thread.cluster, answered_on=ago(400), working_days=2
    )
    run()
    assert Enquiry.objects.count() == EnquiryMessage.objects.count() == 0
    assert AnswerTime.objects.count() == 1


def decided(days):
    return ProposalFactory(
        state="accepted", decided_at=ago(days), decided_by=UserFactory()
    )


def letter(**values):
    return OutgoingMail.objects.create(kind="x", to="a@example.org", **values)


@pytest.mark.parametrize(
    ("model", "make", "stays"),
    [
        (Proposal, lambda: decided(51), False),
        (Proposal, lambda: decided(49), True),
        (Proposal, lambda: ProposalFactory(created_at=ago(900)), True),
        (OutgoingMail, lambda: letter(sent_at=ago(11)), False),
        (OutgoingMail, lambda: letter(sent_at=ago(9)), True),
        (OutgoingMail, lambda: letter(created_at=ago(99)), True),
        (OutgoingMail, lambda: letter(created_at=ago(101)), False),
        (
            Throttle,
            lambda: Throttle.objects.create(key="k", expires_at=ago(0.1)),
            False,
        ),
        (Throttle, lambda: Throttle.objects.create(key="k", expires_at=ago(-1)), True),
        (Invitation, lambda: InvitationFactory(expires_at=ago(1)), False),
        (Invitation, lambda: InvitationFactory(withdrawn_at=ago(1)), False),
        (Invitation, InvitationFactory, True),
        (
            Invitation,
            lambda: InvitationFactory(expires_at=ago(1), accepted_at=ago(2)),
            True,
        ),
        (Feedback, lambda: FeedbackFactory(created_at=ago(900)), True),
        (
            Feedback,
            lambda: FeedbackFactory(state="answered", answer="x", answered_at=ago(183)),
            False,
        ),
    ],
)
def test_row_stays_for_its_time(model, make, stays):
    make()
    run()
    assert model.objects.exists() is stays


def test_dry_run_counts_and_deletes_nothing():
    letter(sent_at=ago(11))
    EnquiryThreadFactory(enquiry=EnquiryFactory(created_at=ago(500)))
    assert run(dry_run=True) == [
        "1 enquiries would be deleted.",
        "0 proposals would be deleted.",
        "0 messages about the site would be deleted.",
        "1 mails would be deleted.",
        "0 invitations would be deleted.",
        "0 throttle rows would be deleted.",
        "0 unconfirmed followers would be deleted.",
        "0 reminders would be deleted.",
    ]
    assert Enquiry.objects.count() == OutgoingMail.objects.count() == 1
    assert run()[0] == "1 enquiries deleted."
    assert run()[0] == "0 enquiries deleted."

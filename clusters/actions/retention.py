"""What is deleted when its time is over, by `manage.py delete_expired`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from clusters.models import (
    Enquiry,
    Feedback,
    Invitation,
    OutgoingMail,
    Proposal,
    Throttle,
)

# half a year after the answer, as the form says
FEEDBACK_KEEP = timedelta(days=182)


def enquiries(now: datetime) -> QuerySet:
    """Answered or closed and quiet for the stated time; any that is twice as old."""
    keep = timedelta(days=settings.ENQUIRY_KEEP_DAYS)
    over = Enquiry.objects.finished().quiet_since(now - keep)
    return Enquiry.objects.filter(
        Q(pk__in=over.values("pk")) | Q(created_at__lt=now - 2 * keep)
    )


def proposals(now: datetime) -> QuerySet:
    keep = timedelta(days=settings.PROPOSAL_KEEP_DAYS)
    return Proposal.objects.filter(decided_at__lt=now - keep)


def mails(now: datetime) -> QuerySet:
    """Sent ones; what could not be sent in all that time is of no use any more."""
    sent = timedelta(days=settings.MAIL_KEEP_DAYS)
    stuck = timedelta(days=settings.ENQUIRY_KEEP_DAYS)
    return OutgoingMail.objects.filter(
        Q(sent_at__lt=now - sent) | Q(sent_at=None, created_at__lt=now - stuck)
    )


def invitations(now: datetime) -> QuerySet:
    """Never accepted, and run out or withdrawn."""
    over = Q(expires_at__lt=now) | Q(withdrawn_at__isnull=False)
    return Invitation.objects.filter(over, accepted_at=None)


def feedback(now: datetime) -> QuerySet:
    return Feedback.objects.expired(now - FEEDBACK_KEEP)


def throttles(now: datetime) -> QuerySet:
    return Throttle.objects.filter(expires_at__lt=now)


EXPIRED: dict[str, Callable[[datetime], QuerySet]] = {
    "enquiries": enquiries,
    "proposals": proposals,
    "messages about the site": feedback,
    "mails": mails,
    "invitations": invitations,
    "throttle rows": throttles,
}


def delete_expired(*, dry_run: bool = False) -> dict[str, int]:
    """How many of each kind were deleted, or would be. Parts of them do not count."""
    now = timezone.now()
    numbers = {}
    for name, expired in EXPIRED.items():
        rows = expired(now)
        if dry_run:
            numbers[name] = rows.count()
        else:
            _total, by_model = rows.delete()
            numbers[name] = by_model.get(rows.model._meta.label, 0)
    return numbers

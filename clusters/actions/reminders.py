"""Reminders of enquiries that wait, and the one question whether it helped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clusters.mail.enquiries import tell_firm, token_of
from clusters.mail.queue import queue_mail
from clusters.mail.recipients import Recipients, recipients_of
from clusters.models import Enquiry, EnquiryThread
from clusters.workingdays import working_days

# a firm needs some days to try out what it was told
ASKED_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Reminder:
    """A thread that has waited `days` working days, of which `after` is the limit
    passed last."""

    thread: EnquiryThread
    days: int
    after: int

    @property
    def is_escalation(self) -> bool:
        return self.after >= settings.ENQUIRY_ESCALATION_DAYS


def waiting_days(thread: EnquiryThread, now: datetime) -> int:
    """Working days that a firm has waited for this cluster."""
    since = timezone.localdate(thread.waiting_since)
    return working_days(since, timezone.localdate(now))


def limit_of(days: int) -> int:
    """The highest limit that so many days have passed; 0: none yet."""
    limits = [*settings.ENQUIRY_REMINDER_DAYS, settings.ENQUIRY_ESCALATION_DAYS]
    return max((limit for limit in limits if limit <= days), default=0)


def due_reminders(now: datetime) -> Iterator[Reminder]:
    """Threads that passed a limit since the last reminder; a run that was left out
    brings one mail, not two."""
    rows = EnquiryThread.objects.unanswered().select_related("enquiry", "cluster")
    for thread in rows.order_by("pk"):
        days = waiting_days(thread, now)
        after = limit_of(days)
        if after > thread.reminded_after:
            yield Reminder(thread, days, after)


def send_reminders(*, dry_run: bool = False) -> list[Reminder]:
    """Once per limit, however often it runs."""
    due = list(due_reminders(timezone.now()))
    return due if dry_run else [reminder for reminder in due if remind(reminder)]


@transaction.atomic
def remind(reminder: Reminder) -> bool:
    """False if the cluster answered meanwhile, or another run was quicker."""
    Enquiry.objects.select_for_update().get(pk=reminder.thread.enquiry_id)
    same = EnquiryThread.objects.unanswered().filter(
        pk=reminder.thread.pk,
        reminded_after__lt=reminder.after,
        waiting_since=reminder.thread.waiting_since,
    )
    if not same.update(reminded_after=reminder.after):
        return False
    recipients = recipients_of(reminder.thread.cluster)
    if reminder.is_escalation:
        tell_all(reminder, recipients, recipients.second)
        tell_office(reminder)
    else:
        tell_all(reminder, recipients, recipients.first)
    return True


def tell_all(
    reminder: Reminder, recipients: Recipients, addresses: tuple[str, ...]
) -> None:
    thread = reminder.thread
    values = {
        "thread": thread,
        "enquiry": thread.enquiry,
        "days": reminder.days,
        "has_inbox": recipients.has_inbox,
        "token": token_of(thread),
    }
    reply_to = "" if recipients.has_inbox else thread.enquiry.email
    for place, address in enumerate(addresses):
        key = f"{key_of(reminder)}:{place}"
        queue_mail("enquiry-reminder", address, values, key=key, reply_to=reply_to)


def tell_office(reminder: Reminder) -> None:
    """Number, cluster and age; what the firm wrote is for the cluster alone."""
    if not settings.OFFICE_EMAIL:
        return
    thread = reminder.thread
    values = {"thread": thread, "enquiry": thread.enquiry, "days": reminder.days}
    key = f"{key_of(reminder)}:office"
    queue_mail("enquiry-late", settings.OFFICE_EMAIL, values, key=key)


def key_of(reminder: Reminder) -> str:
    thread = reminder.thread
    since = int(thread.waiting_since.timestamp())
    return f"enquiry-reminder:{thread.pk}:{since}:{reminder.after}"


def ask_whether_helped(*, dry_run: bool = False) -> list[Enquiry]:
    """One mail to each firm, some days after the last answer."""
    due = list(Enquiry.objects.to_be_asked(timezone.now() - ASKED_AFTER).order_by("pk"))
    return due if dry_run else [enquiry for enquiry in due if ask(enquiry)]


@transaction.atomic
def ask(enquiry: Enquiry) -> bool:
    unasked = Enquiry.objects.filter(pk=enquiry.pk, asked_whether_helped_at=None)
    if not unasked.update(asked_whether_helped_at=timezone.now()):
        return False
    tell_firm("helped", enquiry, key=f"enquiry-helped:{enquiry.pk}")
    return True

"""Reminders of what is due: one mail a day to a mailbox, each occasion told once.

What was told stands in a table: whoever runs this twice, or after some days' pause,
sends what is still untold of today's state, and nothing twice.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusterallianz.addresses import full_address
from clusters.mail.queue import queue_mail
from impulses.models import InternalEntry, Reminded
from impulses.reviews.duties import Duty, Topic, duties
from impulses.reviews.timeline import record_internal

KIND = InternalEntry.Kind.TOLD


def send_due_reminders(*, dry_run: bool = False) -> dict[str, list[Duty]]:
    """Mailbox to what it was told, or would be."""
    today = timezone.localdate()
    all_duties = sorted(duties(today), key=attrgetter("recipient"))
    told = {}
    for mailbox, some in groupby(all_duties, key=attrgetter("recipient")):
        untold = untold_of(mailbox, list(some), today)
        if untold and not dry_run:
            untold = remind(mailbox, untold, today)
        if untold:
            told[mailbox] = untold
    return told


def untold_of(mailbox: str, some: list[Duty], today: date) -> list[Duty]:
    """Nothing if the mailbox had its mail of the day: the rest waits till tomorrow."""
    rows = Reminded.objects.filter(recipient=hash_of(mailbox))
    if rows.filter(occasion=day_of(today)).exists():
        return []
    occasions = [duty.occasion for duty in some]
    known = set(rows.filter(occasion__in=occasions).values_list("occasion", flat=True))
    # an address may be a unit's and a person's: once is enough
    first = {duty.occasion: duty for duty in reversed(some)}
    return [duty for name, duty in first.items() if name not in known]


@transaction.atomic
def remind(mailbox: str, some: list[Duty], today: date) -> list[Duty]:
    """Nothing if another run is at this mailbox, or was quicker."""
    recipient = hash_of(mailbox)
    _row, is_first = Reminded.objects.get_or_create(
        recipient=recipient, occasion=day_of(today), defaults={"on": today}
    )
    if not is_first:
        return []
    note_on_timeline(some)
    Reminded.objects.bulk_create(
        [Reminded(recipient=recipient, occasion=d.occasion, on=today) for d in some]
    )
    late = sum(duty.days <= 0 for duty in some)
    context = {
        "groups": groups_of(some),
        "late": late,
        "soon": len(some) - late,
        "address": address_for(some),
    }
    key = f"review-reminder-{recipient}-{today.isoformat()}"
    queue_mail("review-reminder", mailbox, context, key=key)
    return some


def groups_of(some: list[Duty]) -> list[tuple[str, list[tuple[Duty, str]]]]:
    """Heading, and each duty with its address, what is due first at the top."""
    groups = []
    for topic in Topic:
        rows = sorted((d for d in some if d.topic == topic), key=attrgetter("due_on"))
        if rows:
            lines = [(duty, full_address(duty.path)) for duty in rows]
            groups.append((topic.heading, lines))
    return groups


def address_for(some: list[Duty]) -> str:
    """The own page in the work area; empty for a unit, which has no account."""
    work = reverse("impulses:work")
    is_account = any(duty.path.startswith(work) for duty in some)
    return full_address(work) if is_account else ""


def note_on_timeline(some: list[Duty]) -> None:
    """Once an occasion, however many mailboxes hear of it."""
    occasions = [duty.occasion for duty in some]
    rows = Reminded.objects.filter(occasion__in=occasions)
    noted = set(rows.values_list("occasion", flat=True))
    with translation.override(settings.LANGUAGE_CODE):
        for duty in some:
            if duty.occasion not in noted:
                record_internal(duty.impulse, KIND, by=None, text=words_of(duty))


def words_of(duty: Duty) -> str:
    values = {"what": duty.topic.noun, "date": date_format(duty.due_on)}
    return _("%(what)s, due on %(date)s") % values


def hash_of(mailbox: str) -> str:
    text = mailbox.lower()
    return salted_hmac("impulses.reminded", text, algorithm="sha256").hexdigest()[:32]


def day_of(today: date) -> str:
    """The occasion of a mail itself: there is one a day."""
    return f"mail-{today.isoformat()}"

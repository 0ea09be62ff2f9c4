"""What the impulses know of persons, for the commands that delete it.

The commands belong to the directory, which knows nothing of the impulses: they tell.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from clusters.actions.persons import OWNED
from clusters.actions.retention import EXPIRED
from impulses.models import Follower, Reminded

# for whoever was asked by mail whether to follow
CONFIRM_DAYS = 7
REMINDED_KEEP = timedelta(days=365)


def unconfirmed_followers(now: datetime) -> QuerySet:
    return Follower.objects.unconfirmed_since(now - timedelta(days=CONFIRM_DAYS))


def old_reminders(now: datetime) -> QuerySet:
    """What was told so long ago cannot be told again: its day was another one."""
    return Reminded.objects.filter(on__lt=timezone.localdate(now) - REMINDED_KEEP)


def register() -> None:
    EXPIRED["unconfirmed followers"] = unconfirmed_followers
    EXPIRED["reminders"] = old_reminders
    if (Follower, "email") not in OWNED:
        OWNED.append((Follower, "email"))

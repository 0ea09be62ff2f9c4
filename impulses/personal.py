"""What the impulses know of persons, for the commands that delete it.

The commands belong to the directory, which knows nothing of the impulses: they tell.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from clusters.actions.persons import OWNED
from clusters.actions.retention import EXPIRED
from impulses.models import Follower

# for whoever was asked by mail whether to follow
CONFIRM_DAYS = 7


def unconfirmed_followers(now: datetime) -> QuerySet:
    return Follower.objects.unconfirmed_since(now - timedelta(days=CONFIRM_DAYS))


def register() -> None:
    EXPIRED["unconfirmed followers"] = unconfirmed_followers
    if (Follower, "email") not in OWNED:
        OWNED.append((Follower, "email"))

"""Whether something that was promised in public is late."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext, ngettext

# from when on a page says how many days are left
SOON_DAYS = 30


def days_late(due_on: date | None, today: date | None = None) -> int:
    """Whole days since a day on which something was owed; 0 while there is time."""
    if due_on is None:
        return 0
    return max(((today or timezone.localdate()) - due_on).days, 0)


def clock_words(due_on: date | None, today: date | None = None) -> str:
    """How far away a day is on which something is owed: late, today, or how soon.

    Empty without a day, or when it is more than `SOON_DAYS` away.
    """
    if due_on is None:
        return ""
    days = (due_on - (today or timezone.localdate())).days
    if days < 0:
        return late_words(-days)
    if days == 0:
        return gettext("due today")
    if days > SOON_DAYS:
        return ""
    return ngettext("due in %(days)s day", "due in %(days)s days", days) % {
        "days": days
    }


def late_words(days: int) -> str:
    """How late something is; empty while there is time."""
    if not days:
        return ""
    return ngettext("overdue for %(days)s day", "overdue for %(days)s days", days) % {
        "days": days
    }

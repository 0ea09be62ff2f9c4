"""Whether something that was promised in public is late."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def days_late(due_on: date | None, today: date | None = None) -> int:
    """Whole days since a day on which something was owed; 0 while there is time."""
    if due_on is None:
        return 0
    return max(((today or timezone.localdate()) - due_on).days, 0)

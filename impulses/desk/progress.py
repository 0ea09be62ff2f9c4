"""How far an impulse is, with its parts and links, for the work area."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from impulses.querysets import linked_impulses


def progress_panel(impulse, user) -> dict[str, Any]:
    """`parts`, `links`, `today`, `is_open` (whether a next step is owed), `may_change`."""
    return {
        "parts": list(impulse.parts.select_related("responsible_unit")),
        "links": linked_impulses(impulse),
        "today": timezone.localdate(),
        "is_open": not impulse.is_finished,
        "may_change": user.has_perm("impulses.coordinate"),
    }

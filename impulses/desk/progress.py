"""How far an impulse is, with its parts and links, for the work area."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from impulses.forms.progress import LinkForm
from impulses.querysets import linked_impulses


def progress_panel(impulse, user) -> dict[str, Any]:
    """`parts`, `links`, `today`, `may_change`, `link_form` (None: may not)."""
    may_change = user.has_perm("impulses.coordinate")
    return {
        "parts": list(impulse.parts.select_related("responsible_unit")),
        "links": linked_impulses(impulse),
        "today": timezone.localdate(),
        "may_change": may_change,
        "link_form": LinkForm() if may_change else None,
    }

"""Who may change what of the ministry's work."""

from __future__ import annotations

from impulses.reviews.errors import NotAllowedError


def require_coordinator(by) -> None:
    if not by.has_perm("impulses.coordinate"):
        raise NotAllowedError

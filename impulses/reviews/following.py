"""Who hears of what the public may know."""

from __future__ import annotations

from impulses.models import Impulse, PublicEntry


def tell_followers(impulse: Impulse, entry: PublicEntry) -> None:
    """Mails to all who follow an impulse or one of its drivers."""

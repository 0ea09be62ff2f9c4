"""Whose mailboxes hear of what waits in the ministry."""

from __future__ import annotations

from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from clusters.roles import COORDINATORS
from impulses.models import Absence


def coordinators() -> QuerySet:
    """Accounts of the coordinators that can be written to."""
    accounts = get_user_model().objects.filter(is_active=True).exclude(email="")
    return accounts.filter(groups__name=COORDINATORS).order_by("pk")


def deputies(day: date) -> dict:
    """Key of an absent account to the deputy, if that can be written to."""
    rows = Absence.objects.on(day).select_related("deputy").order_by("pk")
    found = {row.account_id: row.deputy for row in rows}
    return {key: one for key, one in found.items() if one.is_active and one.email}

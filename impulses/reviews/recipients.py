"""Whose mailboxes hear of what waits in the ministry."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from clusters.roles import COORDINATORS


def coordinators() -> QuerySet:
    """Accounts of the coordinators that can be written to."""
    accounts = get_user_model().objects.filter(is_active=True).exclude(email="")
    return accounts.filter(groups__name=COORDINATORS).order_by("pk")

"""Followers of impulses and drivers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet


class FollowerQuerySet(QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed_since(self, time: datetime):
        """Asked before a time, and never said yes."""
        return self.filter(confirmed_at=None, created_at__lt=time)

    def of(self, impulse):
        """Confirmed followers of an impulse, or of one of its drivers."""
        drivers = impulse.drivers.values("pk")
        return self.confirmed().filter(Q(impulse=impulse) | Q(driver__in=drivers))

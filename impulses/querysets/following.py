"""Followers of impulses and drivers."""

from __future__ import annotations

from django.db.models import Q, QuerySet


class FollowerQuerySet(QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def of(self, impulse):
        """Confirmed followers of an impulse, or of one of its drivers."""
        drivers = impulse.drivers.values("pk")
        return self.confirmed().filter(Q(impulse=impulse) | Q(driver__in=drivers))

"""Reads of who keeps an entry."""

from django.db.models import QuerySet
from django.utils import timezone


class ManagementQuerySet(QuerySet):
    def leading(self):
        """Those who answer first; without deputies and closed accounts."""
        return self.filter(is_deputy=False, user__is_active=True)

    def deputies(self):
        return self.filter(is_deputy=True, user__is_active=True)


class InvitationQuerySet(QuerySet):
    def still_open(self):
        return self.filter(
            accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        )

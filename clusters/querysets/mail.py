"""Reads of mails on their way."""

from django.db.models import QuerySet
from django.utils import timezone


class OutgoingMailQuerySet(QuerySet):
    def waiting(self):
        """Not sent yet."""
        return self.filter(sent_at=None)

    def due(self):
        """Not sent yet, and to be tried now."""
        return self.waiting().filter(next_try_at__lte=timezone.now())

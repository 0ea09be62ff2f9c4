"""Reads of web addresses."""

from django.db.models import QuerySet

# failures in a row after which an address counts as dead
FAILURES = 2


class LinkCheckQuerySet(QuerySet):
    def dead(self):
        """What is reported to managers and the office."""
        return self.filter(state="dead", failures__gte=FAILURES, is_muted=False)

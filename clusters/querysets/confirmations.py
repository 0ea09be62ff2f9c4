"""Reads of confirmations and of the mails that ask for them."""

from django.db.models import Max, QuerySet

from .appendonly import AppendOnlyQuerySet


class ConfirmationQuerySet(AppendOnlyQuerySet):
    def newest(self):
        """Of each section of each entry, the confirmation that counts."""
        newest = self.order_by().values("cluster", "section").annotate(key=Max("pk"))
        return self.filter(pk__in=newest.values("key"))


class ConfirmationRequestQuerySet(QuerySet):
    pass

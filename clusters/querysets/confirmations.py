"""Reads of confirmations and of the mails that ask for them."""

from datetime import timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from .appendonly import AppendOnlyQuerySet


class ConfirmationQuerySet(AppendOnlyQuerySet):
    def newest(self):
        """Of each section of each entry, the confirmation that counts."""
        newest = self.order_by().values("cluster", "section").annotate(key=Max("pk"))
        return self.filter(pk__in=newest.values("key"))

    def by_section(self) -> dict[str, Any]:
        """Of one entry: each section and its newest confirmation, None without any."""
        from clusters.models import Section

        found = {row.section: row for row in self.newest()}
        return {section: found.get(section) for section in Section.values}

    def sections(self) -> set[str]:
        """The sections that these confirmations are of."""
        return set(self.order_by().values_list("section", flat=True))


class ConfirmationRequestQuerySet(QuerySet):
    def within_days(self, days: int):
        """Those of today and of so many days before it, less one."""
        first = timezone.localdate() - timedelta(days=days)
        return self.filter(created_at__date__gt=first)

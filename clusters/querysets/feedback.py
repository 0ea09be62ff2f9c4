"""Reads of messages about the site, and of what was counted."""

from datetime import date

from django.db.models import QuerySet, Sum


class FeedbackQuerySet(QuerySet):
    def unanswered(self):
        return self.exclude(state="answered")

    def expired(self, before):
        """Answered before that moment: to be deleted."""
        return self.filter(state="answered", answered_at__lt=before)


class DailyCountQuerySet(QuerySet):
    def totals(self, since: date) -> dict[int, dict[str, int]]:
        """Since a day: primary key of each cluster to kind to number."""
        rows = self.filter(day__gte=since).order_by().values("cluster", "kind")
        found: dict[int, dict[str, int]] = {}
        for row in rows.annotate(sum=Sum("number")):
            found.setdefault(row["cluster"], {})[row["kind"]] = row["sum"]
        return found

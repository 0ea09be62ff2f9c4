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
    def totals(self, cluster, since: date) -> dict[str, int]:
        """Of one cluster since a day: kind to number."""
        rows = self.filter(cluster=cluster, day__gte=since).values("kind")
        return {row["kind"]: row["sum"] for row in rows.annotate(sum=Sum("number"))}

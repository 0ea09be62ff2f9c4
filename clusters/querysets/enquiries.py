"""Reads of enquiries."""

from __future__ import annotations

from datetime import datetime
from statistics import median

from django.db.models import Case, IntegerField, Prefetch, QuerySet, When

UNANSWERED = ["new", "in-progress"]
# fewer say nothing about a cluster
LEAST_ANSWERS = 5


class EnquiryQuerySet(QuerySet):
    def for_status(self):
        """The page of the one who asked: threads with clusters and messages."""
        from clusters.models import EnquiryThread

        threads = EnquiryThread.objects.select_related(
            "cluster", "handed_over_from__cluster"
        )
        return self.prefetch_related(
            Prefetch("threads", threads.prefetch_related("messages"))
        )

    def finished(self):
        """No cluster owes an answer any more."""
        return self.exclude(threads__state__in=UNANSWERED)

    def quiet_since(self, moment: datetime):
        """Nothing was written or done after that moment."""
        newer = self.filter(threads__messages__created_at__gte=moment)
        return self.filter(created_at__lt=moment).exclude(pk__in=newer.values("pk"))

    def to_be_asked(self, moment: datetime):
        """Answered or closed before that moment, and never asked whether it helped."""
        done = self.filter(threads__state__in=["answered", "closed"]).values("pk")
        unasked = self.filter(helped="", asked_whether_helped_at=None, pk__in=done)
        return unasked.finished().quiet_since(moment)


class EnquiryThreadQuerySet(QuerySet):
    def readable_by(self, user):
        """Threads of the clusters that this account manages; not even the office
        reads what firms write to a cluster."""
        return self.filter(cluster__in=user.managed_clusters.all())

    def unanswered(self):
        """What the cluster still owes an answer."""
        return self.filter(state__in=UNANSWERED)

    def by_urgency(self):
        """Who waits for an answer first, and of those who waits longest."""
        turn = Case(
            When(state__in=UNANSWERED, then=0),
            When(state="answered", then=1),
            default=2,
            output_field=IntegerField(),
        )
        return self.annotate(turn=turn).order_by("turn", "waiting_since", "pk")

    def waiting_times(self) -> list[tuple[int, str, datetime]]:
        """Key and name of the cluster, and since when a firm waits; nothing of what it
        wrote."""
        rows = self.unanswered().order_by("cluster__sort_key", "waiting_since")
        return list(
            rows.values_list("cluster_id", "cluster__short_name", "waiting_since")
        )


class AnswerTimeQuerySet(QuerySet):
    def median_of(self, cluster) -> float | None:
        """In working days; None below five answers. One query."""
        rows = self.filter(cluster=cluster).order_by()
        days = list(rows.values_list("working_days", flat=True))
        return median(days) if len(days) >= LEAST_ANSWERS else None

"""Reads of web addresses."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

# failures in a row after which an address counts as dead
FAILURES = 2
# how long an answer is believed; a failure is looked at again the next day
FRESH = timedelta(days=7)
FRESH_FAILURE = timedelta(hours=20)


def named_addresses(clusters: QuerySet) -> list[tuple[QuerySet, str, str]]:
    """Where entries name web addresses: rows, the field of the address, and that of
    the entry's key."""
    from clusters.models import (
        ClusterDriver,
        Contact,
        Location,
        ServiceOffer,
        Source,
    )

    clusters = clusters.order_by()
    websites = clusters.exclude(website="")
    sources = [
        (
            model._default_manager.order_by()
            .filter(cluster__in=clusters.values("pk"))
            .exclude(source_url=""),
            "source_url",
            "cluster_id",
        )
        for model in (Source, ServiceOffer, ClusterDriver, Location, Contact)
    ]
    return [(websites, "website", "pk"), *sources]


class LinkCheckQuerySet(QuerySet):
    def dead(self):
        """What is reported to managers and the office."""
        return self.filter(state="dead", failures__gte=FAILURES, is_muted=False)

    def named_by(self, clusters: QuerySet):
        """Addresses that these entries name, as website or as a source."""
        found = Q(pk__in=[])
        for rows, field, _key in named_addresses(clusters):
            found |= Q(url__in=rows.values(field))
        return self.filter(found)

    def dead_of(self, cluster):
        """Dead addresses of one entry."""
        return self.dead().named_by(type(cluster).objects.filter(pk=cluster.pk))

    def visible_to(self, user):
        """All for the office, for managers those that their entries name."""
        from clusters.models import Cluster

        return self.named_by(Cluster.objects.editable_by(user))

    def to_ask(self, *, everything: bool = False):
        """What is to be asked now, what was never asked first, then the oldest."""
        now = timezone.now()
        old = (
            Q(checked_at=None)
            | Q(checked_at__lte=now - FRESH)
            | Q(failures__gt=0, checked_at__lte=now - FRESH_FAILURE)
        )
        asked = self.filter(is_muted=False)
        asked = asked if everything else asked.filter(old)
        return asked.order_by(F("checked_at").asc(nulls_first=True), "pk")

"""What waits for somebody at the entries of one account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from clusters.desk.completeness import Gap, completeness
from clusters.desk.standing import (
    SectionStanding,
    Standing,
    section_standings,
    standing_of,
)
from clusters.models import (
    Cluster,
    Confirmation,
    DailyCount,
    EnquiryThread,
    Invitation,
    LinkCheck,
    Proposal,
)

READ_DAYS = 30


@dataclass(frozen=True)
class Waiting:
    """So many that wait, the first of them since then."""

    number: int = 0
    since: datetime | None = None


@dataclass
class Desk:
    """An entry with all that its managers can do for it now."""

    standing: Standing
    sections: list[SectionStanding]
    gaps: list[Gap]
    proposals: Waiting = field(default_factory=Waiting)
    enquiries: Waiting = field(default_factory=Waiting)
    invitations: Waiting = field(default_factory=Waiting)
    dead_links: list[str] = field(default_factory=list)
    # kind of DailyCount to number, of the last READ_DAYS days
    read: dict[str, int] = field(default_factory=dict)

    @property
    def cluster(self) -> Cluster:
        return self.standing.cluster

    @property
    def stale(self) -> list[SectionStanding]:
        """The sections that somebody should look through."""
        return [section for section in self.sections if not section.is_fresh]

    @property
    def is_clear(self) -> bool:
        """Whether nobody waits for anything."""
        waiting = (self.proposals, self.enquiries, self.invitations)
        return not (any(w.number for w in waiting) or self.stale or self.dead_links)


def desks_of(keys: Iterable[int], user) -> list[Desk]:
    """The desks of these entries; the number of queries is the same for any number.

    `user`: the account whose enquiries count.
    """
    keys = list(keys)
    own = Cluster.objects.filter(pk__in=keys).for_detail().prefetch_related("managers")
    confirmations = by_cluster(Confirmation.objects.filter(cluster__in=keys).newest())
    proposals = waiting(Proposal.objects.filter(cluster__in=keys).undecided())
    threads = EnquiryThread.objects.readable_by(user).unanswered()
    enquiries = waiting(threads, "waiting_since")
    invitations = waiting(Invitation.objects.filter(cluster__in=keys).still_open())
    month = timezone.localdate() - timedelta(days=READ_DAYS)
    counts = DailyCount.objects.filter(cluster__in=keys).totals(month)
    dead = set(LinkCheck.objects.dead().values_list("url", flat=True))
    return [
        Desk(
            standing_of(cluster),
            section_standings(confirmations[cluster.pk]),
            # the sections say that already, each for itself
            [gap for gap in completeness(cluster)[1] if gap[1] != "id_confirm"],
            proposals.get(cluster.pk, Waiting()),
            enquiries.get(cluster.pk, Waiting()),
            invitations.get(cluster.pk, Waiting()),
            sorted(dead & set(addresses(cluster))),
            counts.get(cluster.pk, {}),
        )
        for cluster in own
    ]


def by_cluster(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.cluster_id].append(row)
    return found


def waiting(rows: QuerySet, since: str = "created_at") -> dict[int, Waiting]:
    """Primary key of each entry to the number of these rows, and since when."""
    groups = rows.order_by().values("cluster")
    counted = groups.annotate(number=Count("pk"), first=Min(since))
    return {row["cluster"]: Waiting(row["number"], row["first"]) for row in counted}


def addresses(cluster: Cluster) -> Iterable[str]:
    """Every web address in an entry, prefetched by `for_detail()`."""
    yield cluster.website
    for part in ("offers", "driver_links", "locations", "contacts", "sources"):
        for row in getattr(cluster, part).all():
            yield row.source_url

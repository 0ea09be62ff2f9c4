"""How many enquiries wait at which cluster, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.utils import timezone

from clusters.mail.enquiries import first_reminder
from clusters.models import EnquiryThread
from clusters.workingdays import working_days


@dataclass(frozen=True)
class Lateness:
    """Of one cluster; `oldest`: working days that the first one has waited."""

    key: int
    name: str
    waiting: int
    late: int
    oldest: int

    @property
    def is_late(self) -> bool:
        return self.late > 0


def lateness() -> list[Lateness]:
    """Clusters with unanswered enquiries, the longest wait first; one query."""
    today = timezone.localdate()
    rows = []
    times = EnquiryThread.objects.waiting_times()
    for (key, name), group in groupby(times, key=itemgetter(0, 1)):
        ages = [working_days(timezone.localdate(row[2]), today) for row in group]
        late = sum(age >= first_reminder() for age in ages)
        rows.append(Lateness(key, name, len(ages), late, max(ages)))
    return sorted(rows, key=lambda row: (-row.oldest, row.name))

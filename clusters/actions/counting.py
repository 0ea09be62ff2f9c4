"""Counts what readers do with a profile, without cookies, addresses or accounts."""

import logging
import re
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from clusters.models import Cluster, DailyCount

log = logging.getLogger(__name__)

# programs that say what they are; the others cannot be told from readers
PROGRAMS = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python", re.I)


def count(cluster: Cluster, kind: DailyCount.Kind, request: HttpRequest) -> None:
    """One more of this kind today; staff and programs do not count.

    A page must never fail, nor wait, for a number: an error is logged.
    """
    agent = request.headers.get("User-Agent", "")
    is_reader = not request.user.is_authenticated and not PROGRAMS.search(agent)
    if request.method != "GET" and kind is not DailyCount.Kind.ENQUIRY:
        return
    if not is_reader or not cluster.is_public:
        return
    today = timezone.localdate()
    same: dict[str, Any] = {"cluster": cluster, "day": today, "kind": kind}
    try:
        with transaction.atomic():
            rows = DailyCount.objects.filter(**same)
            if not rows.update(number=F("number") + 1):
                DailyCount.objects.get_or_create(**same)
                rows.update(number=F("number") + 1)
    except DatabaseError:
        log.exception("A reader of %s was not counted", cluster.slug)

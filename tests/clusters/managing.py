"""An entry with somebody who leads it, and what tests ask about both."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from clusters.actions import invitations
from clusters.models import AuditEntry

MAILBOX = "neu@example.org"


def link(invitation) -> str:
    return f"/einladung/{invitations.token_of(invitation)}/"


def team(cluster, rest="") -> str:
    return f"/admin/clusters/cluster/{cluster.pk}/team/{rest}"


def names(cluster) -> dict[str, bool]:
    """Who keeps the entry, and whether as a deputy."""
    rows = cluster.managements.values_list("user__username", "is_deputy")
    return dict(rows)


def log() -> list[str]:
    entries = AuditEntry.objects.filter(action=AuditEntry.Action.MANAGEMENT)
    return list(entries.order_by("pk").values_list("about", flat=True))


def at_once(*calls) -> list[str]:
    """The names of the errors of calls that start together; "" for what was done."""
    start = Barrier(len(calls))

    def run(call) -> str:
        start.wait()
        try:
            call()
        except Exception as error:  # noqa: BLE001 - its name is the answer
            return type(error).__name__
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))

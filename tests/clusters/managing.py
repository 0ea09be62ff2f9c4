"""An entry with somebody who leads it, and what tests ask about both."""

from bs4 import BeautifulSoup

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


def page(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def log() -> list[str]:
    entries = AuditEntry.objects.filter(action=AuditEntry.Action.MANAGEMENT)
    return list(entries.order_by("pk").values_list("about", flat=True))

"""Who reads the enquiries of a cluster."""

from __future__ import annotations

from dataclasses import dataclass

from clusters.models import Cluster


@dataclass(frozen=True)
class Recipients:
    """Mail addresses of the managers and deputies, and the cluster's role mailbox.

    `has_inbox`: somebody can sign in and answer; else all goes by mail.
    """

    managers: tuple[str, ...]
    deputies: tuple[str, ...]
    mailbox: str
    has_inbox: bool

    @property
    def first(self) -> tuple[str, ...]:
        """Whom to tell: leading managers, else deputies, else the role mailbox."""
        mailbox = (self.mailbox,) if self.mailbox else ()
        return self.managers or self.deputies or mailbox

    @property
    def second(self) -> tuple[str, ...]:
        """Whom to tell when the first ones stay silent."""
        return self.deputies or self.first


def recipients_of(cluster: Cluster) -> Recipients:
    keepers = [
        m for m in cluster.managements.select_related("user") if m.user.is_active
    ]
    mailbox = cluster.contacts.role_mailboxes().first()
    return Recipients(
        managers=addresses(m for m in keepers if not m.is_deputy),
        deputies=addresses(m for m in keepers if m.is_deputy),
        mailbox=mailbox.email if mailbox else "",
        has_inbox=bool(keepers),
    )


def addresses(managements) -> tuple[str, ...]:
    """Without repetitions; an account may have none."""
    found = (m.user.email for m in managements)
    return tuple(dict.fromkeys(filter(None, found)))

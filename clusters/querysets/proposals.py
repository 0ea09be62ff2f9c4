"""Reads of proposals."""

from datetime import datetime

from django.db.models import QuerySet


class ProposalQuerySet(QuerySet):
    def undecided(self):
        return self.filter(state="new")

    def sections(self) -> set[str]:
        """The sections that these proposals are about."""
        return set(self.order_by().values_list("section", flat=True))

    def decidable_by(self, user):
        """Proposals for entries that this account may change."""
        if user.has_perm("clusters.publish_cluster"):
            return self
        return self.filter(cluster__in=user.managed_clusters.all())

    def for_list(self):
        """With their entries, what waits for a decision first."""
        return self.select_related("cluster").order_by("-state", "-pk")

    def expired(self, before: datetime):
        """Decided before that time, with an address that is no longer needed."""
        return self.filter(decided_at__lt=before).exclude(email="")

    def forget_reporters(self) -> int:
        """Clear the addresses; what was proposed and decided stays. How many."""
        return self.update(email="")

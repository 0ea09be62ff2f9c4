"""Reads of proposals."""

from django.db.models import QuerySet


class ProposalQuerySet(QuerySet):
    def undecided(self):
        return self.filter(state="new")

    def decidable_by(self, user):
        """Proposals for entries that this account may change."""
        if user.has_perm("clusters.publish_cluster"):
            return self
        return self.filter(cluster__in=user.managed_clusters.all())

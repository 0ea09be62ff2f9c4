"""Reads of enquiries."""

from django.db.models import QuerySet


class EnquiryQuerySet(QuerySet):
    pass


class EnquiryThreadQuerySet(QuerySet):
    def readable_by(self, user):
        """Threads of the clusters that this account manages; not even the office
        reads what firms write to a cluster."""
        return self.filter(cluster__in=user.managed_clusters.all())

    def unanswered(self):
        """What the cluster still owes an answer."""
        return self.filter(state__in=["new", "in-progress"])

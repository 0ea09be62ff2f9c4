"""Voices of clusters that count."""

from __future__ import annotations

from clusters.models import Cluster
from clusters.querysets import AppendOnlyQuerySet


class VoiceQuerySet(AppendOnlyQuerySet):
    def current(self):
        """The last one of each cluster, withdrawn ones included."""
        return self.filter(replaced_by=None)

    def standing(self):
        """Those that say something."""
        return self.current().exclude(stance="", can_deliver=False)

    def public(self):
        """Those that say something, of clusters that the public sees."""
        states = Cluster.objects.public_states()
        return self.standing().filter(cluster__state__in=states)

    def offers(self):
        """Those by which a cluster that the public sees says that it can deliver."""
        return self.public().filter(can_deliver=True)

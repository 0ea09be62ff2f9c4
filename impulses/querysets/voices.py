"""Voices of clusters that count."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q

from clusters.models import Cluster
from clusters.querysets import AppendOnlyQuerySet
from impulses.querysets.timeline import start_of


class VoiceQuerySet(AppendOnlyQuerySet):
    def current(self, day: date | None = None):
        """The last one of each cluster, withdrawn ones included; at the end of a past
        day, or now."""
        if day is None:
            return self.filter(replaced_by=None)
        end = start_of(day + timedelta(days=1))
        return self.filter(at__lt=end).exclude(replaced_by__at__lt=end)

    def standing(self, day: date | None = None):
        """Those that say something."""
        return self.current(day).exclude(stance="", can_deliver=False)

    def public(self, day: date | None = None):
        """Those that say something, of clusters that the public sees today."""
        states = Cluster.objects.public_states()
        return self.standing(day).filter(cluster__state__in=states)

    def offers(self, day: date | None = None):
        """Those by which a cluster that the public sees says that it can deliver."""
        return self.public(day).filter(can_deliver=True)

    def tally(self):
        """Rows (impulse, how many support it, have concerns, can deliver)."""
        return (
            self.order_by()
            .values_list("impulse")
            .annotate(
                supporting=Count("pk", filter=Q(stance="tragen-mit")),
                concerned=Count("pk", filter=Q(stance="bedenken")),
                delivering=Count("pk", filter=Q(can_deliver=True)),
            )
        )

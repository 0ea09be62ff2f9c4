"""Voices of clusters that count."""

from __future__ import annotations

from clusters.querysets import AppendOnlyQuerySet


class VoiceQuerySet(AppendOnlyQuerySet):
    def current(self):
        """The last one of each cluster, withdrawn ones included."""
        return self.filter(replaced_by=None)

    def standing(self):
        """Those that say something."""
        return self.current().exclude(stance="", can_deliver=False)

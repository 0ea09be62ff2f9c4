"""Assessments that count, and who may read them."""

from __future__ import annotations

from clusters.querysets import AppendOnlyQuerySet


class AssessmentQuerySet(AppendOnlyQuerySet):
    def current(self):
        """The last one of each reviewer."""
        return self.filter(replaced_by=None)

    def of(self, user):
        return self.filter(reviewer=user)

    def visible_to(self, user):
        """Of one impulse or several: all that the account may read.

        Coordinators read all; reviewers their own, and those of others once they have
        saved their own, unless it says that they have a conflict of interest.
        """
        if user.has_perm("impulses.coordinate"):
            return self
        everybodys = self.model._default_manager.filter(replaced_by=None)
        own = everybodys.filter(reviewer=user).exclude(kind="conflict")
        opened = own.values("impulse")
        return self.filter(impulse__in=opened) | self.filter(reviewer=user)

"""Assessments that count, who may read them, and what they judge by."""

from __future__ import annotations

from django.db.models import QuerySet

from clusters.querysets import AppendOnlyQuerySet


class CriterionQuerySet(QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def active(self):
        """What a new assessment needs a value for."""
        return self.filter(is_active=True)


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

    def with_scores(self):
        """With the reviewers, the values, and which one was replaced by which."""
        return self.select_related("reviewer").prefetch_related("scores")

    def for_export(self):
        return (
            self.with_scores()
            .select_related("impulse")
            .order_by("impulse__number", "reviewer__username", "pk")
        )

"""Answers on their way, parts, assignments and absences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from .impulses import FINISHED, OPEN_ANSWERS


class AnswerQuerySet(QuerySet):
    def on_their_way(self):
        return self.filter(state__in=["prepared", "scheduled"])

    def published(self):
        return self.filter(state="published")

    def for_release(self):
        """Answers on their way with all that their preview shows, in 2 queries."""
        return (
            self.on_their_way()
            .select_related(
                "impulse__responsible_unit",
                "impulse__published_answer",
                "responsible_unit",
                "released_by",
            )
            .prefetch_related("authors")
            .order_by("impulse__number")
        )

    def due(self, now: datetime):
        """Released answers whose time has come."""
        return self.filter(state="scheduled", publish_at__lte=now)


class PartQuerySet(QuerySet):
    def open(self):
        """Parts that still owe something."""
        return self.exclude(state__in=FINISHED)

    def due_until(self, day: date):
        """Open parts with their impulse and units, whose day comes until then."""
        rows = self.open().filter(due_on__lte=day)
        return rows.select_related(
            "responsible_unit", "impulse__responsible_unit"
        ).order_by("due_on", "pk")


class AbsenceQuerySet(QuerySet):
    def on(self, day: date):
        return self.filter(from_on__lte=day, until_on__gte=day)

    def not_over(self):
        return self.filter(until_on__gte=timezone.localdate())

    def of(self, user):
        """The account's own, and those in which it stands in."""
        return self.filter(Q(account=user) | Q(deputy=user))


class AssignmentQuerySet(QuerySet):
    def for_account(self, user, day: date):
        """The account's own, and those of whom it stands in for on a day."""
        return self.filter(Q(reviewer=user) | Q(reviewer__in=stands_in_for(user, day)))

    def to_assess(self, user, day: date):
        """The account's own, and those of absent ones who have said nothing yet."""
        rows = self.for_account(user, day)
        own = self.first_votes().filter(reviewer=OuterRef("reviewer"))
        return rows.filter(Q(reviewer=user) | ~Exists(own))

    def first_votes(self) -> QuerySet:
        """The first assessment of each account for the impulse of an outer query.

        First ones alone stand in an index with their reviewer.
        """
        impulse: Any = self.model._meta.get_field("impulse").related_model
        votes = impulse._meta.get_field("assessments").related_model._default_manager
        return votes.filter(impulse=OuterRef("impulse"), replaces=None)

    def open(self):
        """Of impulses that have no answer yet."""
        return self.filter(impulse__answer__in=OPEN_ANSWERS)

    def due_until(self, day: date):
        """Without an assessment yet, while the answer is still open."""
        rows = self.open().with_vote().filter(due_on__lte=day, is_voted=False)
        return rows.select_related("impulse", "reviewer").order_by("due_on", "pk")

    def with_vote(self):
        """With `is_voted`: whether the reviewer has saved an assessment, or a deputy did
        while the reviewer was absent.

        A deputy who is assigned, too, has one view and speaks for the own part alone.
        """
        own = self.first_votes().filter(reviewer=OuterRef("reviewer"))
        own_part = self.model._default_manager.filter(
            impulse=OuterRef("impulse"), reviewer=OuterRef("reviewer")
        )
        stood_in = self.first_votes().exclude(kind="conflict")
        stood_in = stood_in.filter(
            ~Exists(own_part),
            reviewer__deputised_absences__account=OuterRef("reviewer"),
            reviewer__deputised_absences__from_on__lte=F("created_at__date"),
            reviewer__deputised_absences__until_on__gte=F("created_at__date"),
        )
        return self.annotate(is_voted=Exists(own) | Exists(stood_in))


def own_votes(today: date) -> dict[str, Q]:
    """How far somebody is with an assignment, as conditions on `with_vote`; what is
    overdue is outstanding, too. Nothing is, once the ministry has answered."""
    outstanding = Q(is_voted=False, impulse__answer__in=OPEN_ANSWERS)
    return {
        "abgegeben": Q(is_voted=True),
        "ausstehend": outstanding,
        "ueberfaellig": outstanding & Q(due_on__lt=today),
    }


def stands_in_for(user, day: date) -> QuerySet:
    """Primary keys of the accounts whose work this one does on a day."""
    return user.deputised_absences.on(day).values("account")

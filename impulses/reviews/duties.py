"""What is owed in the ministry, by when, and whose mailbox should know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from impulses.lateness import clock_words
from impulses.models import (
    Assignment,
    Impulse,
    ImpulsePart,
    ResponsibleUnit,
)
from impulses.reviews.recipients import coordinators, deputies

# days before something is due on which a mailbox is told; then weekly
AHEAD = [30, 7, 0]
WEEK = 7


class Topic(Enum):
    """In the order of the mail: its heading, and what the timeline calls the matter."""

    OWN = _("Your assessment is due:"), _("Assessment")
    DEPUTY = _("Assessments that you do as a deputy:"), _("Assessment")
    LATE = _("Assessments of others that are overdue:"), _("Assessment")
    ANSWER = _("Answers of the ministry:"), _("Answer of the ministry")
    STEP = _("Next steps and parts:"), _("Next step or part")

    @property
    def heading(self):
        return self.value[0]

    @property
    def noun(self):
        return self.value[1]


@dataclass(frozen=True)
class Duty:
    """Something owed on a day, for one mailbox. `name`: the same for all of them.

    `what`: the step or part in words, as the public reads it, or whose assessment it is.
    """

    recipient: str
    name: str
    topic: Topic
    impulse: Impulse
    due_on: date
    path: str
    today: date
    what: str = ""

    @property
    def days(self) -> int:
        """Until it is due; below 0 it is overdue."""
        return (self.due_on - self.today).days

    @property
    def step(self) -> str:
        return step_of(self.days)

    @property
    def occasion(self) -> str:
        """Another day is another occasion, so that moving it begins anew."""
        return f"{self.name}-{self.due_on.isoformat()}-{self.step}"

    @property
    def clock(self) -> str:
        """How near or late it is, in words of the active language."""
        return clock_words(self.due_on, self.today)


def step_of(days: int) -> str:
    """What a mailbox is told so many days before (or, below 0, after) the day.

    A step that was left out is never made up for: the nearer one says all.
    """
    if days <= -WEEK:
        return f"w{-days // WEEK}"
    return next((str(step) for step in reversed(AHEAD) if days <= step), "")


def duties(today: date) -> list[Duty]:
    """All that is due within 30 days, or overdue."""
    until = today + timedelta(days=max(AHEAD))
    offices = [account.email for account in coordinators()]
    return [
        *assessments(today, until),
        *late_assessments(today, offices),
        *answers(today, until, offices),
        *steps(today, until, offices),
    ]


def assessments(today: date, until: date) -> Iterator[Duty]:
    """For the reviewer, or while absent the deputy."""
    standing_in = deputies(today)
    for row in Assignment.objects.due_until(until):
        if deputy := standing_in.get(row.reviewer_id):
            yield assessment(row, Topic.DEPUTY, deputy.email, today)
        elif row.reviewer.is_active and row.reviewer.email:
            yield assessment(row, Topic.OWN, row.reviewer.email, today)


def late_assessments(today: date, offices: list[str]) -> Iterator[Duty]:
    """For the coordinators, once a week; not their own, of which they hear anyway."""
    for row in Assignment.objects.due_until(today - timedelta(days=WEEK)):
        for office in offices:
            if office != row.reviewer.email:
                yield assessment(row, Topic.LATE, office, today)


def assessment(row: Assignment, topic: Topic, recipient: str, today: date) -> Duty:
    return Duty(
        recipient=recipient,
        name=f"assessment-{row.pk}",
        topic=topic,
        impulse=row.impulse,
        due_on=cast(date, row.due_on),
        path=reverse("impulses:review", args=[row.impulse.number]),
        today=today,
        what="" if topic == Topic.OWN else str(row.reviewer),
    )


def answers(today: date, until: date, offices: list[str]) -> Iterator[Duty]:
    for impulse in Impulse.objects.answer_due_until(until):
        for office in offices:
            yield Duty(
                recipient=office,
                name=f"answer-{impulse.pk}",
                topic=Topic.ANSWER,
                impulse=impulse,
                due_on=cast(date, impulse.answer_due_on),
                path=reverse("impulses:review", args=[impulse.number]),
                today=today,
            )


def steps(today: date, until: date, offices: list[str]) -> Iterator[Duty]:
    """For the unit's mailbox, with what the public knows; without one for the
    coordinators."""
    for impulse in Impulse.objects.step_due_until(until):
        yield from step(impulse, impulse, impulse.next_step_de, today, offices)
    for part in ImpulsePart.objects.due_until(until):
        yield from step(part.impulse, part, part.title_de, today, offices)


def step(
    impulse: Impulse,
    row: Impulse | ImpulsePart,
    what: str,
    today: date,
    offices: list[str],
) -> Iterator[Duty]:
    mailbox = mailbox_of(row.responsible_unit or impulse.responsible_unit)
    path = reverse("impulses:review", args=[impulse.number])
    for recipient in [mailbox] if mailbox else offices:
        yield Duty(
            recipient=recipient,
            name=f"{row._meta.model_name}-{row.pk}",
            topic=Topic.STEP,
            impulse=impulse,
            due_on=cast(date, row.due_on),
            path=row.get_absolute_url() if mailbox else path,
            today=today,
            what=what,
        )


def mailbox_of(unit: ResponsibleUnit | None) -> str:
    return unit.mailbox if unit else ""

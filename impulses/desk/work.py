"""My work: what an account is to assess, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impulses.lateness import SOON_DAYS
from impulses.models import Answer, Assessment, Assignment, Impulse

# how many of what waits for the coordination are named before "all"
NAMED = 5


@dataclass(frozen=True)
class Task:
    """An assignment. `stands_in_for`: the absent account, or None for one's own.

    `is_voted`: nothing is left to do; `is_by_deputy`: because the deputy has voted.
    """

    impulse: Impulse
    due_on: date | None
    is_lead: bool
    stands_in_for: Any
    is_voted: bool
    is_by_deputy: bool
    voted: int
    assigned: int


@dataclass(frozen=True)
class Group:
    key: str
    title: Any
    help: Any
    tasks: list[Task]


GROUPS = [
    ("late", _("Overdue"), _("The day of your assessment is over.")),
    ("soon", _("Due"), _("Within the next 30 days.")),
    ("new", _("New"), _("Without a day, or later.")),
    ("waiting", _("Waits for others"), _("Nothing is left for you to do.")),
]


def tasks_of(user) -> list[Task]:
    """Everything assigned to an account, and to those whom it stands in for today; the
    most urgent first. Three queries, however many."""
    today = timezone.localdate()
    rows = (
        Assignment.objects.for_account(user, today)
        .open()
        .with_vote()
        .select_related("reviewer")
    )
    keys = {row.impulse_id for row in rows}
    saved = Assessment.objects.current().filter(impulse__in=keys)
    voted = set(saved.values_list("impulse", "reviewer"))
    # of what an absent account has done itself, nothing is left for its deputy
    left = [r for r in rows if r.reviewer_id == user.pk or pair_of(r) not in voted]
    impulses = Impulse.objects.filter(pk__in=keys).with_votes().in_bulk()
    own = {impulse for impulse, reviewer in voted if reviewer == user.pk}
    tasks = [
        task_of(row, impulses[row.impulse_id], user, row.impulse_id in own)
        for row in without_doubles(left, user)
    ]
    return sorted(tasks, key=urgency)


def pair_of(row: Assignment) -> tuple[int, int]:
    return row.impulse_id, row.reviewer_id


def without_doubles(rows: list[Assignment], user) -> list[Assignment]:
    """One for each impulse, the account's own before those of absent ones."""
    ordered = sorted(rows, key=lambda row: (row.reviewer_id != user.pk, row.pk))
    return list({row.impulse_id: row for row in reversed(ordered)}.values())


def task_of(row: Any, impulse: Any, user, has_voted: bool) -> Task:
    """`row` comes from `with_vote`, the impulse from `with_votes`; `has_voted`: whether
    the account itself has, which may have been before it stood in."""
    absent = None if row.reviewer_id == user.pk else row.reviewer
    return Task(
        impulse=impulse,
        due_on=row.due_on,
        is_lead=row.is_lead,
        stands_in_for=absent,
        is_voted=row.is_voted or has_voted,
        is_by_deputy=absent is None and row.is_voted and not has_voted,
        voted=impulse.voted,
        assigned=impulse.assigned,
    )


def urgency(task: Task) -> tuple:
    return (task.is_voted, task.due_on or date.max, task.impulse.number)


def groups_of(tasks: list[Task]) -> list[Group]:
    """The tasks in the four groups of the page; empty ones stay out."""
    today = timezone.localdate()

    def key_of(task: Task) -> str:
        if task.is_voted:
            return "waiting"
        if task.due_on is None or task.due_on > today + timedelta(days=SOON_DAYS):
            return "new"
        return "late" if task.due_on < today else "soon"

    found = {key: [t for t in tasks if key_of(t) == key] for key, _t, _h in GROUPS}
    return [Group(k, title, text, found[k]) for k, title, text in GROUPS if found[k]]


def next_for(user, after: Impulse | None = None) -> Impulse | None:
    """The most urgent impulse that waits for the account's assessment, or None."""
    left = [
        task.impulse
        for task in tasks_of(user)
        if not task.is_voted and (after is None or task.impulse.pk != after.pk)
    ]
    return left[0] if left else None


def around(user, impulse: Impulse) -> tuple[Impulse | None, Impulse | None]:
    """Those before and after an impulse among those that wait for the account; from
    anywhere else the most urgent one comes next."""
    line = [task.impulse for task in tasks_of(user) if not task.is_voted]
    if impulse not in line:
        return None, line[0] if line else None
    place = line.index(impulse)
    before = line[place - 1] if place else None
    return before, next(iter(line[place + 1 :]), None)


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the coordination. `query`: its list."""

    title: Any
    number: int
    query: str
    first: list[Impulse]


def waiting_for_coordination(user) -> list[Waiting]:
    """What the coordination has to do now; topics without anything stay out."""
    today = timezone.localdate()
    rows = Impulse.objects.with_votes().order_by("next_due_on", "number")
    # those that the account may release come first
    own = Answer.objects.on_their_way().filter(authors=user)
    is_own = Exists(own.filter(impulse=OuterRef("pk")))
    topics = [
        (
            _("All assignments are settled, no answer is prepared"),
            rows.voted_by("alle").drafted("ohne").exclude_answered(),
            "votum=alle&entwurf=ohne&antwort=offen&antwort=in-pruefung",
        ),
        (
            _("Prepared, not released yet"),
            rows.drafted("vorbereitet").order_by(is_own, "number"),
            "entwurf=vorbereitet",
        ),
        (
            _("A published day is over"),
            rows.late(today),
            "verzug=ja",
        ),
        (
            _("Taken up, nobody is assigned"),
            rows.voted_by("ohne").drafted("ohne").filter(answer="in-pruefung"),
            "votum=ohne&entwurf=ohne&antwort=in-pruefung",
        ),
    ]
    found = [
        Waiting(title, found.count(), query, list(found[:NAMED]))
        for title, found, query in topics
    ]
    return [topic for topic in found if topic.number]

"""What an internal copy says besides: assessments, notes, assignments, drafts.

Nothing here may reach anybody but the holder of `impulses.take_internal_brief`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from impulses.assessing import Figures, summarise
from impulses.brief.texts import Text, plain, text_of
from impulses.desk.assessments import mark_of, vote_of, weighted
from impulses.models import (
    Answer,
    Assessment,
    Assignment,
    Criterion,
    Impulse,
    InternalNote,
)
from impulses.people import name_of


@dataclass(frozen=True)
class Score:
    """How a criterion, or an impulse over all of them, was judged: values 0 to 4."""

    criterion: str
    figures: Figures


@dataclass(frozen=True)
class Vote:
    """`scores`: criteria with their values; `mark`: how much of the others it knew."""

    reviewer: str
    on: date
    kind: str
    recommendation: str
    scores: list[tuple[str, int]]
    mark: str
    reason: str


@dataclass(frozen=True)
class Note:
    author: str
    on: date
    text: str


@dataclass(frozen=True)
class Assigned:
    reviewer: str
    is_lead: bool
    due_on: date | None


@dataclass(frozen=True)
class Draft:
    state: str
    answer: str
    reason: Text
    unit: str
    next_step: Text
    due_on: date | None
    evidence_url: str
    prepared_by: str
    publish_on: date | None


@dataclass
class Internal:
    """`answer_due_on`: only where the public does not know it. `recommendations`: label
    and number, in the order of the vocabulary."""

    answer_due_on: date | None = None
    draft: Draft | None = None
    assigned: list[Assigned] = field(default_factory=list)
    recommendations: list[tuple[str, int]] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def internal_of(rows: Iterable[Impulse], reader) -> dict[int, Internal]:
    """By primary key; six queries for any number of impulses."""
    found = {row.pk: Internal(answer_due_on=secret_day(row)) for row in rows}
    add_votes(found, reader)
    for note in InternalNote.objects.filter(impulse__in=found).select_related("author"):
        found[note.impulse_id].notes.append(note_of(note))
    given = Assignment.objects.filter(impulse__in=found).select_related("reviewer")
    for row in given.order_by("-is_lead", "pk"):
        assigned = Assigned(plain(name_of(row.reviewer)), row.is_lead, row.due_on)
        found[row.impulse_id].assigned.append(assigned)
    drafts = Answer.objects.on_their_way().filter(impulse__in=found)
    for draft in drafts.select_related("prepared_by", "responsible_unit"):
        found[draft.impulse_id].draft = draft_of(draft)
    return found


def secret_day(row: Impulse) -> date | None:
    is_secret = not row.is_answer_due_public and not row.is_answered
    return row.answer_due_on if is_secret else None


def add_votes(found: dict[int, Internal], reader) -> None:
    rows = Assessment.objects.filter(impulse__in=found).visible_to(reader).current()
    criteria = list(Criterion.objects.all())
    votes: dict[int, list[Assessment]] = defaultdict(list)
    for vote in rows.with_scores():
        votes[vote.impulse_id].append(vote)
    for key, saved in votes.items():
        internal = found[key]
        summary = summarise(map(vote_of, saved), weighted(criteria))
        internal.votes = [said_in(vote, criteria) for vote in saved]
        internal.recommendations = [
            (str(label), summary.recommendations[value])
            for value, label in Impulse.Answer.choices
            if value in summary.recommendations
        ]
        figures = [(plain(c.name), summary.criteria.get(c.pk)) for c in criteria]
        internal.scores = [
            Score(name, values)
            for name, values in [*figures, (_("Overall"), summary.overall)]
            if values and values.values
        ]


def said_in(assessment: Assessment, criteria: Iterable[Criterion]) -> Vote:
    values = vote_of(assessment).scores
    return Vote(
        plain(name_of(assessment.reviewer)),
        timezone.localdate(assessment.created_at),
        assessment.get_kind_display(),
        assessment.get_recommendation_display(),
        [(plain(c.name), values[c.pk]) for c in criteria if c.pk in values],
        str(mark_of(assessment)),
        plain(assessment.reason),
    )


def note_of(note: InternalNote) -> Note:
    day = timezone.localdate(note.at)
    return Note(plain(name_of(note.author)), day, plain(note.text))


def draft_of(draft: Answer) -> Draft:
    unit, moment = draft.responsible_unit, draft.publish_at
    return Draft(
        state=draft.get_state_display(),
        answer=draft.get_answer_display(),
        reason=text_of(draft, "reason"),
        unit=plain(unit.name) if unit else "",
        next_step=text_of(draft, "next_step"),
        due_on=draft.due_on,
        evidence_url=plain(draft.evidence_url),
        prepared_by=plain(name_of(draft.prepared_by)),
        publish_on=timezone.localdate(moment) if moment else None,
    )

"""What an internal copy says besides: assessments, notes, assignments, drafts.

Nothing here may reach anybody but the holder of `impulses.take_internal_brief`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from statistics import mean, median

from django.utils import timezone

from impulses.brief.texts import Text, plain, text_of
from impulses.models import (
    Answer,
    Assessment,
    AssessmentScore,
    Assignment,
    Criterion,
    Impulse,
    InternalNote,
)
from impulses.people import name_of


@dataclass(frozen=True)
class Score:
    """How a criterion was judged: `number` values from `low` to `high`, 0 to 4."""

    criterion: str
    number: int
    mean: float
    median: float
    low: int
    high: int


@dataclass(frozen=True)
class Vote:
    reviewer: str
    on: date
    kind: str
    recommendation: str
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
    votes = list(rows.select_related("reviewer").order_by("pk"))
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for vote in votes:
        found[vote.impulse_id].votes.append(vote_of(vote))
        counts[vote.impulse_id][vote.recommendation] += 1
    for key, number in counts.items():
        found[key].recommendations = [
            (str(label), number[value])
            for value, label in Impulse.Answer.choices
            if number[value]
        ]
    for (key, criterion), values in values_of(votes).items():
        found[key].scores.append(score_of(plain(criterion.name), values))


def values_of(votes: list[Assessment]) -> dict[tuple[int, Criterion], list[int]]:
    """By impulse and criterion, in the order of the criteria."""
    scores = AssessmentScore.objects.filter(
        assessment__in=[v.pk for v in votes if v.kind == Assessment.Kind.JUDGED]
    )
    values = defaultdict(list)
    for score in scores.select_related("assessment", "criterion").order_by(
        "criterion__position", "criterion__slug"
    ):
        key = score.assessment.impulse_id, score.criterion
        values[key].append(score.value)
    return values


def score_of(criterion: str, values: list[int]) -> Score:
    return Score(
        criterion,
        len(values),
        round(mean(values), 1),
        round(median(values), 1),
        min(values),
        max(values),
    )


def vote_of(vote: Assessment) -> Vote:
    return Vote(
        plain(name_of(vote.reviewer)),
        timezone.localdate(vote.created_at),
        vote.get_kind_display(),
        vote.get_recommendation_display(),
        plain(vote.reason),
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

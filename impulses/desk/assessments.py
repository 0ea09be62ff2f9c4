"""The assessments of an impulse, as far as an account may read them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from impulses.assessing import (
    Agreement,
    Figures,
    Summary,
    Vote,
    Weighted,
    overall_of,
    summarise,
)
from impulses.desk.dotstrip import Strip, strip_of
from impulses.desk.reading import why_closed
from impulses.models import ANSWER_CHOICES, Assessment, Criterion, Impulse
from impulses.people import name_of

AGREEMENTS = {
    Agreement.NONE: "",
    Agreement.AGREED: _("in agreement"),
    Agreement.PARTLY: _("partly in agreement"),
    Agreement.DIVIDED: _("divided"),
}


@dataclass(frozen=True)
class Row:
    """What was said by one criterion, or overall (`weight` None)."""

    name: Any
    question: str
    weight: int | None
    is_active: bool
    figures: Figures
    agreement: Any
    strip: Strip


@dataclass(frozen=True)
class Report:
    """`recommendations`: each of the four with the number of votes for it."""

    rows: list[Row]
    overall: Row
    recommendations: list[tuple[Any, int]]
    summary: Summary


@dataclass(frozen=True)
class Version:
    """One assessment in words. `mark`: how much of the others it knew."""

    kind: Any
    is_judged: bool
    recommendation: Any
    reason: str
    overall: float | None
    scores: list[tuple[str, int, str]]
    saved_at: datetime
    mark: Any


@dataclass(frozen=True)
class Line:
    """What one reviewer says now, and said before, the latest first."""

    reviewer: str
    current: Version
    earlier: list[Version]


def assessments_panel(impulse: Impulse, user) -> dict[str, Any]:
    """Before the own assessment only how many there are; then all of them."""
    closed = why_closed(impulse, user)
    readable = list(impulse.assessments.visible_to(user).with_scores())
    criteria = list(Criterion.objects.all())
    own = [assessment for assessment in readable if assessment.reviewer_id == user.pk]
    assigned = impulse.assignments.with_vote().values_list("reviewer", "is_voted")
    settled = dict(assigned)
    return {
        "own": version_of(own[-1], criteria) if own else None,
        "may_assess": user.has_perm("impulses.assess", impulse),
        "why_closed": closed,
        "lines": [] if closed else lines_of(readable, criteria),
        "assigned": len(settled),
        "voted": sum(settled.values()),
        # coordinators may assess every one
        "is_asked": not settled.get(user.pk, user.has_perm("impulses.coordinate")),
        **({} if closed else standing(readable, criteria, settled)),
    }


def standing(
    assessments: list[Assessment], criteria: list[Criterion], assigned: Container[int]
) -> dict[str, Any]:
    """What stands now: `votes` in words, and the reports on it.

    `assigned`: primary keys of accounts.
    """
    replaced = {a.replaces_id for a in assessments}
    current = [a for a in assessments if a.pk not in replaced]
    votes = votes_in_words(current, assigned)
    return {"votes": votes, **reports_of(assessments, current, criteria)}


def votes_in_words(current: Iterable[Assessment], assigned: Container[int]) -> str:
    """How many there are, and whose count though the impulse is not assigned to them:
    deputies, and those who were taken off it."""
    votes = [a for a in current if a.kind != Assessment.Kind.CONFLICT]
    text = ngettext("%(n)s assessment stands", "%(n)s assessments stand", len(votes))
    others = [name_of(a.reviewer) for a in votes if a.reviewer_id not in assigned]
    words = [text % {"n": len(votes)}]
    if others:
        text = gettext("also by some who are not assigned: %(names)s")
        words.append(text % {"names": ", ".join(others)})
    return ", ".join(words)


def reports_of(
    assessments: list[Assessment],
    current: list[Assessment],
    criteria: list[Criterion],
) -> dict[str, Report | None]:
    """`report` on what stands now; `first` on the blind ones, if that is another."""
    blind = {a.reviewer_id: a for a in assessments if a.is_blind}
    report, first = report_of(current, criteria), report_of(blind.values(), criteria)
    differs = blind and first.summary != report.summary
    return {"report": report, "first": first if differs else None}


def report_of(assessments: Iterable[Assessment], criteria: list[Criterion]) -> Report:
    summary = summarise(map(vote_of, assessments), weighted(criteria))
    rows = [
        row_of(c.name, summary.criteria[c.pk], criterion=c)
        for c in criteria
        if c.pk in summary.criteria
    ]
    numbers = summary.recommendations
    return Report(
        rows=rows,
        overall=row_of(_("Overall"), summary.overall),
        recommendations=[(label, numbers.get(key, 0)) for key, label in ANSWER_CHOICES],
        summary=summary,
    )


def row_of(name: Any, figures: Figures, criterion: Criterion | None = None) -> Row:
    return Row(
        name=name,
        question=criterion.help if criterion else "",
        weight=criterion.weight if criterion else None,
        is_active=criterion is None or criterion.is_active,
        figures=figures,
        agreement=AGREEMENTS[figures.agreement],
        strip=strip_of(figures),
    )


def weighted(criteria: Iterable[Criterion]) -> list[Weighted]:
    return [Weighted(c.pk, c.weight, c.is_active) for c in criteria]


def vote_of(assessment: Assessment) -> Vote:
    scores = {s.criterion_id: s.value for s in assessment.scores.all()}
    return Vote(assessment.kind, assessment.recommendation, scores)


def lines_of(assessments: list[Assessment], criteria: list[Criterion]) -> list[Line]:
    """One for each reviewer, in the order of their first assessments."""
    by_reviewer: dict[int, list[Assessment]] = {}
    for assessment in assessments:
        by_reviewer.setdefault(assessment.reviewer_id, []).append(assessment)
    lines = []
    for saved in by_reviewer.values():
        latest, *earlier = [version_of(a, criteria) for a in reversed(saved)]
        lines.append(Line(name_of(saved[0].reviewer), latest, earlier))
    return lines


def version_of(assessment: Assessment, criteria: list[Criterion]) -> Version:
    vote = vote_of(assessment)
    return Version(
        kind=assessment.get_kind_display(),
        is_judged=assessment.kind == Assessment.Kind.JUDGED,
        recommendation=assessment.get_recommendation_display(),
        reason=assessment.reason,
        overall=overall_of(vote, weighted(criteria)),
        scores=[
            (c.name, vote.scores[c.pk], word_for(c, vote.scores[c.pk]))
            for c in criteria
            if c.pk in vote.scores
        ],
        saved_at=assessment.created_at,
        mark=mark_of(assessment),
    )


def word_for(criterion: Criterion, value: int) -> str:
    """What a value of a criterion means, as it is worded today."""
    words = criterion.words.splitlines()
    return words[value] if value < len(words) else ""


def mark_of(assessment: Assessment) -> Any:
    if assessment.is_blind:
        return ""
    if assessment.replaces_id:
        return _("changed after reading the others")
    return _("saved while the others were readable")

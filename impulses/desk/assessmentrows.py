"""Assessments as a table to take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from impulses.assessing import overall_of
from impulses.desk.assessments import mark_of, vote_of, weighted
from impulses.models import Assessment, Criterion
from impulses.people import name_of


def header(criteria: Iterable[Criterion]) -> list[str]:
    return [
        _("Impulse"),
        _("Title"),
        _("Reviewer"),
        _("Saved at"),
        _("Stands"),
        _("Kind"),
        _("Recommendation"),
        *(criterion.name for criterion in criteria),
        _("Overall"),
        _("Blind"),
        _("Reasoning"),
    ]


def rows(
    assessments: Iterable[Assessment], criteria: list[Criterion]
) -> Iterator[list]:
    """One for each version of each assessment."""
    all_of_them = list(assessments)
    replaced = {assessment.replaces_id for assessment in all_of_them}
    weights = weighted(criteria)
    for assessment in all_of_them:
        vote = vote_of(assessment)
        overall = overall_of(vote, weights)
        saved_at = timezone.localtime(assessment.created_at)
        yield [
            assessment.impulse.number,
            assessment.impulse.title,
            name_of(assessment.reviewer),
            f"{saved_at:%Y-%m-%d %H:%M}",
            _("no") if assessment.pk in replaced else _("yes"),
            assessment.get_kind_display(),
            assessment.get_recommendation_display(),
            *(vote.scores.get(criterion.pk, "") for criterion in criteria),
            "" if overall is None else number_format(overall, 2),
            _("yes") if assessment.is_blind else str(mark_of(assessment)),
            assessment.reason,
        ]

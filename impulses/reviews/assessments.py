"""Saving what a reviewer thinks of an impulse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterallianz.addresses import full_address
from clusters.mail.queue import queue_mail
from impulses.models import (
    SCALE,
    Assessment,
    AssessmentScore,
    Criterion,
    Impulse,
    InternalEntry,
)
from impulses.querysets import ANSWERS
from impulses.reviews.errors import ConflictError, NotAllowedError
from impulses.reviews.recipients import coordinators
from impulses.reviews.timeline import locked, record_internal

Kind = Assessment.Kind
# characters that a reason needs at least; whoever abstains owes none
SHORTEST_REASON = {Kind.JUDGED: 10, Kind.CONFLICT: 3, Kind.ABSTAINED: 0}
LONGEST_REASON = 5000


@dataclass(frozen=True)
class Opinion:
    """What an assessment says. `scores`: by the primary key of the criterion."""

    kind: str
    recommendation: str = ""
    scores: Mapping[int, int] = field(default_factory=dict)
    reason: str = ""


@transaction.atomic
def save_assessment(
    impulse: Impulse,
    *,
    by,
    kind: str,
    recommendation: str = "",
    scores: Mapping[Criterion | int, int] | None = None,
    reason: str = "",
    replaces: Assessment | None = None,
) -> Assessment:
    """Keep an account's view of an impulse; an earlier one stays behind the new one.

    `scores`: one for each criterion in use, by criterion or primary key. `replaces`: the
    own assessment that was seen, None for the first one. Raises NotAllowedError,
    ConflictError or ValidationError.
    """
    impulse = locked(impulse)
    if not by.has_perm("impulses.assess", impulse):
        raise NotAllowedError
    if impulse.assessments.current().of(by).first() != replaces:
        raise ConflictError(_("You have saved another assessment in the meantime."))
    values: dict[int, int] = {
        (key if isinstance(key, int) else key.pk): v
        for key, v in (scores or {}).items()
    }
    opinion = Opinion(kind, recommendation, values, reason.strip())
    refuse_incomplete(opinion)
    assessment = impulse.assessments.create(
        reviewer=by,
        kind=kind,
        recommendation=recommendation,
        reason=opinion.reason,
        replaces=replaces,
        is_blind=is_blind(impulse, by),
    )
    AssessmentScore.objects.bulk_create(
        AssessmentScore(assessment=assessment, criterion_id=key, value=value)
        for key, value in values.items()
    )
    text = gettext_lazy("instead of an earlier one") if replaces else ""
    record_internal(impulse, InternalEntry.Kind.ASSESSED, by=by, text=text)
    tell_when_complete(impulse)
    return assessment


def is_blind(impulse: Impulse, by) -> bool:
    """Whether an account has never been able to read the others' assessments."""
    if by.has_perm("impulses.coordinate"):
        return False
    return not impulse.assessments.of(by).exclude(kind=Kind.CONFLICT).exists()


def refuse_incomplete(opinion: Opinion) -> None:
    """Raises ValidationError for an opinion that says too little, or too much."""
    if opinion.kind not in Kind.values:
        raise ValidationError(_("Choose how you assess the impulse."))
    length = len(opinion.reason)
    if not SHORTEST_REASON[Kind(opinion.kind)] <= length <= LONGEST_REASON:
        raise ValidationError({"reason": too_short(opinion.kind)})
    if opinion.kind == Kind.JUDGED:
        refuse_half_judged(opinion)
    elif opinion.recommendation or opinion.scores:
        raise ValidationError(
            _("Only an assessment has a recommendation and values of criteria.")
        )


def refuse_half_judged(opinion: Opinion) -> None:
    if opinion.recommendation not in ANSWERS:
        raise ValidationError({"recommendation": _("Choose a recommendation.")})
    active = set(Criterion.objects.active().values_list("pk", flat=True))
    if set(opinion.scores) != active:
        raise ValidationError(
            _("The criteria have changed. Please give each of them a value.")
        )
    if not all(value in SCALE for value in opinion.scores.values()):
        raise ValidationError(_("Values reach from 0 to 4."))


def too_short(kind: str) -> str:
    """What to do about a missing reason."""
    if kind == Kind.CONFLICT:
        return _("Say in a few words why you have a conflict of interest.")
    return _("Give a reason of at least %(n)s characters.") % {
        "n": SHORTEST_REASON[Kind.JUDGED]
    }


def tell_when_complete(impulse: Impulse) -> None:
    """Write to the coordinators once all who are assigned, or their deputies, have said
    something.

    Once a round: a new one begins with the next assignment.
    """
    assigned = impulse.assignments.with_vote()
    last = assigned.order_by("pk").last()
    if last is None or assigned.filter(is_voted=False).exists():
        return
    path = reverse("impulses:review", args=[impulse.number])
    context = {
        "impulse": impulse,
        "votes": impulse.assessments.current().exclude(kind=Kind.CONFLICT).count(),
        "address": full_address(path),
    }
    # several may share a mailbox
    accounts = {one.email.lower(): one for one in reversed(coordinators())}
    for account in accounts.values():
        key = f"review-complete-{impulse.pk}-{last.pk}-{account.pk}"
        queue_mail("review-complete", account.email, context, key=key)

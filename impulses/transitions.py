"""Which steps exist for an impulse, for whom, and under which condition.

This table alone decides: pages offer what `steps_for` returns, and what `impulses.reviews`
does with answers asks `require` first, so that a forged request changes nothing. States of
implementation follow each other as `NEXT_STATES` says; `require_state` asks it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from impulses.models import Answer, Impulse
from impulses.querysets import FINISHED
from impulses.reviews.errors import FourEyesError, NotAllowedError, StepError

Implementation = Impulse.Implementation
Draft = Answer | None


@dataclass(frozen=True)
class Step:
    """`fits`: whether an impulse with this draft (or None) is in the right state.

    `is_own_forbidden`: four eyes, nobody who wrote the draft. `refusal` says why it does
    not fit.
    """

    name: str
    label: Any
    permission: str
    fits: Callable[[Impulse, Draft], bool]
    refusal: Any
    is_own_forbidden: bool = False


def is_prepared(_impulse: Impulse, draft: Draft) -> bool:
    return draft is not None and draft.state == Answer.State.PREPARED


def is_scheduled(_impulse: Impulse, draft: Draft) -> bool:
    return draft is not None and draft.state == Answer.State.SCHEDULED


STEPS = [
    Step(
        "take-up",
        _("Take up for review"),
        "impulses.coordinate",
        lambda impulse, _draft: impulse.answer == Impulse.Answer.OPEN,
        _("This impulse was taken up already."),
    ),
    Step(
        "prepare",
        _("Prepare an answer"),
        "impulses.coordinate",
        lambda _impulse, draft: draft is None,
        _("An answer is being prepared already."),
    ),
    Step(
        "edit",
        _("Change the prepared answer"),
        "impulses.coordinate",
        is_prepared,
        _("Only an answer that is prepared and not released can be changed."),
    ),
    Step(
        "discard",
        _("Discard the prepared answer"),
        "impulses.coordinate",
        is_prepared,
        _("Only an answer that is prepared and not released can be discarded."),
    ),
    Step(
        "publish",
        _("Publish now"),
        "impulses.publish_answer",
        is_prepared,
        _("There is no prepared answer to publish."),
        is_own_forbidden=True,
    ),
    Step(
        "schedule",
        _("Publish at a set time"),
        "impulses.publish_answer",
        is_prepared,
        _("There is no prepared answer to publish."),
        is_own_forbidden=True,
    ),
    Step(
        "recall",
        _("Recall the release"),
        "impulses.coordinate",
        is_scheduled,
        _("This answer is not waiting for its publication."),
    ),
]
BY_NAME = {step.name: step for step in STEPS}

# from a state of implementation to those that can follow, for an impulse without parts
# and for a part; “partly done” is never a step
NEXT_STATES: dict[str, list[str]] = {
    Implementation.NOT_STARTED: [
        Implementation.IN_PROGRESS,
        Implementation.DONE,
        Implementation.DEFERRED,
        Implementation.OBSOLETE,
    ],
    Implementation.IN_PROGRESS: [
        Implementation.DONE,
        Implementation.DEFERRED,
        Implementation.OBSOLETE,
    ],
    Implementation.PARTLY: [
        Implementation.IN_PROGRESS,
        Implementation.DONE,
        Implementation.DEFERRED,
        Implementation.OBSOLETE,
    ],
    Implementation.DONE: [Implementation.IN_PROGRESS],
    Implementation.DEFERRED: [
        Implementation.NOT_STARTED,
        Implementation.IN_PROGRESS,
        Implementation.OBSOLETE,
    ],
    Implementation.OBSOLETE: [Implementation.NOT_STARTED, Implementation.IN_PROGRESS],
}
# steps to these, and back from any end, are explained to the public
NEEDS_WORDS = [Implementation.DEFERRED, Implementation.OBSOLETE]


def draft_of(impulse: Impulse) -> Draft:
    """The answer of an impulse that is on its way."""
    return impulse.answers.on_their_way().first()


def steps_for(impulse: Impulse, draft: Draft, user) -> list[Step]:
    """The steps that this account can take now, in the table's order."""
    own = is_author(draft, user)
    return [
        step
        for step in STEPS
        if step.fits(impulse, draft)
        and user.has_perm(step.permission)
        and not (step.is_own_forbidden and own)
    ]


def require(name: str, impulse: Impulse, draft: Draft, by) -> None:
    """Raises NotAllowedError, StepError or FourEyesError unless the step is possible."""
    step = BY_NAME[name]
    if not by.has_perm(step.permission):
        raise NotAllowedError
    if not step.fits(impulse, draft):
        raise StepError(str(step.refusal))
    if step.is_own_forbidden and is_author(draft, by):
        raise FourEyesError


def require_state(before: str, after: str) -> None:
    """Raises StepError unless a state of implementation can follow another."""
    if after not in NEXT_STATES[before]:
        labels = dict(Implementation.choices)
        raise StepError(
            _("From “%(before)s” there is no step to “%(after)s”.")
            % {"before": labels[before], "after": labels.get(after, after)}
        )


def needs_words(before: str, after: str) -> bool:
    """Whether a step between two states of implementation must be explained in public:
    to deferred or no longer relevant, and back from done, deferred or irrelevant."""
    return before != after and (after in NEEDS_WORDS or before in FINISHED)


def next_states(before: str) -> list[tuple[str, str]]:
    """A state of implementation and those that can follow it, as choices of a form."""
    labels = {value: capfirst(str(label)) for value, label in Implementation.choices}
    stays = _("%(state)s (as now)") % {"state": labels[before]}
    return [
        (before, str(stays)),
        *((state, labels[state]) for state in NEXT_STATES[before]),
    ]


def is_author(draft: Draft, user) -> bool:
    if draft is None or user is None or user.pk is None:
        return False
    return draft.prepared_by_id == user.pk or draft.authors.contains(user)

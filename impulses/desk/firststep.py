"""What an account should do with an impulse first: one button on top of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impulses.transitions import draft_of, steps_for


@dataclass(frozen=True)
class First:
    """`is_sent`: whether it is done at once, by a POST. `help`: what comes of it."""

    label: Any
    address: str
    is_sent: bool = False
    help: Any = ""


def first_step(impulse, user) -> First | None:
    """None if others have to act. The impulse comes from `with_votes()`."""
    if owes_assessment(impulse, user):
        return First(_("Assess this impulse"), to("assess", impulse))
    steps = {step.name for step in steps_for(impulse, draft_of(impulse), user)}
    if "publish" in steps:
        return First(_("Check and publish the answer"), to("answer-preview", impulse))
    if "take-up" in steps:
        help_text = _("The public then sees “under review”.")
        return First(_("Take up for review"), to("take-up", impulse), True, help_text)
    if "prepare" not in steps or impulse.is_answered:
        return None
    if not impulse.assigned:
        return First(_("Assign"), "#zugewiesen")
    if impulse.voted == impulse.assigned:
        return First(_("Prepare an answer"), to("answer", impulse))
    return None


def owes_assessment(impulse, user) -> bool:
    """Whether the account is to assess it, for itself or for somebody absent."""
    if impulse.is_answered or impulse.assessments.of(user).exists():
        return False
    rows = impulse.assignments.for_account(user, timezone.localdate()).with_vote()
    owed = {row.reviewer_id: not row.is_voted for row in rows}
    if user.pk in owed:
        # a deputy may have done it
        return owed[user.pk]
    saved = impulse.assessments.current().filter(reviewer__in=owed)
    return len(owed) > saved.count()


def to(name: str, impulse) -> str:
    return reverse(f"impulses:{name}", args=[impulse.number])

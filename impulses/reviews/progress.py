"""How far an impulse without parts is, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from impulses.facts import public_facts
from impulses.models import Impulse, InternalEntry, PublicEntry
from impulses.reviews.clock import settle
from impulses.reviews.errors import ConflictError, StepError
from impulses.reviews.permission import require_coordinator
from impulses.reviews.timeline import locked, record_internal, record_public
from impulses.transitions import needs_words, require_state

# characters of what the public is told when something is deferred or dropped
SHORTEST_WORDS = 20
# what can be changed of an impulse with or without parts, beside the state
FOLLOWING = [
    "responsible_unit",
    "next_step_de",
    "next_step_en",
    "due_on",
    "evidence_url",
]


@transaction.atomic
def change_implementation(
    impulse: Impulse,
    values: Mapping[str, Any],
    *,
    by,
    version: int,
    text_de: str = "",
    text_en: str = "",
) -> Impulse:
    """Set the state (`implementation`) and what follows (`FOLLOWING`), as far as given.

    With parts the state is computed and cannot be given. What changes nothing and says
    nothing leaves no trace. Raises NotAllowedError, ConflictError for another version,
    StepError or ValidationError.
    """
    impulse = opened(impulse, by=by, version=version)
    before = public_facts(impulse)
    state = values.get("implementation")
    if state and impulse.parts.exists():
        raise StepError(_("The state follows from the parts and cannot be set."))
    changed = take_over(impulse, values, FOLLOWING)
    if state and state != impulse.implementation:
        step_to(impulse.implementation, state, text_de)
        impulse.implementation = state
        changed.append("implementation")
    if not (changed or text_de):
        return impulse
    settle(impulse)
    record_internal(impulse, InternalEntry.Kind.PROGRESS, by=by)
    record_public(
        impulse,
        kind_of(changed, PublicEntry.Kind.PROGRESS),
        by=by,
        before=before,
        text_de=text_de,
        text_en=text_en,
        link=impulse.evidence_url if "evidence_url" in changed else "",
    )
    return impulse


def opened(impulse: Impulse, *, by, version: int | None = None) -> Impulse:
    """The locked impulse, for a coordinator who has seen this version of it."""
    require_coordinator(by)
    impulse = locked(impulse)
    if version is not None and impulse.version != version:
        raise ConflictError
    return impulse


def take_over(row, values: Mapping[str, Any], names: list[str]) -> list[str]:
    """Give an impulse or a part the values of these names; which ones are new to it."""
    refuse_past(row.due_on, values.get("due_on"))
    changed = [n for n in names if n in values and getattr(row, n) != values[n]]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def kind_of(changed: list[str], otherwise: str) -> str:
    """A day that is moved and nothing else is an entry of its own kind."""
    return PublicEntry.Kind.DUE if changed == ["due_on"] else otherwise


def step_to(before: str, after: str, words: str) -> None:
    """Raises StepError for a step that there is not, and as `require_words` does."""
    require_state(before, after)
    require_words(before, after, words)


def require_words(before: str, after: str, words: str) -> None:
    """Raises ValidationError if the public must be told why, and is not."""
    if needs_words(before, after) and len(words.strip()) < SHORTEST_WORDS:
        text = _(
            "“%(before)s” becomes “%(after)s”: tell the public why, in %(least)s characters"
            " at least."
        )
        states = {
            "before": Impulse.Implementation(before).label,
            "after": Impulse.Implementation(after).label,
            "least": SHORTEST_WORDS,
        }
        raise ValidationError({"text_de": text % states})


def refuse_past(before, after) -> None:
    """A day that is newly set lies ahead: nothing is born late."""
    if after and after != before and after < timezone.localdate():
        raise ValidationError({"due_on": _("This day is over; choose one to come.")})

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
from impulses.reviews.errors import ConflictError, NotAllowedError, StepError
from impulses.reviews.timeline import locked, record_internal, record_public
from impulses.transitions import needs_words, require_state

# what the form of an impulse without or with parts may change beside the state
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
    link: str = "",
) -> Impulse:
    """Set the state (`implementation`) and what follows (`FOLLOWING`), as far as given.

    With parts the state is computed and cannot be given. Raises NotAllowedError,
    ConflictError for another version, StepError or ValidationError.
    """
    impulse = opened(impulse, by=by, version=version)
    before = public_facts(impulse)
    state = values.get("implementation", impulse.implementation)
    if state != impulse.implementation:
        if impulse.parts.exists():
            raise StepError(_("The state follows from the parts."))
        step_to(impulse.implementation, state, text_de)
        impulse.implementation = state
    refuse_past(impulse.due_on, values.get("due_on"))
    for name in FOLLOWING:
        if name in values:
            setattr(impulse, name, values[name])
    settle(impulse)
    record_internal(impulse, InternalEntry.Kind.PROGRESS, by=by)
    record_public(
        impulse,
        PublicEntry.Kind.PROGRESS,
        by=by,
        before=before,
        text_de=text_de,
        text_en=text_en,
        link=link,
    )
    return impulse


def opened(impulse: Impulse, *, by, version: int | None = None) -> Impulse:
    """The locked impulse, for a coordinator who has seen this version of it."""
    if not by.has_perm("impulses.coordinate"):
        raise NotAllowedError
    impulse = locked(impulse)
    if version is not None and impulse.version != version:
        raise ConflictError
    return impulse


def step_to(before: str, after: str, words: str) -> None:
    """Raises StepError for a step that is none, or that the public is not told why."""
    require_state(before, after)
    if needs_words(before, after) and not words.strip():
        raise StepError(_("Tell the public in a sentence why."))


def refuse_past(before, after) -> None:
    """A day that is newly set lies ahead: nothing is born late."""
    if after and after != before and after < timezone.localdate():
        raise ValidationError({"due_on": _("This day is over; choose one to come.")})

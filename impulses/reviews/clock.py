"""What an impulse owes by when, and how far it is: derived, never typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from impulses.models import Impulse
from impulses.querysets import FINISHED

State = Impulse.Implementation


def state_of_parts(states: Iterable[str]) -> str:
    """The implementation state of an impulse with these states of its parts.

    Parts that are no longer relevant do not count, unless all are. All done is done; one
    done of several is partly done; else one in progress is in progress; else all deferred
    is deferred; else it is not started.
    """
    all_states = list(states)
    counted = {state for state in all_states if state != State.OBSOLETE}
    if not counted:
        return State.OBSOLETE
    if counted == {State.DONE}:
        return State.DONE
    for found, whole in (
        (State.DONE, State.PARTLY),
        (State.IN_PROGRESS, State.IN_PROGRESS),
    ):
        if found in counted:
            return whole
    return State.DEFERRED if counted == {State.DEFERRED} else State.NOT_STARTED


def days_owed(impulse: Impulse, parts: Iterable, state: str = "") -> list[date]:
    """The published days on which something is still owed, the first one first.

    `state`: of the impulse, where it is about to get another one.
    """
    days = [p.due_on for p in parts if p.due_on and p.state not in FINISHED]
    if impulse.due_on and (state or impulse.implementation) not in FINISHED:
        days.append(impulse.due_on)
    if impulse.promised_on:
        days.append(impulse.promised_on)
    return sorted(days)


def derived(impulse: Impulse, parts: Iterable) -> dict[str, Any]:
    """Name to value of each column that follows from the others.

    The day of the first answer and the day on which all was done stay once they are set,
    the latter until it is not done any more.
    """
    all_parts = list(parts)
    state = impulse.implementation
    if all_parts:
        state = state_of_parts(part.state for part in all_parts)
    today = timezone.localdate()
    answered_on = impulse.answered_on or (today if impulse.is_answered else None)
    return {
        "implementation": state,
        "next_due_on": next(iter(days_owed(impulse, all_parts, state)), None),
        "answered_on": answered_on,
        "done_on": (impulse.done_on or today) if state == State.DONE else None,
    }


def settle(impulse: Impulse) -> None:
    """Derive what lists read of a locked impulse, count the write, and save it whole."""
    for name, value in derived(impulse, impulse.parts.all()).items():
        setattr(impulse, name, value)
    impulse.version += 1
    impulse.save()

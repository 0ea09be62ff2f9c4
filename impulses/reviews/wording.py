"""Entering what the paper says: as printed, with every change in the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from impulses.facts import Facts, public_facts
from impulses.models import (
    HIGHEST_NUMBER,
    FormerNumber,
    Impulse,
    InternalEntry,
    PublicEntry,
)
from impulses.paper.planning import Entry, Plan, plan_paper
from impulses.paper.reading import Paper
from impulses.reviews.clock import settle
from impulses.reviews.errors import ConflictError, NotAllowedError, StepError
from impulses.reviews.timeline import record_internal, record_public
from impulses.search import corpus


@transaction.atomic
def import_paper(paper: Paper, *, by, digest: str = "") -> Plan:
    """Make all changes of a paper, or none. `by`: None for a command.

    `digest`: of the plan that was looked at; if others have changed something since,
    ConflictError. Raises StepError while the paper has problems.
    """
    if by is not None and not by.has_perm("impulses.import_paper"):
        raise NotAllowedError
    # whoever else changes an impulse waits, so that the plan stays true
    list(Impulse.objects.select_for_update().values_list("pk", flat=True))
    plan = plan_paper(paper)
    if plan.problems:
        raise StepError(_("The file has problems; nothing was changed."))
    if digest and plan.digest != digest:
        raise ConflictError
    before = {e.impulse.pk: public_facts(e.impulse) for e in plan.entries if e.impulse}
    free_numbers(plan.entries)
    for entry in plan.entries:
        former = entry.impulse and before[entry.impulse.pk]
        enter(entry, former or {}, by=by)
    return plan


@transaction.atomic
def save_wording(impulse: Impulse, changed: Mapping[str, Any], *, by) -> Impulse:
    """Put what was typed of the paper into the impulse as it stands now, or add it.

    What others have decided meanwhile stays. The address of a former number leads on.
    Raises NotAllowedError.
    """
    is_new = impulse.pk is None
    if not by.has_perm(f"impulses.{'add' if is_new else 'change'}_impulse"):
        raise NotAllowedError
    before: Facts = {}
    impulse._history_user = by  # type: ignore[attr-defined]
    if is_new:
        impulse.save()
    else:
        impulse.refresh_from_db(from_queryset=Impulse.objects.select_for_update())
        before = public_facts(impulse)
        for name, value in changed.items():
            setattr(impulse, name, value)
        if "number" in changed:
            FormerNumber.objects.create(number=before["number"], impulse=impulse)
        if changed:
            settle(impulse)
    if record_public(impulse, PublicEntry.Kind.WORDING, by=by, before=before):
        record_internal(impulse, InternalEntry.Kind.WORDING, by=by)
    return impulse


def free_numbers(entries: list[Entry]) -> None:
    """Give numbers that change a place out of the way, as no two may be the same."""
    moving = [
        entry.impulse
        for entry in entries
        if entry.impulse and entry.impulse.number != entry.values["number"]
    ]
    for place, impulse in enumerate(moving):
        FormerNumber.objects.create(number=impulse.number, impulse=impulse)
        Impulse.objects.filter(pk=impulse.pk).update(number=HIGHEST_NUMBER - place)


def enter(entry: Entry, before: dict, *, by) -> Impulse:
    """Write one impulse, its entries of the timeline and its words for the search."""
    impulse = entry.impulse or Impulse()
    for name, value in entry.values.items():
        setattr(impulse, name, value)
    # the history names the account
    impulse._history_user = by  # type: ignore[attr-defined]
    if impulse.pk:
        settle(impulse)
    else:
        impulse.save()
    words_de = words_en = ""
    if entry.is_new:
        words_de, words_en = "Aus dem Papier erfasst.", "Entered from the paper."
    elif entry.becomes_worded:
        words_de = "Der Wortlaut ist erfasst, wie er im Papier steht."
        words_en = "The wording is recorded as it stands in the paper."
    record_internal(impulse, InternalEntry.Kind.WORDING, by=by, text=words_de)
    record_public(
        impulse,
        PublicEntry.Kind.WORDING,
        by=by,
        before=before,
        text_de=words_de,
        text_en=words_en,
    )
    corpus.update(impulse)
    return impulse

"""Answers of the ministry: one account writes, another lets it out, a third may stop it.

Whoever releases an answer has seen one version of it, and exactly that one goes out.
Versions count on over all answers of an impulse, so that a number names one text.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from impulses.facts import public_facts
from impulses.models import Answer, Impulse, InternalEntry, PublicEntry
from impulses.reviews.answer_checks import (
    concerns,
    refuse_releaser,
    refuse_time,
    refuse_unfit,
)
from impulses.reviews.clock import settle
from impulses.reviews.errors import ConflictError, ReviewError, StepError
from impulses.reviews.progress import refuse_past
from impulses.reviews.timeline import locked, record_internal, record_public
from impulses.transitions import draft_of, is_author, require

log = logging.getLogger(__name__)

State = Answer.State
Kind = InternalEntry.Kind
# what an answer says of the impulse itself; the reasons stay with the answer
OF_IMPULSE = [
    "answer",
    "responsible_unit",
    "next_step_de",
    "next_step_en",
    "due_on",
    "evidence_url",
]
WRITTEN = [*OF_IMPULSE, "reason_de", "reason_en"]


class Outcome(NamedTuple):
    """What became of an answer whose time had come. `reason`: why it was not published;
    `concerns`: what whoever released it should look at."""

    answer: Answer
    reason: str
    concerns: list[str]


@transaction.atomic
def prepare_answer(impulse: Impulse, values: Mapping[str, Any], *, by) -> Answer:
    """A draft; `values`: some of `WRITTEN`. Raises ReviewError or ValidationError."""
    impulse = locked(impulse)
    require("prepare", impulse, draft_of(impulse), by)
    last = impulse.answers.aggregate(last=Max("version"))["last"]
    answer = Answer(impulse=impulse, version=0 if last is None else last + 1)
    write(answer, values, by=by)
    # reviewers read this, too, but no draft: what it says stays out
    record_internal(impulse, Kind.PREPARED, by=by)
    return answer


@transaction.atomic
def edit_answer(answer: Answer, values: Mapping[str, Any], version: int, *, by):
    """Change the draft, which makes the account one of its authors.

    Values that change nothing leave it as it is. Raises as `prepare_answer` does.
    """
    impulse, answer = for_step("edit", answer, version, by=by)
    known = [name for name in WRITTEN if name in values]
    changed = [name for name in known if getattr(answer, name) != values[name]]
    if not changed:
        return answer
    answer.version += 1
    write(answer, values, by=by)
    fields = Answer._meta.concrete_fields
    labels = [field.verbose_name for field in fields if field.name in changed]
    text = format_lazy(", ".join(["{}"] * len(labels)), *labels)
    record_internal(impulse, Kind.EDITED, by=by, text=text)
    return answer


@transaction.atomic
def discard_answer(answer: Answer, version: int, *, by) -> Answer:
    """The draft is kept, and nobody can take it up again."""
    impulse, answer = for_step("discard", answer, version, by=by)
    move(answer, State.DISCARDED)
    record_internal(impulse, Kind.DISCARDED, by=by)
    return answer


@transaction.atomic
def schedule_answer(answer: Answer, publish_at: datetime, version: int, *, by):
    """Release it for a time; `publish_due_answers` then lets it out."""
    impulse, answer = for_step("schedule", answer, version, by=by)
    refuse_time(publish_at)
    move(answer, State.SCHEDULED, publish_at=publish_at, released_by=by)
    text = f"{timezone.localtime(publish_at):%d.%m.%Y %H:%M}"
    record_internal(impulse, Kind.SCHEDULED, by=by, text=text)
    return answer


@transaction.atomic
def recall_answer(answer: Answer, version: int, *, by) -> Answer:
    """Back to a draft, as long as it is not out."""
    impulse, answer = for_step("recall", answer, version, by=by)
    move(answer, State.PREPARED, publish_at=None, released_by=None)
    record_internal(impulse, Kind.RECALLED, by=by)
    return answer


@transaction.atomic
def publish_answer(answer: Answer, version: int, *, by) -> Answer:
    impulse, answer = for_step("publish", answer, version, by=by)
    return let_out(impulse, answer, by=by, released_by=by)


def publish_answers(
    seen: Iterable[tuple[Answer, int]], *, by, publish_at: datetime | None = None
) -> tuple[list[Answer], list[tuple[Answer, str]]]:
    """Several answers with the version of each that was seen, now or at a time.

    What was done, and what was refused with its reason: one does not stop the others.
    """
    done, refused = [], []
    for answer, version in seen:
        try:
            if publish_at is None:
                done.append(publish_answer(answer, version, by=by))
            else:
                done.append(schedule_answer(answer, publish_at, version, by=by))
        except ConflictError:
            # others of them were saved
            text = _("Somebody else has changed this in the meantime.")
            refused.append((answer, text))
        except ReviewError as error:
            refused.append((answer, str(error)))
    return done, refused


def publish_due_answers(now: datetime, *, dry_run: bool = False) -> list[Outcome]:
    """Let out what was released for a time until now; for cron, repeatable.

    Each in a transaction of its own: whatever is wrong with one stops no other, and it
    is tried again by the next run. A dry run does the same and takes it back.
    """
    due = Answer.objects.due(now).select_related("impulse", "responsible_unit")
    found = []
    for answer in due.order_by("publish_at", "pk"):
        try:
            is_done, reason = publish_due(answer, now, dry_run=dry_run), ""
        except ReviewError as error:
            is_done, reason = False, str(error)
        except Exception as error:
            log.exception("Answer %s could not be published", answer.pk)
            is_done, reason = False, f"{type(error).__name__}: {error}"
        if is_done or reason:
            found.append(Outcome(answer, reason, concerns(answer)))
    return found


@transaction.atomic
def publish_due(answer: Answer, now: datetime, *, dry_run: bool) -> bool:
    """False if meanwhile somebody recalled it, or another process was quicker."""
    impulse = locked(answer.impulse)
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if not Answer.objects.due(now).contains(answer):
        return False
    if is_author(answer, answer.released_by):
        raise StepError(_("Whoever wrote an answer cannot publish it."))
    refuse_releaser(answer.released_by)
    let_out(impulse, answer, by=None, released_by=answer.released_by)
    if dry_run:
        transaction.set_rollback(True)
    return True


def let_out(impulse: Impulse, answer: Answer, *, by, released_by) -> Answer:
    """What everybody reads from now on; both rows are locked and the step is allowed."""
    before = public_facts(impulse)
    is_first = impulse.published_answer_id is None
    move(answer, State.PUBLISHED, published_at=timezone.now(), released_by=released_by)
    take_over(impulse, answer)
    # the history names the account
    impulse._history_user = released_by  # type: ignore[attr-defined]
    settle(impulse)
    record_public(
        impulse,
        PublicEntry.Kind.ANSWER,
        by=by,
        before=before,
        text_de=words_in("de", answer, is_first=is_first),
        text_en=words_in("en", answer, is_first=is_first),
        link=answer.evidence_url,
        # also where a command carries it out, the ministry has answered
        role=PublicEntry.Role.MINISTRY,
    )
    record_internal(impulse, Kind.PUBLISHED, by=by, text=label_of(answer))
    return answer


def take_over(impulse: Impulse, answer: Answer) -> None:
    """Give an impulse what the answer says of it; nothing is saved."""
    for name in OF_IMPULSE:
        setattr(impulse, name, getattr(answer, name))
    impulse.published_answer = answer


def words_in(language: str, answer: Answer, *, is_first: bool) -> str:
    with translation.override(language):
        words = (
            _("The ministry has answered: %(answer)s.")
            if is_first
            else _("The ministry has answered anew: %(answer)s.")
        )
        return words % {"answer": answer.get_answer_display()}


def for_step(name: str, answer: Answer, version: int, *, by) -> tuple[Impulse, Answer]:
    """Impulse and answer, locked in this order everywhere, if the step is possible."""
    impulse = locked(answer.impulse)
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    is_over = answer.state in (State.PUBLISHED, State.DISCARDED)
    require(name, impulse, None if is_over else answer, by)
    if answer.version != version:
        raise ConflictError
    answer.impulse = impulse
    return impulse, answer


def move(answer: Answer, state: str, **values) -> None:
    for name, value in values.items():
        setattr(answer, name, value)
    answer.state = state
    answer.version += 1
    answer.save(update_fields=["state", "version", *values])


def write(answer: Answer, values: Mapping[str, Any], *, by) -> None:
    for name in WRITTEN:
        setattr(answer, name, values.get(name, getattr(answer, name)))
    answer.prepared_by = by
    answer.prepared_at = timezone.now()
    refuse_past(answer.impulse.due_on, answer.due_on)
    refuse_unfit(answer.answer, answer.reason_de, answer.responsible_unit)
    answer.clean_fields()
    answer.save()
    answer.authors.add(by)


def label_of(answer: Answer):
    """The answer in a word, in the language in which it is read."""
    return Impulse.Answer(answer.answer).label

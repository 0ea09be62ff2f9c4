"""Enquiries: sent, taken on, answered, handed over, closed. STEPS says when what may be.

Each step locks the enquiry, so that two people cannot do the same at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from clusters.mail.enquiries import tell_cluster, tell_firm
from clusters.models import (
    AnswerTime,
    Cluster,
    Enquiry,
    EnquiryMessage,
    EnquiryThread,
)
from clusters.models.enquiry import make_key
from clusters.rules import manages_cluster
from clusters.workingdays import working_days

State = EnquiryThread.State
Event = EnquiryMessage.Event
Author = EnquiryMessage.Author

UNANSWERED = (State.NEW, State.IN_PROGRESS)
RUNNING = (*UNANSWERED, State.ANSWERED)
NUMBER_LENGTH = 16

# step: the states from which it may be done, and the state that follows
STEPS: dict[str, dict[str, str]] = {
    # by a manager of the cluster
    "take_on": {State.NEW: State.IN_PROGRESS},
    "answer": dict.fromkeys(RUNNING, State.ANSWERED),
    "mark_answered": dict.fromkeys(UNANSWERED, State.ANSWERED),
    "hand_over": dict.fromkeys(UNANSWERED, State.HANDED_OVER),
    "close": dict.fromkeys(RUNNING, State.CLOSED),
    # by the firm: whoever writes back after an answer waits again
    "write": {
        State.NEW: State.NEW,
        State.IN_PROGRESS: State.IN_PROGRESS,
        State.ANSWERED: State.IN_PROGRESS,
    },
    "close_by_firm": dict.fromkeys(RUNNING, State.CLOSED),
}


class EnquiryNotAllowedError(PermissionDenied):
    """This account does not manage the cluster; a view answers 403."""


class EnquiryStateError(ValueError):
    """The thread is in a state from which this step makes no sense."""


class ReadBeforeError(ValueError):
    """Somebody wrote or did something since the page was read."""


class HasEnquiryError(ValueError):
    """The other cluster has the enquiry already."""


class CannotReceiveError(ValueError):
    """Nobody would read the enquiry at that cluster."""


class ReasonMissingError(ValueError):
    """What stays unanswered is not closed or handed over without a reason."""


def may(step: str, thread: EnquiryThread) -> bool:
    return thread.state in STEPS[step]


def send_enquiry(enquiry: Enquiry, clusters: Iterable[Cluster]) -> tuple[Enquiry, bool]:
    """Store it with a thread for each cluster, and tell all; whether it is new.

    The key names the enquiry: sent twice, at once or later, it is there once.
    """
    try:
        with transaction.atomic():
            found = Enquiry.objects.filter(key=enquiry.key).first()
            return (found, False) if found else (_store(enquiry, clusters), True)
    except IntegrityError:
        return Enquiry.objects.get(key=enquiry.key), False


def _store(enquiry: Enquiry, clusters: Iterable[Cluster]) -> Enquiry:
    # the number is made of the primary key, so that no two can be the same
    enquiry.number = make_key()[:NUMBER_LENGTH]
    # whether the key is there already, the database says: another process may be storing
    enquiry.full_clean(validate_unique=False)
    enquiry.save(force_insert=True)
    year = timezone.localtime(enquiry.created_at).year
    enquiry.number = f"{year}-{enquiry.pk:06d}"
    enquiry.save(update_fields=["number"])
    threads = [
        EnquiryThread.objects.create(enquiry=enquiry, cluster=cluster)
        for cluster in clusters
    ]
    tell_firm("receipt", enquiry, threads=threads)
    for thread in threads:
        tell_cluster("new", thread)
    return enquiry


@transaction.atomic
def take_on(thread: EnquiryThread, *, by) -> EnquiryThread:
    """Raises EnquiryNotAllowedError or EnquiryStateError, as all steps below."""
    thread = _begin("take_on", thread, by=by)
    _note(thread, Event.TAKEN_ON, by=by)
    return _save(thread)


@transaction.atomic
def answer(thread: EnquiryThread, *, text: str, seen: int, by) -> EnquiryThread:
    """Mail the text to the firm. `seen`: key of the newest message that was read.
    Sent twice by the same account, it is there once.

    Raises ReadBeforeError too.
    """
    thread = _begin("answer", thread, by=by)
    if _is_said(thread, Author.CLUSTER, text, by=by):
        return thread
    if newest_message(thread) != seen:
        raise ReadBeforeError(thread)
    _say(thread, Author.CLUSTER, text, by=by)
    tell_firm("answer", thread.enquiry, thread=thread, text=text)
    return _save_answered(thread)


@transaction.atomic
def mark_answered(thread: EnquiryThread, *, by) -> EnquiryThread:
    """The cluster answered by telephone or from its own mailbox."""
    thread = _begin("mark_answered", thread, by=by)
    _note(thread, Event.ANSWERED, by=by)
    return _save_answered(thread)


@transaction.atomic
def mark_answered_by_link(thread: EnquiryThread) -> EnquiryThread:
    """The same from a role mailbox, whose link was signed by us."""
    thread = _step("mark_answered", thread)
    _note(thread, Event.ANSWERED)
    return _save_answered(thread)


@transaction.atomic
def hand_over(thread: EnquiryThread, *, to: Cluster, reason: str, by) -> EnquiryThread:
    """Returns the thread at the other cluster, which reads what was written here.

    Raises HasEnquiryError, CannotReceiveError or ReasonMissingError too.
    """
    thread = _begin("hand_over", thread, by=by)
    if not reason.strip():
        raise ReasonMissingError(thread)
    if thread.enquiry.threads.filter(cluster=to).exists():
        raise HasEnquiryError(to)
    if not Cluster.objects.receiving().filter(pk=to.pk).exists():
        raise CannotReceiveError(to)
    _say(thread, Author.CLUSTER, reason, by=by)
    _note(thread, Event.HANDED_OVER, by=by)
    _save(thread, closed_at=timezone.now())
    new = EnquiryThread.objects.create(
        enquiry=thread.enquiry, cluster=to, handed_over_from=thread
    )
    tell_firm("handed-over", thread.enquiry, thread=thread, to=to, text=reason)
    tell_cluster("new", new)
    return new


@transaction.atomic
def close(thread: EnquiryThread, *, reason: str = "", by) -> EnquiryThread:
    """Without an answer only with a reason, which the firm is told.

    Raises ReasonMissingError too.
    """
    was_unanswered = thread.is_unanswered
    thread = _begin("close", thread, by=by)
    if was_unanswered and not reason.strip():
        raise ReasonMissingError(thread)
    if reason.strip():
        _say(thread, Author.CLUSTER, reason, by=by)
        tell_firm("closed", thread.enquiry, thread=thread, text=reason)
    _note(thread, Event.CLOSED, by=by)
    return _save(thread, closed_at=timezone.now())


@transaction.atomic
def write_back(thread: EnquiryThread, *, text: str) -> EnquiryThread:
    """What the firm adds. Sent twice in a row, it is there once.

    Raises EnquiryStateError.
    """
    _lock(thread)
    if _is_said(thread, Author.FIRM, text):
        return thread
    before = EnquiryThread.objects.values_list("state", flat=True).get(pk=thread.pk)
    thread = _step("write", thread)
    _say(thread, Author.FIRM, text)
    tell_cluster("message", thread, text=text)
    if before == State.ANSWERED:
        return _save(thread, waiting_since=timezone.now(), reminded_after=0)
    return _save(thread)


@transaction.atomic
def close_by_firm(enquiry: Enquiry) -> list[EnquiryThread]:
    """The firm needs no answer any more; clusters at work are told. Repeatable."""
    closed = []
    for thread in enquiry.threads.filter(state__in=RUNNING):
        was_unanswered = thread.is_unanswered
        changed = _step("close_by_firm", thread)
        _note(changed, Event.CLOSED_BY_FIRM)
        if was_unanswered:
            tell_cluster("closed-by-firm", changed)
        closed.append(_save(changed, closed_at=timezone.now()))
    return closed


def say_whether_helped(enquiry: Enquiry, helped: str) -> bool:
    """Kept once; False if it was said before."""
    unsaid = Enquiry.objects.filter(pk=enquiry.pk, helped=Enquiry.Helped.UNKNOWN)
    return bool(unsaid.update(helped=helped))


def newest_message(thread: EnquiryThread) -> int:
    """Key of the newest message or event of a thread; 0: none yet."""
    return thread.messages.order_by("-pk").values_list("pk", flat=True).first() or 0


def _lock(thread: EnquiryThread) -> None:
    Enquiry.objects.select_for_update().get(pk=thread.enquiry_id)


def _begin(step: str, thread: EnquiryThread, *, by) -> EnquiryThread:
    # asked of the relation itself: a superuser would have every permission
    if not manages_cluster(by, thread.cluster):
        raise EnquiryNotAllowedError(thread)
    return _step(step, thread)


def _step(step: str, thread: EnquiryThread) -> EnquiryThread:
    """The thread as stored, locked, with the state that follows (not saved yet)."""
    _lock(thread)
    rows = EnquiryThread.objects.select_related("enquiry", "cluster")
    thread = rows.get(pk=thread.pk)
    if not may(step, thread):
        raise EnquiryStateError(thread)
    thread.state = STEPS[step][thread.state]
    return thread


def _is_said(thread: EnquiryThread, author: str, text: str, *, by=None) -> bool:
    """Whether these were the last words: somebody pressed the button twice."""
    newest = thread.messages.order_by("-pk").first()
    said = newest and (newest.author, newest.text, newest.account)
    return said == (author, text, by)


def _say(thread: EnquiryThread, author: str, text: str, *, by=None) -> None:
    thread.messages.create(author=author, text=text, account=by)


def _note(thread: EnquiryThread, event: str, *, by=None) -> None:
    _say(thread, Author.SYSTEM, event, by=by)


def _save_answered(thread: EnquiryThread) -> EnquiryThread:
    now = timezone.now()
    if thread.answered_at is None:
        received = timezone.localdate(thread.created_at)
        days = working_days(received, timezone.localdate(now))
        AnswerTime.objects.create(
            cluster=thread.cluster,
            answered_on=timezone.localdate(now),
            working_days=days,
        )
    return _save(thread, answered_at=now)


def _save(thread: EnquiryThread, **values) -> EnquiryThread:
    for name, value in values.items():
        setattr(thread, name, value)
    thread.save(update_fields=["state", *values])
    return thread

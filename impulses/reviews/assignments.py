"""Who assesses what until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from clusterallianz.addresses import full_address
from clusters.mail.queue import queue_mail
from impulses.facts import public_facts
from impulses.models import Assignment, Impulse, InternalEntry, PublicEntry
from impulses.reviews.clock import settle
from impulses.reviews.errors import NotAllowedError, StepError
from impulses.reviews.timeline import locked, record_internal, record_public

Kind = InternalEntry.Kind


@dataclass(frozen=True)
class Outcome:
    """How many pairs of impulse and account changed, and how many were so already."""

    changed: int
    unchanged: int


@transaction.atomic
def assign(
    impulses: Iterable[Impulse], accounts: Iterable, *, by, lead=None, due_on=None
) -> Outcome:
    """Assign each account to each impulse, and tell each account once.

    `lead`: one of the accounts, who leads from now on. `due_on`: also for those who were
    assigned already. Raises NotAllowedError or StepError.
    """
    require_coordinator(by)
    chosen = list(accounts)
    if not all(may_be_assigned(account) for account in chosen):
        raise StepError(_("Only active accounts of reviewers can be assigned."))
    news: dict[int, list[Impulse]] = {}
    changed = unchanged = 0
    for impulse in lock_all(impulses):
        if lead is not None:
            impulse.assignments.exclude(reviewer=lead).update(is_lead=False)
        for account in chosen:
            is_new, is_other = put(impulse, account, lead, due_on, by)
            changed, unchanged = changed + is_other, unchanged + (not is_other)
            if is_new:
                news.setdefault(account.pk, []).append(impulse)
    for account in chosen:
        if account.pk in news:
            tell_assigned(account, news[account.pk], due_on)
    return Outcome(changed, unchanged)


def put(impulse: Impulse, account, lead, due_on, by) -> tuple[bool, bool]:
    """Assign one account to a locked impulse: whether it is new, and whether it changed."""
    leads = lead is not None and lead.pk == account.pk
    found, is_new = Assignment.objects.get_or_create(
        impulse=impulse,
        reviewer=account,
        defaults={"assigned_by": by, "due_on": due_on, "is_lead": leads},
    )
    before = found.is_lead, found.due_on
    if not is_new:
        found.is_lead = leads or (found.is_lead and lead is None)
        found.due_on = due_on or found.due_on
        found.save(update_fields=["is_lead", "due_on"])
    is_other = is_new or before != (found.is_lead, found.due_on)
    if is_other:
        text = _name(account) + (f", {_day(found.due_on)}" if found.due_on else "")
        record_internal(impulse, Kind.ASSIGNED, by=by, text=text)
    return is_new, is_other


@transaction.atomic
def unassign(impulses: Iterable[Impulse], accounts: Iterable, *, by) -> Outcome:
    """Take accounts off impulses; what they have assessed stays."""
    require_coordinator(by)
    chosen = list(accounts)
    changed = unchanged = 0
    for impulse in lock_all(impulses):
        for account in chosen:
            number, _rows = impulse.assignments.filter(reviewer=account).delete()
            changed, unchanged = changed + bool(number), unchanged + (not number)
            if number:
                record_internal(impulse, Kind.UNASSIGNED, by=by, text=_name(account))
    return Outcome(changed, unchanged)


@transaction.atomic
def set_assessment_due(impulses: Iterable[Impulse], due_on: date, *, by) -> Outcome:
    """Give everybody who is assigned to these impulses the same day."""
    require_coordinator(by)
    changed = unchanged = 0
    for impulse in lock_all(impulses):
        rows = impulse.assignments.exclude(due_on=due_on)
        # a row without a day is none that is excluded by it
        number = rows.count() + impulse.assignments.filter(due_on=None).count()
        impulse.assignments.update(due_on=due_on)
        changed, unchanged = changed + bool(number), unchanged + (not number)
        if number:
            record_internal(impulse, Kind.DUE, by=by, text=_day(due_on))
    return Outcome(changed, unchanged)


@transaction.atomic
def set_answer_due(
    impulses: Iterable[Impulse], due_on: date | None, *, is_public: bool, by
) -> Outcome:
    """Say until when the ministry owes its answer, and whether the public sees that."""
    require_coordinator(by)
    changed = unchanged = 0
    for impulse in lock_all(impulses):
        wanted = due_on, bool(due_on and is_public)
        if (impulse.answer_due_on, impulse.is_answer_due_public) == wanted:
            unchanged += 1
            continue
        before = public_facts(impulse)
        impulse.answer_due_on, impulse.is_answer_due_public = wanted
        settle(impulse)
        text = _day(due_on) if due_on else ""
        record_internal(impulse, Kind.DUE, by=by, text=text)
        record_public(impulse, PublicEntry.Kind.DUE, by=by, before=before)
        changed += 1
    return Outcome(changed, unchanged)


def require_coordinator(by) -> None:
    if not by.has_perm("impulses.coordinate"):
        raise NotAllowedError


def lock_all(impulses: Iterable[Impulse]) -> list[Impulse]:
    """Always in the same order, so that two of these never wait for each other."""
    keys = sorted({impulse.pk for impulse in impulses})
    return [locked(impulse) for impulse in Impulse.objects.filter(pk__in=keys)]


def may_be_assigned(account) -> bool:
    return account.is_active and account.has_perm("impulses.review")


def assignable():
    """Active accounts of reviewers and coordinators, by name."""
    from clusters.roles import COORDINATORS, REVIEWERS

    users = get_user_model().objects.filter(is_active=True)
    found = users.filter(groups__name__in=[REVIEWERS, COORDINATORS])
    return found.distinct().order_by("username")


def tell_assigned(account, impulses: list[Impulse], due_on: date | None) -> None:
    if account.email:
        context = {
            "impulses": impulses,
            "due_on": due_on,
            "url": full_address("/pruefung/"),
        }
        queue_mail("review-assigned", account.email, context)


def _name(account) -> str:
    return account.get_full_name() or account.get_username()


def _day(day: date) -> str:
    return format_date(day, "j. F Y")

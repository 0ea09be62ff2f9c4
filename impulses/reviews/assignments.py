"""Who assesses what until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterallianz.addresses import full_address
from clusters.mail.queue import queue_mail
from clusters.roles import COORDINATORS, REVIEWERS
from impulses.facts import public_facts
from impulses.models import Assignment, Impulse, InternalEntry, PublicEntry
from impulses.people import name_of
from impulses.reviews.assessments import tell_when_complete
from impulses.reviews.clock import settle
from impulses.reviews.errors import StepError
from impulses.reviews.permission import require_coordinator
from impulses.reviews.recipients import deputies
from impulses.reviews.timeline import record_internal, record_public

Kind = InternalEntry.Kind


@dataclass(frozen=True)
class Outcome:
    """How many impulses changed, how many were so already, and how many were left out
    because it makes no sense for them."""

    changed: int = 0
    unchanged: int = 0
    left_out: int = 0


@transaction.atomic
def assign(
    impulses: Iterable[Impulse], accounts: Iterable, *, by, lead=None, due_on=None
) -> Outcome:
    """Assign each account to each impulse, and tell each account once.

    `lead`: leads from now on, and is assigned with the others. `due_on`: also for those
    who were assigned already. Answered impulses are left out: nobody would find them in
    the own work. Raises NotAllowedError, or StepError also if none is left.
    """
    require_coordinator(by)
    chosen = allowed([*accounts, lead] if lead else accounts)
    rows = lock_all(impulses)
    unanswered = [impulse for impulse in rows if not impulse.is_answered]
    if rows and not unanswered:
        raise StepError(refusal_of_answered(len(rows)))
    news: dict[int, list[Assignment]] = {account.pk: [] for account in chosen}
    changed = unchanged = 0
    for impulse in unanswered:
        if lead is not None:
            impulse.assignments.exclude(reviewer=lead).update(is_lead=False)
        put_rows = [put(impulse, account, lead, due_on, by) for account in chosen]
        is_other = any(row.has_changed for row in put_rows)
        changed, unchanged = changed + is_other, unchanged + (not is_other)
        for row in put_rows:
            if row.is_new:
                news[row.assignment.reviewer_id].append(row.assignment)
    tell_assigned(chosen, news, due_on, by)
    return Outcome(changed, unchanged, len(rows) - len(unanswered))


def refusal_of_answered(number: int) -> str:
    return ngettext(
        "Nobody was assigned: the ministry has answered this impulse already.",
        "Nobody was assigned: the ministry has answered these impulses already.",
        number,
    )


def allowed(accounts: Iterable) -> list:
    """Each account once; raises StepError unless all can be assigned something."""
    chosen = {account.pk: account for account in accounts}
    if assignable().filter(pk__in=list(chosen)).count() != len(chosen):
        raise StepError(_("Only active accounts of reviewers can be assigned."))
    return list(chosen.values())


class Put(NamedTuple):
    assignment: Assignment
    is_new: bool
    has_changed: bool


def put(impulse: Impulse, account, lead, due_on, by) -> Put:
    """Assign one account to a locked impulse."""
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
        text = name_of(account) + (f", {_day(found.due_on)}" if found.due_on else "")
        record_internal(impulse, Kind.ASSIGNED, by=by, text=text)
    return Put(found, is_new, is_other)


@transaction.atomic
def unassign(impulses: Iterable[Impulse], accounts: Iterable, *, by) -> Outcome:
    """Take accounts off impulses; what they have assessed stays."""
    require_coordinator(by)
    chosen = list(accounts)
    changed = unchanged = 0
    for impulse in lock_all(impulses):
        rows = impulse.assignments.with_vote().filter(reviewer__in=chosen)
        gone = list(rows.select_related("reviewer"))
        for row in gone:
            row.delete()
            record_internal(impulse, Kind.UNASSIGNED, by=by, text=name_of(row.reviewer))
        if not all(row.is_voted for row in gone):
            # whoever was taken off may have been the last one that all waited for
            tell_when_complete(impulse)
        changed, unchanged = changed + bool(gone), unchanged + (not gone)
    return Outcome(changed, unchanged)


@transaction.atomic
def set_assessment_due(
    impulses: Iterable[Impulse], due_on: date, *, by, accounts: Iterable = ()
) -> Outcome:
    """Give these accounts the same day where they are assigned; without any, all who
    are. Impulses where that is nobody are left out."""
    require_coordinator(by)
    chosen = list(accounts)
    changed = unchanged = left_out = 0
    for impulse in lock_all(impulses):
        rows = impulse.assignments.select_related("reviewer")
        if chosen:
            rows = rows.filter(reviewer__in=chosen)
        others = [row for row in rows if row.due_on != due_on]
        if not others:
            left_out, unchanged = left_out + (not rows), unchanged + bool(rows)
            continue
        impulse.assignments.filter(pk__in=[row.pk for row in others]).update(
            due_on=due_on
        )
        names = [name_of(row.reviewer) for row in others] if chosen else []
        text = ", ".join([*names, _day(due_on)])
        record_internal(impulse, Kind.DUE, by=by, text=text)
        changed += 1
    return Outcome(changed, unchanged, left_out)


@transaction.atomic
def set_answer_due(
    impulses: Iterable[Impulse], due_on: date | None, *, is_public: bool, by
) -> Outcome:
    """Say until when the ministry owes its answer, and whether the public sees that.

    `due_on`: None takes the day away. A published day is moved in public: it cannot
    become internal again. Where the answer is there, none is owed.
    """
    require_coordinator(by)
    changed = unchanged = left_out = 0
    for impulse in lock_all(impulses):
        was_public = impulse.is_answer_due_public and impulse.answer_due_on is not None
        wanted = due_on, bool(due_on and (is_public or was_public))
        if impulse.is_answered:
            left_out += 1
            continue
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
    return Outcome(changed, unchanged, left_out)


def lock_all(impulses: Iterable[Impulse]) -> list[Impulse]:
    """Always in the same order, so that two of these never wait for each other."""
    keys = {impulse.pk for impulse in impulses}
    rows = Impulse.objects.select_for_update().filter(pk__in=keys)
    return list(rows.order_by("pk"))


def assignable() -> QuerySet:
    """Active accounts of reviewers and coordinators, by name."""
    users = get_user_model().objects.filter(is_active=True)
    found = users.filter(groups__name__in=[REVIEWERS, COORDINATORS])
    return found.distinct().order_by("username")


def tell_assigned(
    accounts: list, news: dict[int, list[Assignment]], due_on: date | None, by
) -> None:
    """One mail to each account about all that is new, and to who stands in for it today,
    of what the deputy is not assigned itself; none about what somebody did for the own
    account."""
    standing_in = deputies(timezone.localdate())
    own = assigned_pairs(news, standing_in)
    for account in accounts:
        rows = news[account.pk]
        if not rows or account.pk == by.pk:
            continue
        impulses = sorted((row.impulse for row in rows), key=attrgetter("number"))
        context = {
            "impulses": impulses,
            "due_on": due_on,
            "address": full_address(reverse("impulses:work")),
        }
        # an assignment is new only once
        key = f"review-assigned-{min(row.pk for row in rows)}"
        if account.email:
            queue_mail("review-assigned", account.email, context, key=key)
        deputy = standing_in.get(account.pk)
        if deputy is None or deputy == by:
            continue
        left = [i for i in impulses if (i.pk, deputy.pk) not in own]
        if left:
            context |= {"impulses": left, "absent": name_of(account)}
            queue_mail("review-assigned", deputy.email, context, key=f"{key}-deputy")


def assigned_pairs(
    news: dict[int, list[Assignment]], standing_in: dict
) -> set[tuple[int, int]]:
    """(impulse, deputy) of what is new to absent accounts and assigned to the deputy."""
    absent = [key for key in news if key in standing_in]
    rows = Assignment.objects.filter(
        impulse__in={row.impulse_id for key in absent for row in news[key]},
        reviewer__in={standing_in[key].pk for key in absent},
    )
    return set(rows.values_list("impulse", "reviewer"))


def _day(day: date) -> str:
    return format_date(day, "j. F Y")

"""Assigning, setting days, and taking up."""

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from clusters.models import OutgoingMail
from impulses.models import Absence, Assignment, InternalEntry, PublicEntry
from impulses.reviews.assessments import save_assessment
from impulses.reviews.assignments import (
    Outcome,
    assign,
    set_answer_due,
    set_assessment_due,
    unassign,
)
from impulses.reviews.errors import NotAllowedError, StepError
from impulses.reviews.steps import take_up
from tests.clusters.managing import at_once
from tests.factories import (
    AssessmentFactory,
    AssignmentFactory,
    CoordinatorFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)

DAY = date(2030, 3, 1)
needs_locks = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets only one transaction write"
)


def test_assigning_tells_each_person_once(coordinator, db):
    impulses = ImpulseFactory.create_batch(3)
    people = [ReviewerFactory(email=f"p{n}@example.org") for n in range(2)]
    outcome = assign(impulses, people, lead=people[0], due_on=DAY, by=coordinator)
    assert outcome == Outcome(3, 0)
    assert Assignment.objects.filter(is_lead=True).count() == 3
    assert [mail.to for mail in OutgoingMail.objects.order_by("to")] == [
        "p0@example.org",
        "p1@example.org",
    ]
    assert InternalEntry.objects.filter(by=coordinator).count() == 6
    assert assign(impulses, people, due_on=DAY, by=coordinator) == Outcome(0, 3)
    assert OutgoingMail.objects.count() == 2


def test_mail_names_the_impulses_and_leads_to_the_work(coordinator, impulse):
    person = ReviewerFactory(email="p@example.org")
    assign([impulse, ImpulseFactory(number=3)], [person], due_on=DAY, by=coordinator)
    mail = OutgoingMail.objects.get()
    assert mail.subject == "Ihnen sind 2 Impulse zugewiesen"
    assert mail.body.index("- 3. Thema 3") < mail.body.index("- 7. Wasserstoffnetze")
    assert "1. März 2030" in mail.body
    assert f"{settings.SITE_URL}/pruefung/" in mail.body


def test_assigning_again_after_a_removal_tells_again(coordinator, impulse):
    person = ReviewerFactory(email="p@example.org")
    assign([impulse], [person], by=coordinator)
    assert unassign([impulse], [person], by=coordinator) == Outcome(1, 0)
    assert unassign([impulse], [person], by=coordinator) == Outcome(0, 1)
    assign([impulse], [person], by=coordinator)
    assert OutgoingMail.objects.count() == 2


def test_nobody_is_told_what_they_did_themselves(impulse):
    by = CoordinatorFactory(email="k@example.org")
    assign([impulse], [by], by=by)
    assert OutgoingMail.objects.count() == 0


def test_who_leads_is_assigned_with_the_others(coordinator, impulse):
    lead = ReviewerFactory()
    assign([impulse], [], lead=lead, by=coordinator)
    assert impulse.assignments.get().is_lead


def test_another_one_can_lead(coordinator, impulse):
    first, second = ReviewerFactory.create_batch(2)
    assign([impulse], [first], lead=first, by=coordinator)
    assign([impulse], [second], lead=second, by=coordinator)
    assert impulse.assignments.get(is_lead=True).reviewer == second


@pytest.mark.parametrize("factory", [UserFactory, OfficeFactory])
def test_only_reviewers_are_assigned(coordinator, impulse, factory):
    with pytest.raises(StepError):
        assign([impulse], [factory()], by=coordinator)
    with pytest.raises(StepError):
        assign([impulse], [ReviewerFactory(is_active=False)], by=coordinator)
    assert Assignment.objects.count() == 0


def test_only_coordinators_assign(reviewer, impulse):
    for act in (
        lambda: assign([impulse], [reviewer], by=reviewer),
        lambda: unassign([impulse], [reviewer], by=reviewer),
        lambda: set_assessment_due([impulse], DAY, by=reviewer),
        lambda: set_answer_due([impulse], DAY, is_public=True, by=reviewer),
        lambda: take_up(impulse, by=reviewer),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert PublicEntry.objects.count() == 0


def test_answered_impulses_are_not_assigned(coordinator, impulse):
    answered = ImpulseFactory(answer="abgelehnt")
    person = ReviewerFactory(email="p@example.org")
    outcome = assign([answered, impulse], [person], by=coordinator)
    assert outcome == Outcome(1, left_out=1)
    assert Assignment.objects.get().impulse == impulse
    assert answered.title not in OutgoingMail.objects.get().body
    with pytest.raises(StepError):
        assign([answered], [person], by=coordinator)
    assert Assignment.objects.count() == OutgoingMail.objects.count() == 1


def test_due_date_of_assessments(coordinator, impulse, reviewer, other_reviewer):
    assert set_assessment_due([impulse], DAY, by=coordinator) == Outcome(1, 0)
    assert set_assessment_due([impulse], DAY, by=coordinator) == Outcome(0, 1)
    assert {a.due_on for a in impulse.assignments.all()} == {DAY}
    assert set_assessment_due([ImpulseFactory()], DAY, by=coordinator) == Outcome(
        left_out=1
    )


def test_due_date_of_chosen_accounts_leaves_the_others(coordinator, impulse):
    one, _other = AssignmentFactory.create_batch(2, impulse=impulse)
    chosen, elsewhere = [one.reviewer, ReviewerFactory()], ImpulseFactory()
    AssignmentFactory(impulse=elsewhere)
    outcome = set_assessment_due(
        [impulse, elsewhere], DAY, accounts=chosen, by=coordinator
    )
    assert outcome == Outcome(1, left_out=1)
    days = dict(Assignment.objects.values_list("reviewer", "due_on"))
    assert days.pop(one.reviewer_id) == DAY
    assert set(days.values()) == {None}
    text = InternalEntry.objects.get().text
    # nobody who is not assigned is named
    assert text == f"{one.reviewer.username}, 1. März 2030"
    assert set_assessment_due([impulse], DAY, accounts=chosen, by=coordinator) == (
        Outcome(unchanged=1)
    )


def test_answered_impulses_owe_no_answer(coordinator):
    impulse = ImpulseFactory(answer="zur-kenntnis")
    outcome = set_answer_due([impulse], DAY, is_public=True, by=coordinator)
    assert outcome == Outcome(left_out=1)
    assert PublicEntry.objects.count() == 0


def test_public_day_of_the_answer_is_in_the_timeline(coordinator, impulse):
    set_answer_due([impulse], DAY, is_public=False, by=coordinator)
    assert PublicEntry.objects.count() == 0
    set_answer_due([impulse], DAY, is_public=True, by=coordinator)
    assert PublicEntry.objects.get().changes == {"answer_due_on": [None, "2030-03-01"]}
    impulse.refresh_from_db()
    assert impulse.next_due_on == DAY
    assert set_answer_due([impulse], None, is_public=True, by=coordinator).changed == 1
    impulse.refresh_from_db()
    assert (impulse.next_due_on, impulse.is_answer_due_public) == (None, False)


def test_taking_up_happens_once(coordinator, impulse):
    take_up(impulse, by=coordinator)
    with pytest.raises(StepError):
        take_up(impulse, by=coordinator)
    entry = PublicEntry.objects.get()
    assert entry.changes == {"answer": ["offen", "in-pruefung"]}
    assert entry.role == "ministry"


def test_who_stands_in_hears_of_it_at_once(coordinator, impulse):
    absent = ReviewerFactory(email="weg@example.org", last_name="Fern")
    deputy = ReviewerFactory(email="da@example.org")
    today = timezone.localdate()
    Absence.objects.create(account=absent, deputy=deputy, from_on=today, until_on=today)
    assign([impulse], [absent], by=coordinator)
    told = {mail.to: mail for mail in OutgoingMail.objects.all()}
    assert sorted(told) == ["da@example.org", "weg@example.org"]
    assert "ist abwesend" in told["da@example.org"].body
    assert "abwesend" not in told["weg@example.org"].body


def test_deputy_hears_once_of_what_both_are_assigned(coordinator):
    absent = ReviewerFactory(email="weg@example.org")
    deputy = ReviewerFactory(email="da@example.org")
    today = timezone.localdate()
    Absence.objects.create(account=absent, deputy=deputy, from_on=today, until_on=today)
    both, earlier, other = ImpulseFactory.create_batch(3)
    AssignmentFactory(impulse=earlier, reviewer=deputy)
    assign([both], [absent, deputy], by=coordinator)
    assert [m.to for m in OutgoingMail.objects.order_by("to")] == [
        deputy.email,
        absent.email,
    ]
    assign([earlier, other], [absent], by=coordinator)
    mail = OutgoingMail.objects.filter(to=deputy.email).latest("pk")
    assert "ist abwesend" in mail.body
    assert f"- {other.number}. " in mail.body
    assert f"- {earlier.number}. " not in mail.body


def test_published_day_is_moved_and_not_hidden(coordinator, impulse):
    set_answer_due([impulse], DAY, is_public=True, by=coordinator)
    later = date(2030, 9, 1)
    set_answer_due([impulse], later, is_public=False, by=coordinator)
    impulse.refresh_from_db()
    assert (impulse.answer_due_on, impulse.is_answer_due_public) == (later, True)
    moved = PublicEntry.objects.first().changes
    assert moved == {"answer_due_on": [DAY.isoformat(), later.isoformat()]}


@needs_locks
@pytest.mark.django_db(transaction=True)
def test_two_coordinators_assign_the_same_at_once(coordinator, second_coordinator):
    impulses = ImpulseFactory.create_batch(3)
    person = ReviewerFactory(email="p@example.org")
    errors = at_once(
        lambda: assign(impulses, [person], lead=person, by=coordinator),
        lambda: assign(impulses[::-1], [person], lead=person, by=second_coordinator),
    )
    assert errors == ["", ""]
    assert Assignment.objects.filter(is_lead=True).count() == 3
    assert OutgoingMail.objects.filter(kind="review-assigned").count() == 1


def test_taking_the_last_silent_one_off_completes_the_round(
    coordinator, impulse, reviewer, other_reviewer
):
    coordinator.email = "koordination@example.org"
    coordinator.save()
    AssessmentFactory(impulse=impulse, reviewer=reviewer)
    unassign([impulse], [other_reviewer], by=coordinator)
    assert OutgoingMail.objects.get().kind == "review-complete"


def test_round_that_was_complete_is_not_told_again(
    coordinator, impulse, reviewer, other_reviewer
):
    coordinator.email = "koordination@example.org"
    coordinator.save()
    save_assessment(impulse, by=reviewer, kind="abstained")
    save_assessment(impulse, by=other_reviewer, kind="abstained")
    unassign([impulse], [other_reviewer], by=coordinator)
    assert OutgoingMail.objects.get().kind == "review-complete"


def test_mailbox_of_several_coordinators_is_told_once(impulse, reviewer):
    for mailbox in ("koordination@example.org", "Koordination@example.org"):
        CoordinatorFactory(email=mailbox)
    save_assessment(impulse, by=reviewer, kind="abstained")
    assert OutgoingMail.objects.get().to == "koordination@example.org"

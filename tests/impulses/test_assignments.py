"""Assigning, one or many at once, and who stands in for whom."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import OutgoingMail
from impulses.models import Absence, Assignment, Impulse, InternalEntry, PublicEntry
from impulses.reviews.absences import enter_absence
from impulses.reviews.assignments import (
    Outcome,
    assign,
    set_answer_due,
    set_assessment_due,
    unassign,
)
from impulses.reviews.errors import NotAllowedError, StepError
from impulses.reviews.steps import take_up
from tests.factories import (
    CoordinatorFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)

DAY = date(2030, 3, 1)


def test_assigning_tells_each_person_once(coordinator, db):
    impulses = ImpulseFactory.create_batch(3)
    people = [ReviewerFactory(email=f"p{n}@example.org") for n in range(2)]
    outcome = assign(impulses, people, lead=people[0], due_on=DAY, by=coordinator)
    assert outcome == Outcome(6, 0)
    assert Assignment.objects.filter(is_lead=True).count() == 3
    assert [mail.to for mail in OutgoingMail.objects.order_by("to")] == [
        "p0@example.org",
        "p1@example.org",
    ]
    assert InternalEntry.objects.filter(by=coordinator).count() == 6
    assert assign(impulses, people, due_on=DAY, by=coordinator) == Outcome(0, 6)
    assert OutgoingMail.objects.count() == 2


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


def test_due_date_of_assessments(coordinator, impulse, reviewer, other_reviewer):
    assert set_assessment_due([impulse], DAY, by=coordinator) == Outcome(1, 0)
    assert set_assessment_due([impulse], DAY, by=coordinator) == Outcome(0, 1)
    assert {a.due_on for a in impulse.assignments.all()} == {DAY}


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


# --- the form of the list


def post(client, **data):
    return client.post(reverse("impulses:bulk"), data, follow=True)


def test_bulk_assigns_ticked_impulses(as_coordinator, impulse):
    user = ReviewerFactory()
    data = {"aktion": "zuweisen", "impuls": ["7"], "personen": [user.pk]}
    answer = post(as_coordinator, **data, votum_bis="2030-03-01", filter="votum=ohne")
    assert answer.redirect_chain[0][0].endswith("?votum=ohne")
    assert impulse.assignments.get().due_on == DAY


def test_bulk_takes_all_hits_of_the_filter(as_coordinator, db):
    ImpulseFactory.create_batch(60)
    declined = ImpulseFactory(answer="abgelehnt")
    user = ReviewerFactory()
    post(
        as_coordinator,
        aktion="zuweisen",
        alle="ja",
        filter="antwort=offen",
        federfuehrend=user.pk,
    )
    assert Assignment.objects.count() == 60
    assert declined.assignments.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"aktion": "zuweisen"},
        {"aktion": "zuweisen", "impuls": ["7"]},
        {"aktion": "zuweisen", "impuls": ["7"], "personen": ["999999"]},
        {"aktion": "zuweisen", "impuls": ["7"], "personen": ["x\x00"]},
        {"aktion": "löschen", "impuls": ["7"]},
        {"aktion": "votum-termin", "impuls": ["7"], "votum_bis": "31.02.2030"},
        {"aktion": "votum-termin", "impuls": ["7"]},
        {"aktion": "aufnehmen", "impuls": ["-1", "abc", "99999999999999", "²"]},
    ],
)
def test_bulk_with_bad_input_changes_nothing(as_coordinator, impulse, data):
    before = list(Impulse.objects.values())
    answer = post(as_coordinator, **data)
    assert answer.status_code == 200
    assert "notice" in answer.content.decode()
    assert list(Impulse.objects.values()) == before
    assert (Assignment.objects.count(), InternalEntry.objects.count()) == (0, 0)


def test_forged_posts_of_others_change_nothing(client, impulse, reviewer):
    for account, status in ((None, 302), (UserFactory(), 403), (reviewer, 403)):
        if account:
            client.force_login(account)
        data = {"aktion": "aufnehmen", "impuls": ["7"]}
        assert client.post(reverse("impulses:bulk"), data).status_code == status
        assert client.post(reverse("impulses:take-up", args=[7])).status_code == status
    impulse.refresh_from_db()
    assert impulse.answer == "offen"


# --- absences


def days(first, last):
    today = timezone.localdate()
    return today + timedelta(days=first), today + timedelta(days=last)


def test_absence_is_entered_and_ended(as_reviewer, reviewer):
    deputy = ReviewerFactory()
    first, last = days(1, 5)
    data = {"von": first, "bis": last, "vertretung": deputy.pk}
    assert as_reviewer.post(reverse("impulses:absences"), data).status_code == 302
    absence = Absence.objects.get()
    assert (absence.account, absence.deputy) == (reviewer, deputy)
    address = reverse("impulses:absence-end", args=[absence.pk])
    assert as_reviewer.post(address).status_code == 302
    assert Absence.objects.count() == 0


@pytest.mark.parametrize(
    "change", [{"bis": "2020-01-01"}, {"von": "x"}, {"vertretung": ""}]
)
def test_bad_absence_is_refused(as_reviewer, change):
    first, last = days(1, 5)
    data = {"von": first, "bis": last, "vertretung": ReviewerFactory().pk} | change
    answer = as_reviewer.post(reverse("impulses:absences"), data)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert Absence.objects.count() == 0


def test_absences_do_not_overlap(reviewer):
    deputy = ReviewerFactory()
    enter_absence(reviewer, deputy, *days(1, 5), by=reviewer)
    with pytest.raises(StepError):
        enter_absence(reviewer, deputy, *days(5, 9), by=reviewer)


def test_absence_of_others_is_for_coordinators(reviewer, coordinator):
    deputy, other = ReviewerFactory(), ReviewerFactory()
    with pytest.raises(NotAllowedError):
        enter_absence(other, deputy, *days(1, 5), by=reviewer)
    enter_absence(other, deputy, *days(1, 5), by=coordinator)


def test_foreign_absence_is_hidden(as_reviewer, coordinator):
    absence = enter_absence(
        ReviewerFactory(), CoordinatorFactory(), *days(1, 5), by=coordinator
    )
    address = reverse("impulses:absence-end", args=[absence.pk])
    assert as_reviewer.post(address).status_code == 404
    assert Absence.objects.count() == 1

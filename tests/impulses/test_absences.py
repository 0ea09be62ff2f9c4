"""Who is away when, and who stands in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from impulses.models import Absence
from impulses.reviews.absences import end_absence, enter_absence
from impulses.reviews.errors import NotAllowedError, StepError
from tests.clusters.managing import at_once
from tests.factories import (
    CoordinatorFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.reading import page_of

needs_locks = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets only one transaction write"
)


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
    "change",
    [{"bis": "2020-01-01"}, {"bis": "9999-12-31"}, {"von": "x"}, {"vertretung": ""}],
)
def test_bad_absence_is_refused(as_reviewer, change):
    first, last = days(1, 5)
    data = {"von": first, "bis": last, "vertretung": ReviewerFactory().pk} | change
    answer = as_reviewer.post(reverse("impulses:absences"), data)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert Absence.objects.count() == 0


def test_deputy_who_is_absent_cannot_stand_in(reviewer):
    deputy = ReviewerFactory(username="vertretung")
    enter_absence(deputy, ReviewerFactory(), *days(4, 6), by=deputy)
    with pytest.raises(StepError, match="vertretung ist in diesen Tagen selbst"):
        enter_absence(reviewer, deputy, *days(1, 5), by=reviewer)
    enter_absence(reviewer, deputy, *days(1, 3), by=reviewer)


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


def test_running_absence_ends_and_its_days_stay(reviewer, coordinator):
    deputy, today = ReviewerFactory(), timezone.localdate()
    first, last = days(-3, 3)
    absence = enter_absence(reviewer, deputy, first, last, by=reviewer)
    end_absence(absence, by=reviewer)
    absence.refresh_from_db()
    assert (absence.from_on, absence.until_on) == (first, today - timedelta(days=1))
    # whoever is back can leave again on the same day
    enter_absence(reviewer, deputy, today, last, by=reviewer)


def test_absence_that_is_over_is_refused(as_reviewer, reviewer):
    deputy = ReviewerFactory()
    with pytest.raises(StepError):
        enter_absence(reviewer, deputy, *days(-3, -1), by=reviewer)
    first, last = days(-3, -1)
    data = {"von": first, "bis": last, "vertretung": deputy.pk}
    answer = as_reviewer.post(reverse("impulses:absences"), data)
    assert page_of(answer).select_one("#id_bis_error")


@pytest.mark.parametrize("factory", [UserFactory, OfficeFactory])
def test_only_reviewers_stand_in(reviewer, factory):
    with pytest.raises(StepError):
        enter_absence(reviewer, factory(), *days(1, 2), by=reviewer)


def test_deputy_sees_the_absence_and_cannot_end_it(client, reviewer):
    deputy = ReviewerFactory()
    absence = enter_absence(reviewer, deputy, *days(0, 2), by=reviewer)
    client.force_login(deputy)
    page = page_of(client.get(reverse("impulses:absences")))
    assert len(page.select(".people li b")) == 1
    assert not page.select(".people form")
    end = reverse("impulses:absence-end", args=[absence.pk])
    assert client.post(end).status_code == 404
    assert (
        client.post(reverse("impulses:absence-end", args=[10**30])).status_code == 404
    )


@needs_locks
@pytest.mark.django_db(transaction=True)
def test_absences_entered_at_once_do_not_overlap():
    account, deputy = ReviewerFactory.create_batch(2)
    first, last = days(1, 5)

    def enter():
        enter_absence(account, deputy, first, last, by=account)

    assert at_once(enter, enter) == ["", "StepError"]
    assert Absence.objects.count() == 1

"""The coordinators' overview: every number is that of its list."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AnswerFactory,
    AssessmentFactory,
    AssignmentFactory,
    ImpulseFactory,
    OfficeFactory,
    ResponsibleUnitFactory,
    UserFactory,
)

OVERVIEW = "/pruefung/uebersicht/"


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


@pytest.fixture
def work(db):
    day = timezone.localdate()
    unit = ResponsibleUnitFactory()
    for number in range(6):
        impulse = ImpulseFactory(
            answer=["offen", "in-pruefung", "angenommen"][number % 3],
            next_due_on=[None, day - timedelta(days=1), day][number % 3],
            responsible_unit=unit if number % 2 else None,
        )
        rows = AssignmentFactory.create_batch(number % 3, impulse=impulse)
        for row in rows[: number // 2]:
            AssessmentFactory(impulse=impulse, reviewer=row.reviewer)
        if number == 4:
            AnswerFactory(impulse=impulse)


def test_every_number_is_that_of_its_list(as_coordinator, work):
    links = page(as_coordinator, OVERVIEW).select(".dashboard a[href*='/impulse/']")
    assert len(links) > 30
    for link in links:
        number = int(re.search(r"\d+", link.text)[0])
        listed = page(as_coordinator, link["href"])
        assert int(listed.select_one(".count b").text.split()[0]) == number


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_overview_asks_as_often_for_any_number(
    as_coordinator, django_assert_num_queries, rows
):
    ImpulseFactory.create_batch(rows)
    with django_assert_num_queries(QUERIES):
        as_coordinator.get(OVERVIEW)


QUERIES = 17


def test_overview_without_impulses_is_a_page(as_coordinator):
    assert page(as_coordinator, OVERVIEW).h1.text == "Übersicht"


def test_overview_is_for_reviewers_and_coordinators(client, reviewer):
    address = reverse("impulses:review-dashboard")
    assert client.get(address).status_code == 302
    for account, status in (
        (UserFactory(), 403),
        (OfficeFactory(), 403),
        (reviewer, 200),
    ):
        client.force_login(account)
        assert client.get(address).status_code == status

"""The ministry's overview: each number equals its list in the work area."""

import random
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from impulses.desk.overview import build_overview
from impulses.models import Assessment
from tests.factories import (
    AnswerFactory,
    AssessmentFactory,
    AssignmentFactory,
    CoordinatorFactory,
    ImpulseFactory,
    ReviewerFactory,
)
from tests.impulses.test_dashboard import (
    assert_numbers_equal_lists,
    make_impulses,
    numbers_of,
    page_of,
)

pytestmark = pytest.mark.django_db
URL = "/pruefung/uebersicht/"


def make_work(number: int) -> None:
    """Impulses of all states with assignments, assessments and answers on their way."""
    chance = random.Random(7)
    reviewers = ReviewerFactory.create_batch(3)
    author, releaser = CoordinatorFactory.create_batch(2)
    today = timezone.localdate()
    for impulse in make_impulses(number):
        for reviewer in chance.sample(reviewers, chance.randint(0, 3)):
            due_on = today + timedelta(days=chance.choice([-9, -1, 0, 9]))
            AssignmentFactory(
                impulse=impulse, reviewer=reviewer, due_on=due_on, assigned_by=author
            )
            if chance.random() < 0.6:
                AssessmentFactory(impulse=impulse, reviewer=reviewer)
        state = chance.choice(["none", "prepared", "scheduled"])
        if state == "prepared":
            AnswerFactory(impulse=impulse, prepared_by=author)
        if state == "scheduled":
            make_scheduled(impulse, author, releaser)


def make_scheduled(impulse, author, releaser, days=3):
    return AnswerFactory(
        impulse=impulse,
        prepared_by=author,
        state="scheduled",
        released_by=releaser,
        publish_at=timezone.now() + timedelta(days=days),
    )


def counts_of(name: str) -> list[int]:
    table = next(table for table in build_overview().tables if table.name == name)
    return [number.count for number in table.rows]


def test_every_number_equals_the_length_of_its_list(as_coordinator):
    make_work(50)
    numbers = numbers_of(page_of(as_coordinator, URL))
    assert {href.split("?")[0] for href, _number in numbers} == {"/pruefung/impulse/"}
    own = [href for href, _n in numbers if {"votum", "entwurf", "abgabe"} & names(href)]
    assert len(own) >= 13
    assert_numbers_equal_lists(as_coordinator, numbers)


def names(href: str) -> set[str]:
    return {pair.split("=")[0] for pair in href.partition("?")[2].split("&")}


def test_reviewer_reads_the_overview_too(as_reviewer):
    make_work(5)
    assert_numbers_equal_lists(as_reviewer, numbers_of(page_of(as_reviewer, URL)))


def test_anonymous_visitor_is_sent_to_the_login(client):
    response = client.get(URL)
    assert response.status_code == 302
    assert "/pruefung/uebersicht/" in response["Location"]


def test_other_roles_are_refused(client, office):
    client.force_login(office)
    assert client.get(URL).status_code == 403


def test_page_is_kept_by_no_cache(as_coordinator):
    assert "no-store" in as_coordinator.get(URL)["Cache-Control"]


def test_overview_without_any_data_works(client):
    client.force_login(CoordinatorFactory())
    page = page_of(client, URL)
    assert numbers_of(page) == []
    assert "niemandem etwas zugewiesen" in page.text


def test_assessments_of_answered_impulses_are_not_awaited(coordinator):
    AssignmentFactory(impulse=ImpulseFactory(answer="in-pruefung"))
    AssignmentFactory(impulse=ImpulseFactory(answer="angenommen"))
    assert counts_of("voten") == [0, 1, 0, 0]


def test_complete_assessments_without_draft_are_counted(coordinator):
    assignment = AssignmentFactory()
    vote = AssessmentFactory(impulse=assignment.impulse, reviewer=assignment.reviewer)
    assert counts_of("antworten") == [1, 0, 0]
    AnswerFactory(impulse=vote.impulse)
    assert counts_of("antworten") == [0, 1, 0]


def test_missing_units_and_days_are_counted():
    late = timezone.localdate() - timedelta(days=1)
    ImpulseFactory(answer="angenommen", next_due_on=late)
    ImpulseFactory(answer="teilweise", implementation="umgesetzt")
    ImpulseFactory(answer="offen")
    assert counts_of("fehlt") == [1, 0, 1]


def numbers_by_person() -> dict[str, list[int]]:
    people = build_overview().people
    return {p.name: [number.count for number in p.numbers] for p in people}


def test_people_see_what_is_outstanding_and_overdue():
    yesterday = timezone.localdate() - timedelta(days=1)
    quick, slow = (ReviewerFactory(username=name) for name in ("eilig", "spaet"))
    for reviewer in (quick, slow):
        AssignmentFactory(reviewer=reviewer, due_on=yesterday)
        AssignmentFactory(reviewer=reviewer)
    for assignment in quick.assignments.all():
        AssessmentFactory(impulse=assignment.impulse, reviewer=quick)
    assert numbers_by_person() == {"spaet": [1, 2, 0, 2], "eilig": [0, 0, 2, 2]}
    assert list(numbers_by_person()) == ["spaet", "eilig"]


def test_a_replaced_assessment_counts_once():
    assignment = AssignmentFactory(reviewer=ReviewerFactory(username="genau"))
    fields = {"impulse": assignment.impulse, "reviewer": assignment.reviewer}
    first = AssessmentFactory(**fields)
    Assessment.objects.create(
        **fields, replaces=first, kind="abstained", recommendation=""
    )
    assert numbers_by_person() == {"genau": [0, 0, 1, 1]}


def test_nothing_is_outstanding_once_the_ministry_has_answered():
    impulse = ImpulseFactory(answer="abgelehnt")
    AssignmentFactory(impulse=impulse, reviewer=ReviewerFactory(username="x"))
    assert numbers_by_person() == {"x": [0, 0, 0, 1]}


def test_own_assessments_are_a_filter_with_true_counts(as_coordinator):
    make_work(20)
    url = reverse("impulses:review-list")
    person = build_overview().people[0].numbers[-1].query
    for query in ("", person, f"{person}&antwort=offen"):
        facets = as_coordinator.get(f"{url}?{query}").context["facets"]
        facet = next(facet for facet in facets if facet.name == "abgabe")
        assert [option.value for option in facet.options] == [
            "abgegeben",
            "ausstehend",
            "ueberfaellig",
        ]
        for option in facet.options:
            answer = as_coordinator.get(f"{url}?{query}&abgabe={option.value}")
            assert answer.context["paginator"].count == option.count


def test_scheduled_answers_are_named_with_their_time(as_coordinator, impulse):
    author, releaser = CoordinatorFactory.create_batch(2)
    later = make_scheduled(ImpulseFactory(number=9), author, releaser, days=5)
    make_scheduled(impulse, author, releaser, days=2)
    page = page_of(as_coordinator, URL)
    links = [link["href"] for link in page.select(".scheduled a")]
    assert links == ["/pruefung/impulse/7/", "/pruefung/impulse/9/"]
    when = timezone.localtime(later.publish_at)
    assert f"{when:%H:%M}" in page.select(".scheduled li")[1].text


def test_overview_stays_out_of_the_public_page(client):
    make_work(5)
    page = BeautifulSoup(client.get("/impulse/stand/").content, "html.parser")
    assert page.select(".people, .scheduled") == []
    assert "/pruefung/" not in str(page.select_one("main"))


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_overview_needs_the_same_queries(
    as_coordinator, django_assert_num_queries, rows
):
    make_work(rows)
    as_coordinator.get(URL)
    with django_assert_num_queries(16):
        as_coordinator.get(URL)

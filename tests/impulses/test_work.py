"""My work and the list of all impulses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from impulses.desk.firststep import first_step
from impulses.desk.work import around, groups_of, next_for, tasks_of
from impulses.models import Absence, FormerNumber, Impulse
from impulses.querysets import ANSWERS
from impulses.review_filters import ReviewFilterSet
from impulses.search import corpus
from tests.factories import (
    AddresseeFactory,
    AnswerFactory,
    AssessmentFactory,
    AssignmentFactory,
    DriverFactory,
    ImpulseFactory,
    InternalNoteFactory,
    OfficeFactory,
    ReviewerFactory,
    ServiceTypeFactory,
    UserFactory,
)
from tests.reading import page_of

QUERIES_OF_WORK = 16
PAGES = ["impulses:work", "impulses:review-list", "impulses:absences"]


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


# --- my work


def test_work_is_ordered_by_urgency(db):
    user = ReviewerFactory()
    days = {1: None, 2: in_days(40), 3: in_days(3), 4: in_days(-2), 5: in_days(-9)}
    for number, day in days.items():
        impulse = ImpulseFactory(number=number)
        AssignmentFactory(impulse=impulse, reviewer=user, due_on=day)
    AssignmentFactory(impulse=ImpulseFactory(number=6), reviewer=user)
    AssessmentFactory(impulse_id=tasks_of(user)[-1].impulse.pk, reviewer=user)
    found = groups_of(tasks_of(user))
    assert [(g.key, [t.impulse.number for t in g.tasks]) for g in found] == [
        ("late", [5, 4]),
        ("soon", [3]),
        ("new", [2, 1]),
        ("waiting", [6]),
    ]


def test_next_is_the_most_urgent_without_own_assessment(reviewer, impulse):
    other = ImpulseFactory()
    AssignmentFactory(impulse=other, reviewer=reviewer, due_on=in_days(-1))
    assert next_for(reviewer) == other
    assert next_for(reviewer, after=other) == impulse
    AssessmentFactory(impulse=impulse, reviewer=reviewer)
    assert next_for(reviewer, after=other) is None


@pytest.mark.parametrize("answer", ANSWERS)
def test_answered_impulses_are_no_work(reviewer, impulse, answer):
    impulse.answer = answer
    impulse.save()
    assert tasks_of(reviewer) == []


def test_neighbours_follow_the_order_of_my_work(reviewer, impulse):
    late, soon = ImpulseFactory.create_batch(2)
    AssignmentFactory(impulse=late, reviewer=reviewer, due_on=in_days(-1))
    AssignmentFactory(impulse=soon, reviewer=reviewer, due_on=in_days(1))
    assert around(reviewer, late) == (None, soon)
    assert around(reviewer, soon) == (late, impulse)
    assert around(reviewer, impulse) == (soon, None)
    assert around(reviewer, ImpulseFactory()) == (None, late)


# --- what comes first


def first_of(impulse, user):
    found = first_step(Impulse.objects.with_votes().get(pk=impulse.pk), user)
    return found.address if found else None


def test_first_step_leads_from_the_assignment_to_the_publication(
    coordinator, second_coordinator, impulse
):
    page = f"/pruefung/impulse/{impulse.number}"
    assert first_of(impulse, coordinator) == f"{page}/schritt/aufnehmen/"
    impulse.answer = "in-pruefung"
    impulse.save()
    assert first_of(impulse, coordinator) == "#zugewiesen"
    user = AssignmentFactory(impulse=impulse).reviewer
    assert first_of(impulse, user) == f"{page}/votum/"
    assert first_of(impulse, coordinator) is None
    AssessmentFactory(impulse=impulse, reviewer=user)
    assert first_of(impulse, user) is None
    assert first_of(impulse, coordinator) == f"{page}/antwort/"
    AnswerFactory(impulse=impulse, prepared_by=coordinator)
    assert first_of(impulse, coordinator) is None
    assert first_of(impulse, second_coordinator) == f"{page}/antwort/vorschau/"


def test_first_step_of_a_deputy_ends_with_the_assessment_of_the_absent(
    impulse, reviewer
):
    deputy, today = ReviewerFactory(), in_days(0)
    assert first_of(impulse, deputy) is None
    reviewer.absences.create(deputy=deputy, from_on=today, until_on=today)
    assert first_of(impulse, deputy) == f"/pruefung/impulse/{impulse.number}/votum/"
    AssessmentFactory(impulse=impulse, reviewer=reviewer)
    assert first_of(impulse, deputy) is None
    assert tasks_of(deputy) == []


# --- deputies


@pytest.mark.parametrize(("first", "last", "sees"), [(0, 0, 1), (-3, -1, 0), (1, 3, 0)])
def test_deputy_sees_the_work_of_the_absent(impulse, reviewer, first, last, sees):
    deputy = ReviewerFactory()
    Absence.objects.create(
        account=reviewer, deputy=deputy, from_on=in_days(first), until_on=in_days(last)
    )
    assert [t.stands_in_for for t in tasks_of(deputy)] == [reviewer] * sees


def test_absent_sees_that_the_deputy_has_voted(as_reviewer, impulse, reviewer):
    deputy, today = ReviewerFactory(), in_days(0)
    reviewer.absences.create(deputy=deputy, from_on=today, until_on=today)
    AssessmentFactory(impulse=impulse, reviewer=deputy)
    assert [(t.is_voted, t.is_by_deputy) for t in tasks_of(reviewer)] == [(True, True)]
    assert [(t.is_voted, t.is_by_deputy) for t in tasks_of(deputy)] == [(True, False)]
    page = page_of(as_reviewer.get("/pruefung/"))
    assert len(page.select(".tasks.waiting .badge")) == 1
    assert "Ihr Votum ist gespeichert" not in page.text
    assert first_of(impulse, reviewer) is None
    panel = page_of(as_reviewer.get("/pruefung/impulse/7/")).select_one("#votum")
    assert panel.select_one("a.button.quiet")["href"].endswith("/votum/")
    AssessmentFactory(impulse=impulse, reviewer=reviewer)
    assert [t.is_by_deputy for t in tasks_of(reviewer)] == [False]


def test_own_assignment_counts_before_that_of_an_absent(impulse, reviewer):
    deputy = ReviewerFactory()
    AssignmentFactory(impulse=impulse, reviewer=deputy)
    today = in_days(0)
    Absence.objects.create(
        account=reviewer, deputy=deputy, from_on=today, until_on=today
    )
    assert [t.stands_in_for for t in tasks_of(deputy)] == [None]


@pytest.mark.parametrize("number", [1, 5, 50])
def test_work_asks_as_often_for_any_number(django_assert_num_queries, db, number):
    user = ReviewerFactory()
    for _n in range(number):
        AssignmentFactory(reviewer=user, impulse=ImpulseFactory())
    with django_assert_num_queries(3):
        assert len(tasks_of(user)) == number


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [8, 7]),
        ("treiber=demografie", [7]),
        ("treiber=ohne", [8]),
        ("leistung=beratung", [8]),
        ("adressat=bund", [7]),
        ("antwort=in-pruefung", [8]),
        ("q=Wasserstoffnetze", [7]),
        ("person=kollegin", [8]),
        ("treiber=demografie&antwort=in-pruefung", []),
        ("treiber=gibt-es-nicht&umsetzung=x&seite=9", [8, 7]),
    ],
)
def test_work_is_filtered(as_reviewer, reviewer, impulse, query, numbers):
    impulse.drivers.add(DriverFactory(slug="demografie"))
    impulse.addressees.add(AddresseeFactory(slug="bund"))
    corpus.update(impulse)
    urgent = ImpulseFactory(
        number=8,
        answer="in-pruefung",
        service_types=[ServiceTypeFactory(slug="beratung")],
    )
    AssignmentFactory(impulse=urgent, reviewer=reviewer, due_on=in_days(-1))
    AssignmentFactory(impulse=urgent, reviewer=ReviewerFactory(username="kollegin"))
    # not mine
    ImpulseFactory(number=9, answer="in-pruefung")
    page = page_of(as_reviewer.get(f"/pruefung/?{query}"), 200)
    found = [int(h3.select_one(".number").text) for h3 in page.select(".tasks h3")]
    assert found == numbers
    assert len(page.select(".empty")) == (not numbers)
    headings = [facet.text for facet in page.select(".filters fieldset > legend")]
    assert {"Treiber", "Leistung", "Adressat", "Antwort"} <= set(headings)
    part = as_reviewer.get(f"/pruefung/?{query}", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert len(page_of(part).select(".tasks h3")) == len(numbers)


def test_nobody_filters_nothing(client, db):
    client.force_login(ReviewerFactory())
    page = page_of(client.get("/pruefung/?treiber=demografie"), 200)
    assert page.select(".filters") == []


@pytest.mark.parametrize("number", [1, 30])
def test_page_of_work_asks_as_often_for_any_number(
    django_assert_num_queries, as_reviewer, reviewer, number
):
    for _n in range(number):
        AssignmentFactory(reviewer=reviewer, impulse=ImpulseFactory())
    with django_assert_num_queries(QUERIES_OF_WORK):
        as_reviewer.get("/pruefung/")


def test_coordinator_sees_what_waits(as_coordinator, coordinator, impulse, reviewer):
    AssessmentFactory(impulse=impulse, reviewer=reviewer)
    prepared = AnswerFactory().impulse
    AnswerFactory(prepared_by=coordinator)
    page = page_of(as_coordinator.get(reverse("impulses:work")), 200)
    topics = {h3.a["href"]: h3.text.split()[0] for h3 in page.select(".topics h3")}
    for address, number in topics.items():
        listed = page_of(as_coordinator.get(address), 200)
        assert len(listed.select(".rows > li")) == int(number)
    assert f"/pruefung/impulse/{prepared.number}/" in str(page)


# --- who may


@pytest.mark.parametrize("name", PAGES)
def test_area_is_for_reviewers_and_coordinators(client, impulse, name):
    address = reverse(name)
    assert client.get(address).status_code == 302
    for account, status in (
        (UserFactory(), 403),
        (OfficeFactory(), 403),
        (ReviewerFactory(), 200),
    ):
        client.force_login(account)
        assert client.get(address).status_code == status


def test_area_leads_to_the_own_account_and_back(client, impulse):
    client.force_login(ReviewerFactory())
    page = page_of(client.get(reverse("impulses:work")))
    account = page.select_one(".area-nav a[href='/konto/']")
    assert account.text.startswith("Ihr Konto: ")
    assert page.find("a", string="Anmelden") is None
    assert page_of(client.get("/konto/")).select_one("a.button[href='/pruefung/']")


def test_content_begins_behind_the_navigation_of_the_area(client, impulse):
    client.force_login(ReviewerFactory())
    for path in ("", "impulse/7/", "stellen/"):
        page = page_of(client.get(f"/pruefung/{path}"))
        assert page.select_one("body > nav.area-nav + main#main > .area")


def test_impulse_is_readable_for_reviewers(client, impulse):
    address = reverse("impulses:review", args=[impulse.number])
    client.force_login(ReviewerFactory())
    assert client.get(address).status_code == 200
    assert client.get("/pruefung/impulse/99999/").status_code == 404
    client.force_login(OfficeFactory())
    assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [("impulse/99999/", 404), ("stellen/", 403), ("impulse/7/antwort/", 403)],
)
def test_refusals_stay_in_the_work_area(client, impulse, path, status):
    client.force_login(ReviewerFactory())
    answer = client.get(f"/pruefung/{path}")
    assert page_of(answer, status).select_one(".area-nav a[href='/pruefung/']")
    assert "no-store" in answer["Cache-Control"]


def test_former_number_leads_to_the_same_page(as_coordinator, impulse):
    for number in (41, 7):
        FormerNumber.objects.create(number=number, impulse=impulse)
    for path in ("", "votum/", "antwort/"):
        answer = as_coordinator.get(f"/pruefung/impulse/41/{path}")
        assert answer["Location"] == f"/pruefung/impulse/7/{path}"
    answer = as_coordinator.get("/pruefung/impulse/41/?a=1")
    assert answer["Location"] == "/pruefung/impulse/7/?a=1"
    assert as_coordinator.post("/pruefung/impulse/41/antwort/").status_code == 404
    # the number is in use, the part is not
    assert as_coordinator.get("/pruefung/impulse/7/teile/99/").status_code == 404
    assert as_coordinator.get("/pruefung/impulse/99999999999/").status_code == 404


def test_pages_are_kept_by_no_cache(as_coordinator, impulse):
    for address in (reverse(PAGES[0]), reverse("impulses:review", args=[7])):
        assert "no-store" in as_coordinator.get(address)["Cache-Control"]


# --- notes


def test_notes_of_others_come_after_the_own_assessment(as_reviewer, impulse, reviewer):
    InternalNoteFactory(impulse=impulse, text="Zwergspinnerei")
    address = reverse("impulses:review", args=[impulse.number])
    assert "Zwergspinnerei" not in as_reviewer.get(address).content.decode()
    AssessmentFactory(impulse=impulse, reviewer=reviewer)
    assert "Zwergspinnerei" in as_reviewer.get(address).content.decode()


def test_page_says_why_it_hides_what_others_write(client, impulse, reviewer):
    """Once for the assessments, the notes and the internal timeline each."""
    deputy = ReviewerFactory()
    for account, reason in [
        (reviewer, "sobald Ihr eigenes Votum gespeichert ist"),
        (deputy, "Nur wer ein eigenes Votum gespeichert hat"),
    ]:
        client.force_login(account)
        assert client.get("/pruefung/impulse/7/").content.decode().count(reason) == 3
    AssessmentFactory(
        impulse=impulse, reviewer=reviewer, kind="conflict", recommendation=""
    )
    client.force_login(reviewer)
    text = client.get("/pruefung/impulse/7/").content.decode()
    assert text.count("Weil Sie befangen sind") == 3
    assert "sobald" not in text


def test_only_who_reads_notes_is_told_that_there_is_none(
    as_reviewer, impulse, reviewer
):
    empty = "Noch keine Notiz."
    assert empty not in as_reviewer.get("/pruefung/impulse/7/").content.decode()
    AssessmentFactory(impulse=impulse, reviewer=reviewer)
    assert empty in as_reviewer.get("/pruefung/impulse/7/").content.decode()


def test_note_is_written_by_those_assigned(client, impulse, reviewer):
    address = reverse("impulses:note", args=[impulse.number])
    client.force_login(ReviewerFactory())
    for text in ("Fremd", ""):
        assert client.post(address, {"text": text}).status_code == 403
    client.force_login(reviewer)
    assert client.post(address, {"text": " Gut. "}).status_code == 302
    assert [note.text for note in impulse.notes.all()] == ["Gut."]


@pytest.mark.parametrize("text", ["", "  ", "a\x00b", "x" * 5001])
def test_bad_note_is_refused_with_its_text(as_reviewer, impulse, text):
    address = reverse("impulses:note", args=[impulse.number])
    page = page_of(as_reviewer.post(address, {"text": text}), 200)
    assert page.select(".error-summary")
    assert impulse.notes.count() == 0


# --- the list of all


@pytest.mark.parametrize("number", [1, 5, 50])
def test_list_asks_as_often_for_any_number(
    django_assert_max_num_queries, as_coordinator, number
):
    for _n in range(number):
        AssignmentFactory(impulse=ImpulseFactory())
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(30) as queries:
            as_coordinator.get(reverse("impulses:review-list"))
        counts.append(len(queries))
    assert counts[1] == QUERIES_OF_LIST


def test_parameters_are_stable_and_the_work_comes_first():
    assert list(ReviewFilterSet.base_filters) == [
        "q",
        "votum",
        "person",
        "abgabe",
        "entwurf",
        "verzug",
        "antwort",
        "umsetzung",
        "treiber",
        "leistung",
        "adressat",
        "cluster",
        "stelle",
        "wortlaut",
    ]


# one of them counts whose assessments are outstanding
QUERIES_OF_LIST = 21


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("votum=ohne", [1]),
        ("votum=keine", [2]),
        ("votum=teils", [3]),
        ("votum=alle", [4]),
        ("votum=ohne&votum=alle", [1, 4]),
        ("entwurf=vorbereitet", [2]),
        ("entwurf=ohne", [1, 3, 4]),
        ("verzug=ja", [3]),
        ("person=pruefung-x", [2, 3, 4]),
        ("person=pruefung-x&votum=alle", [4]),
        ("votum=unsinn&person=niemand", [1, 2, 3, 4]),
    ],
)
def test_list_filters_and_counts(as_coordinator, query, numbers):
    one, two, three, four = ImpulseFactory.create_batch(4)
    for number, impulse in enumerate((one, two, three, four), start=1):
        impulse.number = number
        impulse.save()
    user = ReviewerFactory(username="pruefung-x")
    for impulse in (two, three, four):
        AssignmentFactory(impulse=impulse, reviewer=user)
    second = AssignmentFactory(impulse=three).reviewer
    AssessmentFactory(impulse=three, reviewer=second)
    AssessmentFactory(impulse=four, reviewer=user)
    AnswerFactory(impulse=two)
    three.next_due_on = in_days(-1)
    three.save()
    page = page_of(
        as_coordinator.get(f"{reverse('impulses:review-list')}?{query}"), 200
    )
    found = [tick["value"] for tick in page.select("input[name=impuls]")]
    assert found == [str(number) for number in numbers]


def test_numbers_of_facets_are_those_of_their_lists(as_coordinator, impulse, reviewer):
    AnswerFactory(impulse=impulse)
    ImpulseFactory(next_due_on=in_days(-1))
    address = reverse("impulses:review-list")
    page = page_of(as_coordinator.get(address), 200)
    boxes = page.select("input[name=votum], input[name=entwurf], input[name=person]")
    assert len(boxes) == 8
    for box in boxes:
        number = int(box.find_parent("label").span.contents[0])
        listed = page_of(
            as_coordinator.get(f"{address}?{box['name']}={box['value']}"), 200
        )
        assert len(listed.select(".rows > li")) == number

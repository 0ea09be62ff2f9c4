"""Reminders of what is due: each occasion once, one mail a day to a mailbox."""

import io
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection

from clusters.models import OutgoingMail
from impulses.models import Absence, Assignment, Impulse, InternalEntry, Reminded
from impulses.reviews import reminders
from impulses.reviews.duties import step_of
from impulses.reviews.reminders import send_due_reminders
from tests.clusters.managing import at_once
from tests.factories import (
    AssessmentFactory,
    AssignmentFactory,
    CoordinatorFactory,
    ImpulseFactory,
    ImpulsePartFactory,
    InternalNoteFactory,
    ResponsibleUnitFactory,
    ReviewerFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
PRUEFUNG, VERTRETUNG = "pruefung@example.org", "vertretung@example.org"
KOORDINATION, REFERAT = "koordination@example.org", "referat@example.org"


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Sets the day; it starts with TODAY."""

    def go_to(day: date) -> None:
        monkeypatch.setattr(reminders.timezone, "localdate", lambda: day)

    go_to(TODAY)
    return go_to


@pytest.fixture
def person():
    return ReviewerFactory(username="pruefung", email=PRUEFUNG)


@pytest.fixture
def office():
    return CoordinatorFactory(username="koordination", email=KOORDINATION)


@pytest.fixture
def assignment(impulse, person):
    return AssignmentFactory(impulse=impulse, reviewer=person, due_on=days(7))


def told() -> dict[str, list[str]]:
    """Mailbox to the occasions that a run tells it."""
    return {
        mailbox: [f"{duty.topic.name} {duty.step}" for duty in some]
        for mailbox, some in send_due_reminders().items()
    }


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (31, ""),
        (30, "30"),
        (8, "30"),
        (7, "7"),
        (1, "7"),
        (0, "0"),
        (-6, "0"),
        (-7, "w1"),
        (-13, "w1"),
        (-14, "w2"),
        (-365, "w52"),
    ],
)
def test_step_is_the_nearest_that_was_passed(left, step):
    assert step_of(left) == step


def test_reviewer_is_told_of_each_step_once(assignment, clock):
    runs = {}
    for day in range(-40, 30):
        clock(days(day))
        for _turn in range(2):
            if some := told():
                runs[day + 7 - 14] = some.pop(PRUEFUNG)
                assert some == {}
    assert runs == {
        -30: ["OWN 30"],
        -7: ["OWN 7"],
        0: ["OWN 0"],
        7: ["OWN w1"],
        14: ["OWN w2"],
        21: ["OWN w3"],
    }


@pytest.mark.usefixtures("assignment")
def test_pause_is_not_made_up_for(clock):
    clock(days(-23))
    assert told() == {PRUEFUNG: ["OWN 30"]}
    # ten days without a run around the day itself
    clock(days(3))
    assert told() == {PRUEFUNG: ["OWN 7"]}
    clock(days(13))
    assert told() == {PRUEFUNG: ["OWN 0"]}
    clock(days(28))
    assert told() == {PRUEFUNG: ["OWN w3"]}
    clock(days(29))
    assert told() == {}


def test_moved_day_begins_anew(assignment, clock):
    assert told() == {PRUEFUNG: ["OWN 7"]}
    Assignment.objects.update(due_on=days(6))
    # one mail a day: the rest comes tomorrow
    assert told() == {}
    clock(days(1))
    assert told() == {PRUEFUNG: ["OWN 7"]}


@pytest.mark.usefixtures("office")
def test_coordinators_hear_weekly_of_late_assessments(assignment, clock):
    clock(days(13))
    assert told() == {PRUEFUNG: ["OWN 0"]}
    clock(days(14))
    assert told() == {KOORDINATION: ["LATE w1"], PRUEFUNG: ["OWN w1"]}
    clock(days(20))
    assert told() == {}
    clock(days(21))
    assert told() == {KOORDINATION: ["LATE w2"], PRUEFUNG: ["OWN w2"]}


def test_deputy_is_told_while_somebody_is_absent(assignment, person, clock):
    deputy = ReviewerFactory(email=VERTRETUNG)
    absence = Absence.objects.create(
        account=person, deputy=deputy, from_on=TODAY, until_on=days(8)
    )
    assert told() == {VERTRETUNG: ["DEPUTY 7"]}
    clock(days(7))
    assert told() == {VERTRETUNG: ["DEPUTY 0"]}
    clock(days(9))
    # back again: of what fell due meanwhile nobody has told this mailbox
    assert told() == {PRUEFUNG: ["OWN 0"]}
    absence.until_on = days(20)
    absence.save()
    deputy.is_active = False
    deputy.save()
    clock(days(14))
    assert told() == {PRUEFUNG: ["OWN w1"]}


@pytest.mark.parametrize("kind", ["judged", "abstained", "conflict"])
def test_saved_assessment_ends_the_reminders(assignment, person, kind):
    values = {} if kind == "judged" else {"recommendation": ""}
    AssessmentFactory(impulse=assignment.impulse, reviewer=person, kind=kind, **values)
    assert told() == {}


def test_assessment_of_somebody_else_does_not(assignment):
    AssessmentFactory(impulse=assignment.impulse)
    assert told() == {PRUEFUNG: ["OWN 7"]}


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Assignment, {"due_on": None}),
        (Assignment, {"due_on": days(31)}),
        (Impulse, {"answer": "angenommen"}),
    ],
)
@pytest.mark.usefixtures("assignment")
def test_nothing_due_tells_nobody(model, values):
    model.objects.update(**values)
    assert told() == {}


def test_closed_account_is_not_told(assignment, person):
    person.is_active = False
    person.save()
    assert told() == {}


@pytest.mark.usefixtures("office")
def test_coordinators_are_told_of_the_answer(clock):
    impulse = ImpulseFactory(number=3, answer_due_on=days(7))
    ImpulseFactory(number=4, answer_due_on=days(7), answer="angenommen")
    assert told() == {KOORDINATION: ["ANSWER 7"]}
    Impulse.objects.filter(pk=impulse.pk).update(answer="in-pruefung")
    clock(days(14))
    assert told() == {KOORDINATION: ["ANSWER w1"]}
    Impulse.objects.filter(pk=impulse.pk).update(answer="abgelehnt")
    clock(days(28))
    assert told() == {}


@pytest.mark.usefixtures("office")
def test_unit_is_told_of_steps_and_parts():
    unit = ResponsibleUnitFactory(mailbox=REFERAT)
    impulse = ImpulseFactory(
        number=3, due_on=TODAY, next_step_de="Ausschreibung", responsible_unit=unit
    )
    ImpulseFactory(number=4, due_on=TODAY, implementation="umgesetzt")
    ImpulsePartFactory(impulse=impulse, due_on=days(-1), title_de="Leitfaden")
    ImpulsePartFactory(impulse=impulse, due_on=TODAY, state="umgesetzt")
    ImpulsePartFactory(due_on=TODAY)
    assert told() == {KOORDINATION: ["STEP 0"], REFERAT: ["STEP 0", "STEP 0"]}


def test_mail_to_a_unit_holds_public_facts_only(django_capture_on_commit_callbacks):
    unit = ResponsibleUnitFactory(mailbox=REFERAT)
    impulse = ImpulseFactory(
        number=3,
        title_de="Netze",
        due_on=TODAY,
        next_step_de="Ausschreibung",
        responsible_unit=unit,
        answer_due_on=TODAY,
    )
    InternalNoteFactory(impulse=impulse, text="GEHEIMWORT")
    AssignmentFactory(impulse=impulse, due_on=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        send_due_reminders()
    letter = mail.outbox[0]
    assert letter.to == [REFERAT]
    assert letter.subject == "Impulse: 1 fällig oder überfällig"
    text = " ".join(letter.body.split())
    assert "Impuls 3, Netze: 2. März 2026, heute fällig (Ausschreibung)." in text
    assert "/impulse/3/" in text
    assert "/pruefung/" not in text
    assert "GEHEIMWORT" not in text
    assert "Votum" not in text


@pytest.mark.usefixtures("assignment")
def test_mail_bundles_all_of_a_mailbox(person, django_capture_on_commit_callbacks):
    for number in (8, 9):
        other = ImpulseFactory(number=number)
        AssignmentFactory(impulse=other, reviewer=person, due_on=days(-20))
    with django_capture_on_commit_callbacks(execute=True):
        send_due_reminders()
    letter = mail.outbox.pop()
    assert mail.outbox == []
    assert letter.subject == "Impulse: 2 fällig oder überfällig, 1 bald fällig"
    text = " ".join(letter.body.split())
    assert "Ihr Votum ist fällig:" in text
    assert "seit 20 Tagen überfällig. http://127.0.0.1:8000/pruefung/impulse/8/" in text
    assert "fällig in 7 Tagen. http://127.0.0.1:8000/pruefung/impulse/7/" in text


@pytest.mark.usefixtures("assignment")
def test_occasion_stands_on_the_internal_timeline_once():
    for name in ("a", "b"):
        CoordinatorFactory(email=f"{name}@example.org")
    Impulse.objects.update(answer_due_on=TODAY)
    send_due_reminders()
    entries = InternalEntry.objects.order_by("pk").values_list("kind", "text", "by")
    assert sorted(entries) == [
        ("told", "Antwort des Ministeriums, fällig am 2. März 2026", None),
        ("told", "Votum, fällig am 9. März 2026", None),
    ]


@pytest.mark.usefixtures("assignment")
def test_dry_run_tells_nobody():
    out = io.StringIO()
    call_command("send_due_reminders", "--dry-run", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith(f"{PRUEFUNG}: 7 assessment-")
    assert lines[-1] == "1 mails would be sent."
    assert OutgoingMail.objects.count() == Reminded.objects.count() == 0
    assert InternalEntry.objects.count() == 0
    out = io.StringIO()
    call_command("send_due_reminders", stdout=out)
    assert out.getvalue().splitlines()[-1] == "1 mails sent."
    assert PRUEFUNG not in "".join(Reminded.objects.values_list("recipient", flat=True))


@pytest.mark.parametrize("number", [1, 5, 50])
def test_finding_what_is_due_asks_the_same_queries(
    django_assert_num_queries, person, office, number
):
    for _turn in range(number):
        impulse = ImpulseFactory(due_on=TODAY, answer_due_on=TODAY)
        ImpulsePartFactory(impulse=impulse, due_on=TODAY)
        AssignmentFactory(
            impulse=impulse, reviewer=person, assigned_by=office, due_on=days(-9)
        )
    with django_assert_num_queries(11):
        found = send_due_reminders(dry_run=True)
    assert len(found[PRUEFUNG]) == number


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="in memory, SQLite's threads do not wait for each other",
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("assignment", "office")
def test_two_runs_at_once_send_each_mail_once():
    Impulse.objects.update(answer_due_on=TODAY)
    assert at_once(*[send_due_reminders] * 4) == [""] * 4
    assert sorted(OutgoingMail.objects.values_list("to", flat=True)) == [
        KOORDINATION,
        PRUEFUNG,
    ]
    assert Reminded.objects.count() == 4

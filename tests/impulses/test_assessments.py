"""Saving assessments: what is kept, refused, marked and told."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clusters.models import OutgoingMail
from clusters.models.appendonly import AppendOnlyError
from impulses.desk.assessments import assessments_panel
from impulses.desk.work import tasks_of
from impulses.models import Absence, Assessment, Impulse
from impulses.reviews.assessments import save_assessment
from impulses.reviews.errors import ConflictError, NotAllowedError
from tests.factories import (
    AssessmentFactory,
    AssignmentFactory,
    CoordinatorFactory,
    CriterionFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
REASON = "Der Nutzen ist belegt."


@pytest.fixture
def criterion(db):
    return CriterionFactory(weight=2)


def judge(impulse, by, scores=None, **more):
    values = {"kind": "judged", "recommendation": "angenommen", "reason": REASON}
    return save_assessment(impulse, by=by, scores=scores or {}, **(values | more))


def saved(impulse):
    return list(impulse.assessments.values_list("kind", "is_blind"))


def test_assessment_is_kept_with_its_values(impulse, reviewer, criterion):
    assessment = judge(impulse, reviewer, {criterion: 3}, reason=f" {REASON} ")
    assert assessment.reason == REASON
    assert assessment.is_blind
    scores = assessment.scores.values_list("criterion", "value")
    assert list(scores) == [(criterion.pk, 3)]
    entry = impulse.internal_entries.get()
    assert (entry.kind, entry.by, entry.text) == ("assessed", reviewer, "")
    assert not impulse.public_entries.exists()


def test_later_assessment_replaces_and_both_stay(impulse, reviewer, criterion):
    first = judge(impulse, reviewer, {criterion.pk: 3})
    second = judge(
        impulse, reviewer, {criterion.pk: 1}, recommendation="abgelehnt", replaces=first
    )
    assert saved(impulse) == [("judged", True), ("judged", False)]
    assert impulse.assessments.current().get() == second
    assert [score.value for score in first.scores.all()] == [3]
    texts = [entry.text for entry in impulse.internal_entries.all()]
    assert texts == ["anstelle eines früheren", ""]
    with pytest.raises(AppendOnlyError):
        first.save()


def test_coordinators_are_never_blind(impulse, coordinator):
    assert not judge(impulse, coordinator).is_blind


def test_who_could_not_read_stays_blind(impulse, reviewer):
    conflict = save_assessment(impulse, by=reviewer, kind="conflict", reason="Nähe")
    judge(impulse, reviewer, replaces=conflict)
    assert saved(impulse) == [("conflict", True), ("judged", True)]


def test_who_could_read_once_is_not_blind_again(impulse, reviewer):
    first = save_assessment(impulse, by=reviewer, kind="abstained")
    second = save_assessment(
        impulse, by=reviewer, kind="conflict", reason="Nähe", replaces=first
    )
    judge(impulse, reviewer, replaces=second)
    assert [blind for _kind, blind in saved(impulse)] == [True, False, False]


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"kind": "vielleicht"}, None),
        ({"recommendation": ""}, ["recommendation"]),
        ({"recommendation": "offen"}, ["recommendation"]),
        ({"reason": "Gut."}, ["reason"]),
        ({"reason": "x" * 5001}, ["reason"]),
        ({"kind": "conflict", "recommendation": "", "reason": " "}, ["reason"]),
        ({"kind": "abstained"}, None),
        ({"scores": {}}, None),
        ({"scores": {0: 1}}, None),
    ],
)
def test_incomplete_assessment_is_refused(impulse, reviewer, criterion, more, fields):
    values = {"scores": {criterion.pk: 2}} | more
    with pytest.raises(ValidationError) as refusal:
        judge(impulse, reviewer, **values)
    assert list(getattr(refusal.value, "error_dict", None) or []) == (fields or [])
    assert saved(impulse) == []
    assert not impulse.internal_entries.exists()


@pytest.mark.parametrize("value", [-1, 5, 99])
def test_value_outside_the_scale_is_refused(impulse, reviewer, criterion, value):
    with pytest.raises(ValidationError, match="0 bis 4"):
        judge(impulse, reviewer, {criterion.pk: value})
    assert saved(impulse) == []


def test_closed_criteria_take_no_value(impulse, reviewer, criterion):
    closed = CriterionFactory(is_active=False)
    with pytest.raises(ValidationError, match="haben sich geändert"):
        judge(impulse, reviewer, {criterion.pk: 1, closed.pk: 1})
    judge(impulse, reviewer, {criterion.pk: 1})


def test_stale_assessment_is_refused(impulse, reviewer):
    first = judge(impulse, reviewer)
    for replaces in (None, judge(impulse, reviewer, replaces=first) and first):
        with pytest.raises(ConflictError):
            judge(impulse, reviewer, replaces=replaces)
    assert len(saved(impulse)) == 2


def test_assessment_of_another_is_never_replaced(impulse, reviewer, other_reviewer):
    others = judge(impulse, other_reviewer)
    with pytest.raises(ConflictError):
        judge(impulse, reviewer, replaces=others)


@pytest.mark.parametrize("make", [UserFactory, OfficeFactory, ReviewerFactory])
def test_only_those_assigned_assess(impulse, make):
    with pytest.raises(NotAllowedError):
        judge(impulse, make())
    assert saved(impulse) == []


def test_deputy_assesses_for_itself_while_standing_in(impulse, reviewer):
    deputy, today = ReviewerFactory(), timezone.localdate()
    absence = {"account": reviewer, "deputy": deputy}
    Absence.objects.create(**absence, from_on=today, until_on=today)
    assert judge(impulse, deputy).reviewer == deputy
    Absence.objects.update(
        from_on=today - timedelta(days=9), until_on=today - timedelta(days=1)
    )
    with pytest.raises(NotAllowedError):
        judge(impulse, deputy, replaces=Assessment.objects.get())


def stand_in(account, deputy, first=0, last=0):
    today = timezone.localdate()
    days = (today + timedelta(days=first), today + timedelta(days=last))
    Absence.objects.create(
        account=account, deputy=deputy, from_on=days[0], until_on=days[1]
    )


def voted(impulse) -> dict:
    return dict(impulse.assignments.with_vote().values_list("reviewer", "is_voted"))


def test_vote_of_a_deputy_settles_what_was_assigned_to_the_absent(impulse, reviewer):
    deputy, other = ReviewerFactory.create_batch(2)
    AssignmentFactory(impulse=impulse, reviewer=other)
    stand_in(reviewer, deputy)
    judge(impulse, deputy)
    assert voted(impulse) == {reviewer.pk: True, other.pk: False}
    shown = Impulse.objects.with_votes().get(pk=impulse.pk)
    assert (shown.voted, shown.assigned) == (1, 2)
    assert assessments_panel(impulse, other)["voted"] == 1
    assert [task.is_voted for task in tasks_of(deputy)] == [True]
    assert [task.is_voted for task in tasks_of(reviewer)] == [True]


def test_deputy_of_a_conflicted_one_does_not_take_the_seat(impulse, reviewer):
    judge(impulse, reviewer, kind="conflict", recommendation="")
    stand_in(reviewer, (deputy := ReviewerFactory()))
    assert not deputy.has_perm("impulses.assess", impulse)
    with pytest.raises(NotAllowedError):
        judge(impulse, deputy, kind="abstained", recommendation="", reason="")


def test_deputy_with_an_own_part_speaks_for_that_alone(impulse, reviewer):
    deputy = ReviewerFactory()
    AssignmentFactory(impulse=impulse, reviewer=deputy)
    stand_in(reviewer, deputy)
    judge(impulse, deputy)
    assert voted(impulse) == {reviewer.pk: False, deputy.pk: True}


def test_vote_outside_of_the_absence_is_no_deputys(impulse, reviewer):
    stand_in(reviewer, (deputy := ReviewerFactory()), 1, 5)
    AssessmentFactory(impulse=impulse, reviewer=deputy)
    stand_in(reviewer, (partial := ReviewerFactory()))
    judge(impulse, partial, kind="conflict", recommendation="")
    assert voted(impulse) == {reviewer.pk: False}


# --- the coordinators are told


def test_vote_of_a_deputy_completes_the_round(impulse, reviewer):
    CoordinatorFactory(email="koordination@example.org")
    stand_in(reviewer, (deputy := ReviewerFactory()))
    judge(impulse, deputy)
    assert told() == ["koordination@example.org"]


def told():
    mails = OutgoingMail.objects.filter(kind="review-complete").order_by("pk")
    return [mail.to for mail in mails]


def test_coordinators_are_told_once_when_all_have_voted(
    impulse, reviewer, other_reviewer
):
    CoordinatorFactory(email="koordination@example.org")
    CoordinatorFactory(email="weg@example.org", is_active=False)
    first = judge(impulse, reviewer)
    assert told() == []
    save_assessment(impulse, by=other_reviewer, kind="conflict", reason="Zwergspinne")
    assert told() == ["koordination@example.org"]
    judge(impulse, reviewer, replaces=first)
    assert len(told()) == 1
    mail = OutgoingMail.objects.get()
    assert "Zwergspinne" not in mail.subject + mail.body
    assert f"/pruefung/impulse/{impulse.number}/" in mail.body
    assert "Wasserstoffnetze" in mail.body
    # the conflict of interest is none
    assert re.findall(r"\d+", mail.body.split("Wasserstoffnetze")[1])[0] == "1"


def test_new_assignment_begins_a_new_round(impulse, reviewer):
    CoordinatorFactory(email="koordination@example.org")
    judge(impulse, reviewer)
    late = AssignmentFactory(impulse=impulse).reviewer
    judge(impulse, late)
    assert len(told()) == 2


def test_nobody_is_told_where_nobody_is_assigned(impulse, coordinator):
    CoordinatorFactory(email="koordination@example.org")
    judge(impulse, coordinator)
    assert told() == []

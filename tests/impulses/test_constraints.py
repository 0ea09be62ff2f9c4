"""What the database refuses about impulses, whoever asks."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from impulses import models as m
from tests import factories as f

TODAY = timezone.localdate


def twice(factory, **values):
    for _round in range(2):
        factory(**values)


def link(**values):
    ends = f.ImpulseFactory(), f.ImpulseFactory()
    return [m.ImpulseLink(impulse=ends[0], other=ends[1], kind="similar"), ends]


def link_twice():
    for _round in range(2):
        row, _ends = link()
        row.impulse, row.other = m.Impulse.objects.order_by("pk")[:2]
        row.save()


def link_backwards():
    row, ends = link()
    row.impulse, row.other = ends[1], ends[0]
    row.save()


def absence(**values):
    day, user = TODAY(), f.ReviewerFactory()
    known = {"account": user, "deputy": f.ReviewerFactory(), "from_on": day}
    known |= {"until_on": day}
    m.Absence.objects.create(**known | {k: v(user) for k, v in values.items()})


def four_eyes():
    answer = f.AnswerFactory()
    answer.released_by = answer.prepared_by
    answer.save()


def score(value=4, number=1):
    row, criterion = f.AssessmentFactory(), f.CriterionFactory()
    for _round in range(number):
        m.AssessmentScore.objects.create(
            assessment=row, criterion=criterion, value=value
        )


def same(factory, **more):
    """Two rows about the same impulse."""
    impulse = f.ImpulseFactory()
    twice(factory, impulse=impulse, **{k: v() for k, v in more.items()})


def follow_driver_twice():
    driver = f.DriverFactory()
    twice(f.FollowerFactory, impulse=None, driver=driver, email="a@example.org")


REFUSED = [
    ("impulses_answer_one_on_its_way", lambda: same(f.AnswerFactory)),
    ("impulses_answer_four_eyes", four_eyes),
    (
        "impulses_answer_refusal_has_reason",
        lambda: f.AnswerFactory(answer="abgelehnt", reason_de="x" * 79),
    ),
    (
        "impulses_answer_scheduled_says_when",
        lambda: f.AnswerFactory(state="scheduled"),
    ),
    (
        "impulses_answer_published_says_when",
        lambda: f.AnswerFactory(state="published"),
    ),
    (
        "impulses_assessment_one_first",
        lambda: same(f.AssessmentFactory, reviewer=f.ReviewerFactory),
    ),
    (
        "impulses_assessment_recommends",
        lambda: f.AssessmentFactory(recommendation=""),
    ),
    (
        "impulses_assignment_once",
        lambda: same(f.AssignmentFactory, reviewer=f.ReviewerFactory),
    ),
    (
        "impulses_assignment_one_leads",
        lambda: same(f.AssignmentFactory, is_lead=lambda: True),
    ),
    (
        "impulses_absence_ends_after_start",
        lambda: absence(until_on=lambda _u: TODAY().replace(year=2020)),
    ),
    ("impulses_absence_has_deputy", lambda: absence(deputy=lambda user: user)),
    ("impulses_criterion_weight", lambda: f.CriterionFactory(weight=11)),
    ("impulses_score_once", lambda: score(number=2)),
    ("impulses_score_on_scale", lambda: score(value=5)),
    ("impulses_follower_of_one_thing", lambda: f.FollowerFactory(impulse=None)),
    (
        "impulses_follower_once_an_impulse",
        lambda: same(f.FollowerFactory, email=lambda: "a@example.org"),
    ),
    ("impulses_follower_once_a_driver", follow_driver_twice),
    ("impulses_link_once", link_twice),
    ("impulses_link_older_first", link_backwards),
    (
        "impulses_part_is_never_partly_done",
        lambda: f.ImpulsePartFactory(state="teilweise"),
    ),
    (
        "impulses_voice_one_first",
        lambda: same(f.VoiceFactory, cluster=f.ClusterFactory),
    ),
]


@pytest.mark.parametrize(("name", "make"), REFUSED)
def test_database_refuses(db, name, make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()

"""Two who save at the same moment: nothing is lost, nothing is kept twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from impulses.models import Assessment
from impulses.reviews.assessments import save_assessment
from impulses.reviews.criteria import change_criterion
from impulses.reviews.errors import ConflictError
from tests.factories import (
    AssignmentFactory,
    CoordinatorFactory,
    CriterionFactory,
    ImpulseFactory,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'",
        reason="SQLite has one writer at a time; its tests share one connection",
    ),
]


def at_once(*calls) -> list:
    """What each returned, or the ConflictError that it raised."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=10)
            return call()
        except ConflictError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def saving(impulse, account, criterion, value, **more):
    return lambda: save_assessment(
        impulse,
        by=account,
        kind="judged",
        recommendation="angenommen",
        scores={criterion.pk: value},
        reason=f"Der Wert ist {value}, aus Gründen.",
        **more,
    )


def test_two_reviewers_at_once_are_both_kept():
    impulse, criterion = ImpulseFactory(), CriterionFactory()
    CoordinatorFactory(email="koordination@example.org")
    accounts = [AssignmentFactory(impulse=impulse).reviewer for _n in range(4)]
    calls = [saving(impulse, a, criterion, n) for n, a in enumerate(accounts)]
    assert all(isinstance(found, Assessment) for found in at_once(*calls))
    current = impulse.assessments.current()
    assert {a.reviewer_id for a in current} == {account.pk for account in accounts}
    assert sorted(a.scores.get().value for a in current) == [0, 1, 2, 3]
    assert all(assessment.is_blind for assessment in current)
    assert impulse.internal_entries.count() == 4


def test_one_reviewer_twice_at_once_is_kept_once():
    impulse, criterion = ImpulseFactory(), CriterionFactory()
    account = AssignmentFactory(impulse=impulse).reviewer
    first = saving(impulse, account, criterion, 0)()
    calls = [saving(impulse, account, criterion, n, replaces=first) for n in (1, 2, 3)]
    found = at_once(*calls)
    kept = [one for one in found if isinstance(one, Assessment)]
    assert len(kept) == 1
    assert list(impulse.assessments.current()) == kept
    assert impulse.assessments.count() == 2
    assert first.scores.get().value == 0
    assert [isinstance(one, ConflictError) for one in found].count(True) == 2


def test_first_assessment_twice_at_once_is_kept_once():
    impulse, criterion = ImpulseFactory(), CriterionFactory()
    account = AssignmentFactory(impulse=impulse).reviewer
    found = at_once(*[saving(impulse, account, criterion, n) for n in (1, 2)])
    assert sum(isinstance(one, ConflictError) for one in found) == 1
    assert impulse.assessments.count() == 1


def test_two_coordinators_at_once_lose_no_change():
    criterion, by = CriterionFactory(weight=1), CoordinatorFactory()
    names = ("name_de", "name_en", "help_de", "help_en", "words_de", "words_en")
    plain = {name: getattr(criterion, name) for name in names}
    plain |= {"position": 0, "is_active": True}

    def weighing(weight):
        values = plain | {"weight": weight}
        seen = criterion.version
        return lambda: change_criterion(criterion, values, by=by, version=seen)

    found = at_once(weighing(5), weighing(9))
    assert sum(isinstance(one, ConflictError) for one in found) == 1
    assert criterion.changes.count() == 1
    criterion.refresh_from_db()
    assert criterion.changes.get().changes == {"weight": [1, criterion.weight]}

"""Assessments as a file: all that an account may read, and who took it."""

import csv
import io

import pytest

from clusters.models import AuditEntry
from tests.factories import (
    CriterionFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.impulses.voting import vote

pytestmark = pytest.mark.django_db
CSV = "/pruefung/voten.csv"


@pytest.fixture
def effect(db):
    return CriterionFactory(name_de="Wirkung", weight=3, position=1)


@pytest.fixture
def effort(db):
    return CriterionFactory(name_de="Aufwand", weight=1, position=2)


def rows_of(response) -> list[list[str]]:
    assert response.status_code == 200
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_file_holds_all_versions(as_coordinator, impulse, reviewer, effect, effort):
    first = vote(impulse, reviewer, (effect, 4), (effort, 1), reason="=1+1")
    vote(
        impulse,
        reviewer,
        kind="abstained",
        recommendation="",
        reason="",
        replaces=first,
        is_blind=False,
    )
    header, *rows = rows_of(as_coordinator.get(CSV))
    assert header[5:] == [
        *["Art", "Empfehlung", "Wirkung", "Aufwand"],
        *["Gesamt", "Ohne Einsicht", "Begründung"],
    ]
    assert [row[:3] + row[4:] for row in rows] == [
        [
            *["7", "Wasserstoffnetze", "pruefung", "nein", "bewertet", "angenommen"],
            *["4", "1", "3,25", "ja", "'=1+1"],
        ],
        [
            *["7", "Wasserstoffnetze", "pruefung", "ja", "enthalten", "", "", "", ""],
            *["nach Einsicht geändert", ""],
        ],
    ]


def test_file_holds_what_one_may_read(client, impulse, reviewer, coordinator):
    vote(impulse, ReviewerFactory())
    vote(ImpulseFactory(), reviewer)
    for account, number in ((reviewer, 1), (coordinator, 2), (ReviewerFactory(), 0)):
        client.force_login(account)
        assert len(rows_of(client.get(CSV))) - 1 == number
    taken = AuditEntry.objects.filter(action="export", about="voten.csv")
    assert taken.count() == 3


def test_file_is_for_reviewers_and_coordinators(client):
    assert client.get(CSV).status_code == 302
    for account in (UserFactory(), OfficeFactory()):
        client.force_login(account)
        assert client.get(CSV).status_code == 403
    client.force_login(ReviewerFactory())
    assert client.post(CSV).status_code == 405
    assert AuditEntry.objects.filter(action="export").count() == 0


@pytest.mark.parametrize("number", [1, 5, 50])
def test_file_asks_as_often_for_any_number(
    django_assert_num_queries, as_coordinator, effect, number
):
    for _n in range(number):
        vote(ImpulseFactory(), ReviewerFactory(), (effect, 1))
    with django_assert_num_queries(7):
        as_coordinator.get(CSV)

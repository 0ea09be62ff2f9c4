"""What comes next for an entry, and who does it."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from clusters.desk.standing import standing_of
from clusters.roles import OFFICE
from tests.factories import ClusterFactory, UserFactory

pytestmark = pytest.mark.django_db
MANAGEMENT = "Clustermanagement"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("state", "days", "step", "by"),
    [
        ("draft", None, "Fill in the facts and confirm them", MANAGEMENT),
        ("draft", 1, "Look through the entry and publish it.", OFFICE),
        ("published", None, "Check the facts and confirm them.", MANAGEMENT),
        ("published", 180, "Check the facts again by", MANAGEMENT),
        ("published", 181, "Check the facts again and confirm them.", MANAGEMENT),
        ("dormant", None, "Publish the entry again, or archive it.", OFFICE),
        ("archived", None, "None; the office can publish", OFFICE),
    ],
)
def test_next_step_follows_state_and_confirmation(state, days, step, by):
    confirmed = {}
    if days is not None:
        day = timezone.localdate() - timedelta(days=days)
        confirmed = {"confirmed_on": day, "confirmed_by": MANAGEMENT}
    cluster = ClusterFactory(state=state, managers=[UserFactory()], **confirmed)
    standing = standing_of(cluster)
    assert (standing.step[: len(step)], standing.by) == (step, by)


def test_entry_without_managers_waits_for_the_office():
    standing = standing_of(ClusterFactory())
    step = "Name who is responsible for the entry."
    assert (standing.step, standing.by) == (step, OFFICE)

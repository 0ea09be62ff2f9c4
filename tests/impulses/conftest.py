"""Who is signed in to the work area, and an impulse to work on."""

import pytest

from impulses.reviews import answers
from tests.factories import (
    AssignmentFactory,
    ClusterFactory,
    CoordinatorFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.impulses.answering import MARK, values


@pytest.fixture
def impulse(db):
    return ImpulseFactory(number=7, title_de="Wasserstoffnetze", title_en="Hydrogen")


@pytest.fixture
def coordinator(db):
    return CoordinatorFactory(username="koordination")


@pytest.fixture
def second_coordinator(db):
    return CoordinatorFactory(username="koordination-2")


@pytest.fixture
def office(db):
    return OfficeFactory(username="geschaeftsstelle")


@pytest.fixture
def reviewer(impulse):
    """Assigned to the impulse."""
    account = ReviewerFactory(username="pruefung")
    AssignmentFactory(impulse=impulse, reviewer=account)
    return account


@pytest.fixture
def other_reviewer(impulse):
    """Assigned to the impulse, too."""
    account = ReviewerFactory(username="pruefung-2")
    AssignmentFactory(impulse=impulse, reviewer=account)
    return account


@pytest.fixture
def as_coordinator(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def as_reviewer(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def manager(db):
    """Of the cluster below."""
    return UserFactory(username="management", is_staff=True)


@pytest.fixture
def cluster(manager):
    return ClusterFactory(
        slug="auto", short_name="automotiveland.nrw", managers=[manager]
    )


@pytest.fixture
def as_manager(client, manager, cluster):
    client.force_login(manager)
    return client


@pytest.fixture
def foreign_draft(impulse):
    """Written by somebody else than who is signed in."""
    author = CoordinatorFactory(username="andere")
    text = f"{MARK}: Das Land nimmt den Impuls an."
    return answers.prepare_answer(impulse, values(reason_de=text), by=author)


@pytest.fixture
def own_draft(impulse, coordinator):
    return answers.prepare_answer(impulse, values(), by=coordinator)

"""Who is signed in to the work area, and an impulse to work on."""

import pytest

from tests.factories import (
    AssignmentFactory,
    CoordinatorFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
)


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

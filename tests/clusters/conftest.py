"""Who is signed in to the admin, and with which entry; a link to check one."""

import pytest

from clusterallianz.management.commands.make_roles import make_roles
from clusters.actions import invitations
from tests.clusters.asking import SECRET
from tests.clusters.managing import MAILBOX
from tests.factories import (
    ClusterFactory,
    ConfirmationRequestFactory,
    ContactFactory,
    EnquiryFactory,
    EnquiryThreadFactory,
    LocationFactory,
    OfficeFactory,
    ServiceOfferFactory,
    UserFactory,
)


@pytest.fixture
def manager(db):
    return UserFactory()


@pytest.fixture
def own(manager):
    cluster = ClusterFactory(short_name="Eigenes", managers=[manager])
    ContactFactory(cluster=cluster)
    LocationFactory(cluster=cluster)
    return cluster


@pytest.fixture
def as_manager(client, manager, own):
    client.force_login(manager)
    return client


@pytest.fixture
def as_office(client, db):
    make_roles()
    client.force_login(OfficeFactory())
    return client


@pytest.fixture
def link(db):
    """A link to check an entry with something in every section."""
    cluster = ClusterFactory(short_name="Textil", website="https://alt.example/")
    ContactFactory(cluster=cluster, email="post@example.org")
    LocationFactory(cluster=cluster)
    ServiceOfferFactory(cluster=cluster, service_type__slug="beratung")
    return ConfirmationRequestFactory(cluster=cluster, email="post@example.org")


@pytest.fixture
def thread(own):
    enquiry = EnquiryFactory(
        subject=f"{SECRET} Betreff", need=f"{SECRET} Text", email="x@example.org"
    )
    return EnquiryThreadFactory(enquiry=enquiry, cluster=own)


@pytest.fixture
def lead(db):
    return UserFactory(username="leitung", email="leitung@example.org")


@pytest.fixture
def cluster(lead):
    return ClusterFactory(short_name="Eigenes", managers=[lead])


@pytest.fixture
def invitation(cluster, lead):
    return invitations.invite(cluster, MAILBOX, by=lead)


@pytest.fixture
def other():
    manager = UserFactory(email="leitung-b@example.org")
    return ClusterFactory(slug="anderes", short_name="Anderes", managers=[manager])

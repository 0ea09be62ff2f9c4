"""The table of roles and actions of the directory, as far as the admin has them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from clusterallianz.management.commands.make_roles import make_roles
from clusters.actions.entries import (
    EntryStateError,
    archive_entry,
    confirm_entry,
    mark_entry_dormant,
    publish_entry,
)
from clusters.models import Cluster
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    EnquiryThreadFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
    ServiceTypeFactory,
    UserFactory,
)

ROLES = ["anonymous", "manager", "other manager", "office", "reviewer", "coordinator"]


@pytest.fixture
def cluster(db):
    make_roles()
    return ClusterFactory()


@pytest.fixture
def account_of(cluster):
    def make(role):
        if role == "manager":
            user = UserFactory()
            cluster.managers.add(user)
            return user
        if role == "other manager":
            user = UserFactory()
            ClusterFactory(managers=[user])
            return user
        factories = {
            "office": OfficeFactory,
            "reviewer": ReviewerFactory,
            "coordinator": CoordinatorFactory,
        }
        return factories[role]() if role in factories else None

    return make


def pages(cluster):
    impulse = ImpulseFactory()
    term = ServiceTypeFactory()
    return {
        "read published": cluster.get_absolute_url(),
        "list entries": reverse("admin:clusters_cluster_changelist"),
        "edit entry": reverse("admin:clusters_cluster_change", args=[cluster.pk]),
        "read history": reverse("admin:clusters_cluster_history", args=[cluster.pk]),
        "delete entry": reverse("admin:clusters_cluster_delete", args=[cluster.pk]),
        "invite a manager": reverse("admin:clusters_cluster_team", args=[cluster.pk]),
        "read the audit log": reverse("admin:clusters_auditentry_changelist"),
        "add entry": reverse("admin:clusters_cluster_add"),
        "add term": reverse("admin:clusters_servicetype_add"),
        "delete term": reverse("admin:clusters_servicetype_delete", args=[term.pk]),
        "list accounts": reverse("admin:auth_user_changelist"),
        "add account": reverse("admin:auth_user_add"),
        "list impulses": reverse("admin:impulses_impulse_changelist"),
        "read impulse": reverse("admin:impulses_impulse_change", args=[impulse.pk]),
        "add impulse": reverse("admin:impulses_impulse_add"),
        "delete impulse": reverse("admin:impulses_impulse_delete", args=[impulse.pk]),
        "see login attempts": reverse("admin:axes_accessattempt_changelist"),
        "list enquiries": reverse("admin:clusters_enquirythread_changelist"),
        "read an enquiry": reverse(
            "admin:clusters_enquirythread_change",
            args=[EnquiryThreadFactory(cluster=cluster).pk],
        ),
        "see late answers": reverse("admin:clusters_enquirythread_overview"),
    }


# anonymous visitors are sent to the login; 404 is what this account may not know of
STATUS = {
    "read published": [200, 200, 200, 200, 200, 200],
    "list entries": [302, 200, 200, 200, 403, 403],
    "edit entry": [302, 200, 404, 200, 403, 403],
    "read history": [302, 200, 404, 200, 403, 403],
    "delete entry": [302, 403, 403, 403, 403, 403],
    "invite a manager": [302, 200, 404, 200, 403, 403],
    "read the audit log": [302, 403, 403, 200, 403, 403],
    "add entry": [302, 403, 403, 200, 403, 403],
    "add term": [302, 403, 403, 200, 403, 403],
    "delete term": [302, 403, 403, 200, 403, 403],
    "list accounts": [302, 403, 403, 200, 403, 403],
    "add account": [302, 403, 403, 200, 403, 403],
    "list impulses": [302, 403, 403, 200, 200, 200],
    "read impulse": [302, 403, 403, 200, 200, 200],
    "add impulse": [302, 403, 403, 200, 403, 200],
    "delete impulse": [302, 403, 403, 403, 403, 403],
    "see login attempts": [302, 403, 403, 403, 403, 403],
    # the office is led on to the numbers
    "list enquiries": [302, 200, 200, 302, 403, 403],
    "read an enquiry": [302, 200, 404, 404, 403, 403],
    "see late answers": [302, 403, 403, 200, 403, 403],
}


@pytest.mark.parametrize("action", STATUS)
@pytest.mark.parametrize("role", ROLES)
def test_page_answers_by_role(client, cluster, account_of, role, action):
    account = account_of(role)
    if account:
        client.force_login(account)
    answer = client.get(pages(cluster)[action])
    assert answer.status_code == STATUS[action][ROLES.index(role)]


@pytest.mark.parametrize(
    ("change", "roles"),
    [
        (publish_entry, ["office"]),
        (mark_entry_dormant, ["office"]),
        (archive_entry, ["office"]),
        (confirm_entry, ["manager", "office"]),
    ],
)
@pytest.mark.parametrize("role", ROLES[1:])
def test_state_changes_by_role(cluster, account_of, role, change, roles):
    account = account_of(role)
    if role in roles:
        assert change(cluster, by=account).pk == cluster.pk
    else:
        with pytest.raises(PermissionDenied):
            change(cluster, by=account)


@pytest.mark.parametrize(
    ("action", "roles"),
    [
        ("publish_entries", ["office"]),
        ("mark_dormant", ["office"]),
        ("archive_entries", ["office"]),
        ("confirm_entries", ["manager", "other manager", "office"]),
    ],
)
@pytest.mark.parametrize("role", ROLES[1:])
def test_forged_action_by_role(client, cluster, account_of, role, action, roles):
    client.force_login(account_of(role))
    answer = client.post(
        reverse("admin:clusters_cluster_changelist"),
        {"action": action, "_selected_action": [cluster.pk], "index": 0},
    )
    assert answer.status_code == (302 if role in roles else 403)


def test_confirmation_says_when_and_in_which_role(cluster, account_of):
    confirmed = confirm_entry(cluster, by=account_of("manager"))
    assert confirmed.confirmed_on == timezone.localdate()
    assert confirmed.confirmed_by == "Clustermanagement"
    assert confirm_entry(cluster, by=account_of("office")).confirmed_by == (
        "Geschäftsstelle"
    )


def test_state_change_is_recorded_with_its_author(cluster, account_of):
    office = account_of("office")
    archive_entry(cluster, by=office)
    assert cluster.history.first().history_user == office
    assert cluster.history.first().state == Cluster.State.ARCHIVED


@pytest.mark.parametrize("change", [archive_entry, mark_entry_dormant])
def test_draft_is_neither_archived_nor_dormant(cluster, account_of, change):
    draft = ClusterFactory(state=Cluster.State.DRAFT)
    with pytest.raises(EntryStateError):
        change(draft, by=account_of("office"))

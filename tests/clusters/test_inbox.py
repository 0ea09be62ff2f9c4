"""The inbox of a cluster: who reads it, in which order, and what the office sees."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusterallianz.management.commands.make_roles import make_roles
from clusters.models import EnquiryThread
from tests.clusters.asking import SECRET, change, step
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    EnquiryFactory,
    EnquiryThreadFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db
LIST = "/admin/clusters/enquirythread/"
OVERVIEW = f"{LIST}overview/"


def account(role, own, manager):
    make_roles()
    if role == "manager":
        return manager
    if role == "other manager":
        return ClusterFactory(managers=[UserFactory()]).managers.get()
    if role == "superuser":
        return UserFactory(is_superuser=True)
    factories = {"office": OfficeFactory, "reviewer": ReviewerFactory}
    return (factories | {"coordinator": CoordinatorFactory})[role]()


@pytest.mark.parametrize(
    ("role", "inbox", "page", "overview"),
    [
        ("manager", 200, 200, 403),
        ("other manager", 200, 404, 403),
        ("office", 302, 404, 200),
        ("superuser", 302, 404, 200),
        ("reviewer", 403, 403, 403),
        ("coordinator", 403, 403, 403),
    ],
)
def test_pages_by_role(client, own, manager, thread, role, inbox, page, overview):
    client.force_login(account(role, own, manager))
    history = reverse("admin:clusters_enquirythread_history", args=[thread.pk])
    answers = [client.get(a) for a in (LIST, change(thread), history, OVERVIEW)]
    statuses = [response.status_code for response in answers]
    assert statuses == [inbox, page, 200 if role == "manager" else 404, overview]
    steps = step(client, thread, "take-on").status_code
    assert steps == (302 if role == "manager" else page)
    if role != "manager":
        assert SECRET not in "".join(r.content.decode() for r in answers)
        thread.refresh_from_db()
        assert (thread.state, thread.messages.count()) == ("new", 0)


def test_anonymous_is_sent_to_the_login(client, thread):
    for address in (LIST, change(thread), OVERVIEW):
        assert client.get(address).status_code == 302
    assert step(client, thread, "take-on").status_code == 302
    thread.refresh_from_db()
    assert thread.state == "new"


def test_former_manager_reads_nothing(as_manager, manager, own, thread):
    own.managements.all().delete()
    assert as_manager.get(change(thread)).status_code == 403


def test_threads_are_neither_added_nor_deleted(as_manager, thread):
    delete = reverse("admin:clusters_enquirythread_delete", args=[thread.pk])
    assert as_manager.get(f"{LIST}add/").status_code == 403
    assert as_manager.post(delete, {"post": "yes"}).status_code == 403
    forged = {"action": "delete_selected", "_selected_action": [thread.pk]}
    assert as_manager.post(LIST, forged).status_code in (403, 404)
    assert as_manager.post(change(thread), {"state": "closed"}).status_code == 405
    assert EnquiryThread.objects.get().state == "new"


@pytest.mark.parametrize("key", ["0", "9" * 30, "abc", "1'--"])
def test_forged_key_is_404(as_manager, thread, key):
    assert as_manager.get(f"{LIST}{key}/change/").status_code == 404
    assert as_manager.post(f"{LIST}{key}/step/answer/").status_code in (302, 404)
    assert as_manager.post(f"{LIST}{thread.pk}/step/verschenken/").status_code == 404
    assert as_manager.get(f"{LIST}{thread.pk}/step/answer/").status_code == 405


def test_list_shows_who_waits_longest_first(as_manager, own):
    for state, day in [
        ("closed", "2026-10-01"),
        ("new", "2026-11-20"),
        ("answered", "2026-10-02"),
        ("in-progress", "2026-11-10"),
    ]:
        enquiry = EnquiryFactory(subject=state)
        EnquiryThreadFactory(
            enquiry=enquiry, cluster=own, state=state, waiting_since=f"{day}T12:00Z"
        )
    page = page_of(as_manager.get(LIST))
    subjects = [cell.text for cell in page.select(".field-subject")]
    assert subjects == ["in-progress", "new", "answered", "closed"]
    ages = [cell.text for cell in page.select(".field-age")]
    assert ages[0].endswith("Arbeitstage – überfällig")
    assert ages[2:] == ["–", "–"]


def test_list_shows_own_threads_alone(as_manager, thread, other):
    EnquiryThreadFactory(cluster=other, enquiry__subject="Fremdes")
    page = page_of(as_manager.get(LIST))
    assert [c.text for c in page.select(".field-subject")] == [thread.enquiry.subject]
    found = as_manager.get(LIST, {"q": "Fremdes"})
    assert page_of(found).select(".field-subject") == []


@pytest.mark.parametrize("query", ["?q=%00", "?state__exact=%00", "?p=99999", "?o=x"])
def test_list_stands_bad_parameters(as_manager, thread, query):
    assert as_manager.get(LIST + query).status_code in (200, 302, 400)


def test_list_and_overview_ask_the_same_queries(client, own, manager):
    make_roles()
    office, counts = OfficeFactory(), set()
    for rows in (1, 5, 50):
        EnquiryThreadFactory.create_batch(rows, cluster=own)
        for user, address in ((manager, LIST), (office, OVERVIEW)):
            client.force_login(user)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.add((address, len(queries)))
    assert len(counts) == 2


def test_overview_shows_numbers_only(as_office, thread):
    EnquiryThread.objects.update(waiting_since="2026-11-02T12:00Z")
    EnquiryThreadFactory(cluster=thread.cluster)
    EnquiryThreadFactory(cluster=thread.cluster, state="answered")
    page = page_of(as_office.get(OVERVIEW))
    (row,) = page.select("tbody tr")
    name, waiting, late, oldest = (c.text for c in row.select("th, td"))
    assert (name, waiting, late) == ("Eigenes", "2", "1")
    assert int(oldest) >= 3
    hidden = [SECRET, thread.enquiry.number, thread.enquiry.email, thread.enquiry.key]
    assert [text in page.text for text in hidden] == [False] * 4


def test_overview_without_anything_late_says_so(as_office):
    assert "Keine Anfrage wartet" in page_of(as_office.get(OVERVIEW)).text

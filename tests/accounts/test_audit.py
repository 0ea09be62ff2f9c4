"""The log: what goes in, who reads it, and that nothing changes it."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, reverse

from clusters.actions.audit import record
from clusters.models import AuditEntry
from clusters.roles import OFFICE
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)

from .conftest import sign_in

LOG = "/admin/clusters/auditentry/"
Action = AuditEntry.Action


def lines(**kwargs) -> list[tuple]:
    found = AuditEntry.objects.filter(**kwargs).order_by("pk")
    return list(found.values_list("action", "account__username", "about"))


def test_signing_in_and_out_is_written(client, user):
    sign_in(client, user.username)
    client.post("/konto/abmelden/")
    assert lines() == [("login", "demo-person", ""), ("logout", "demo-person", "")]


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("demo-person", "demo-person"),
        ("person@example.org", "demo-person"),
        ("MyPassw0rd", ""),
    ],
)
def test_failure_names_known_accounts_only(client, user, typed, about):
    sign_in(client, typed, "wrong")
    assert lines() == [("login-failed", None, about)]


def test_failed_code_of_a_visitor_is_no_sign_in(client, user):
    sign_in(client, user.username, "wrong")
    assert not AuditEntry.objects.filter(action=Action.LOGIN).exists()


# what the office does with accounts


@pytest.fixture
def office(client, db):
    account = OfficeFactory(username="buero")
    client.force_login(account)
    AuditEntry.objects.all()._raw_delete("default")
    return client


def change(client, account, **values):
    data = {
        "username": account.username,
        "email": account.email,
        "is_active": "on",
        "is_staff": "on",
    } | values
    data = {key: value for key, value in data.items() if value is not None}
    return client.post(f"/admin/auth/user/{account.pk}/change/", data)


def test_new_account_is_written(office):
    data = {
        "username": "neu",
        "password1": "a-long-Secret-7",
        "password2": "a-long-Secret-7",
        "usable_password": "true",
    }
    office.post("/admin/auth/user/add/", data)
    assert lines() == [("account", "buero", "neu: angelegt")]


def test_change_of_an_account_is_written(office, user):
    change(office, user, last_name="Rolle")
    assert lines() == [("account", "buero", "demo-person: last_name")]


def test_unchanged_account_is_not(office, user):
    assert change(office, user).status_code == 302
    assert lines() == []


def test_rights_are_written(office, user):
    group = Group.objects.get(name=OFFICE)
    change(office, user, groups=[group.pk])
    change(office, user)
    assert lines() == [
        ("rights", "buero", f"demo-person: {OFFICE}"),
        ("rights", "buero", "demo-person: -"),
    ]


def test_password_by_the_office_is_written(office, user):
    data = {
        "password1": "a-long-Secret-7",
        "password2": "a-long-Secret-7",
        "usable_password": "true",
    }
    url = f"/admin/auth/user/{user.pk}/password/"
    assert office.post(url, data | {"password2": "another"}).status_code == 200
    assert lines() == []
    assert office.post(url, data).status_code == 302
    assert lines() == [("password", "buero", "demo-person")]


def test_two_accounts_never_share_a_mailbox(office, user):
    other = UserFactory()
    answer = change(office, other, email="PERSON@example.org")
    page = BeautifulSoup(answer.content, "html.parser")
    [said] = page.select(".errorlist li")
    assert said.text == "Ein anderes Konto hat diese E-Mail-Adresse."


@pytest.mark.parametrize("has_other", [False, True])
def test_closing_the_last_who_leads_is_said(office, user, has_other):
    cluster = ClusterFactory(short_name="Eigenes", managers=[user])
    if has_other:
        cluster.managers.add(UserFactory())
    answer = change(office, user, is_active=None)
    page = BeautifulSoup(office.get(answer["Location"]).content, "html.parser")
    said = [m.text for m in page.select(".messagelist .warning")]
    assert len(said) == (not has_other)
    assert ["Eigenes" in text for text in said] == [True] * len(said)


def test_accounts_are_never_deleted(client, user):
    for account in (OfficeFactory(), UserFactory(is_superuser=True)):
        client.force_login(account)
        data = {
            "action": "delete_selected",
            "_selected_action": [user.pk],
            "post": "yes",
        }
        assert client.post("/admin/auth/user/", data).status_code == 403
        assert (
            client.post(
                f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"}
            ).status_code
            == 403
        )
    user.refresh_from_db()


# reading it


@pytest.mark.parametrize(
    ("factory", "status"),
    [
        (OfficeFactory, 200),
        (ReviewerFactory, 403),
        (CoordinatorFactory, 403),
        (UserFactory, 403),
    ],
)
def test_log_is_for_the_office(client, db, factory, status):
    client.force_login(factory())
    assert client.get(LOG).status_code == status


def test_visitor_is_led_to_the_login(client, db):
    assert client.get(LOG).status_code == 302


def test_superuser_reads_it(admin_client):
    assert admin_client.get(LOG).status_code == 200


@pytest.mark.parametrize("rest", ["add/", "1/", "1/change/", "1/delete/", "1/history/"])
def test_nothing_else_than_the_list_exists(admin_client, rest):
    record(Action.EXPORT, about="x")
    assert admin_client.get(f"{LOG}{rest}").status_code == 404
    assert admin_client.post(f"{LOG}{rest}", {"post": "yes"}).status_code == 404


def test_no_address_changes_an_entry():
    for name in ("add", "change", "delete"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:clusters_auditentry_{name}")


def test_bulk_deletion_does_nothing(admin_client):
    entry = record(Action.EXPORT, about="x")
    data = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    assert admin_client.post(LOG, data).status_code in (200, 302, 403)
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize(
    "query",
    [
        "action__exact=login",
        "q=demo-person",
        "q=%C3%A4%27%22",
        "created_at__gte=2026-01-01T00%3A00%3A00%2B00%3A00",
    ],
)
def test_filters_and_search_work(admin_client, query):
    record(Action.LOGIN, about="demo-person")
    assert admin_client.get(f"{LOG}?{query}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "action__regex=x",
        "account__password__startswith=p",
        "q=%00",
        "created_at__gte=abc",
        "p=999999",
        "o=99",
    ],
)
def test_odd_queries_are_refused_without_a_crash(admin_client, query):
    assert admin_client.get(f"{LOG}?{query}").status_code in (200, 302, 400)


def test_long_text_is_cut(db):
    assert len(record(Action.ACCOUNT, about="x" * 999).about) == 300


def test_log_needs_the_same_queries(admin_client, user, django_assert_num_queries):
    record(Action.LOGIN, by=user)
    admin_client.get(LOG)
    with django_assert_num_queries(4):
        admin_client.get(LOG)
    for _ in range(40):
        record(Action.LOGIN, by=UserFactory())
    with django_assert_num_queries(4):
        admin_client.get(LOG)

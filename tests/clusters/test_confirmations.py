"""Confirmations of sections: written once, summed up in the entry, and how they age."""

from datetime import timedelta
from importlib import import_module
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from clusters.actions.confirmations import (
    ConfirmationNotAllowedError,
    confirm_sections,
)
from clusters.actions.entries import confirm_entry
from clusters.actions.proposals import accept_proposal
from clusters.models import AppendOnlyError, Confirmation, Freshness, Section
from tests.factories import (
    ClusterFactory,
    ConfirmationFactory,
    ConfirmationRequestFactory,
    OfficeFactory,
    ProposalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SUMMARY = ("confirmed_on", "confirmed_by", "confirmed_sections")
MANAGEMENT = "Clustermanagement"


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def summary(cluster):
    cluster.refresh_from_db()
    return tuple(getattr(cluster, name) for name in SUMMARY)


def by_link(request, *sections):
    return confirm_sections(
        request.cluster, sections, request=request, way="link", role=MANAGEMENT
    )


# --- writing


def test_confirmed_section_says_when_how_and_in_which_role(own, manager):
    confirm_sections(own, [Section.TEXT], by=manager, way="admin", role=MANAGEMENT)
    (row,) = own.confirmations.all()
    assert (row.section, row.confirmed_on) == ("text", timezone.localdate())
    assert (row.confirmed_by, row.account, row.way) == (MANAGEMENT, manager, "admin")


def test_entry_counts_its_confirmed_sections(own, manager):
    for number, section in enumerate(Section.values, start=1):
        confirm_sections(own, [section], by=manager, way="admin", role=MANAGEMENT)
        whole = (timezone.localdate(), MANAGEMENT) if number == 5 else (None, "")
        assert summary(own) == (*whole, number)


def test_entry_is_as_old_as_its_oldest_section(own, manager):
    for age, section in enumerate(Section.values, start=100):
        day = days_ago(age)
        ConfirmationFactory(
            cluster=own, section=section, confirmed_on=day, confirmed_by=f"Rolle {age}"
        )
    confirm_sections(own, [Section.TEXT], by=manager, way="admin", role=MANAGEMENT)
    assert summary(own) == (days_ago(103), "Rolle 103", 5)


def test_summary_is_recorded_with_its_author(own, manager):
    confirm_entry(own, by=manager)
    version = own.history.first()
    assert version.history_user == manager
    assert version.history_change_reason == f"bestätigt: {MANAGEMENT}"


def test_same_summary_makes_no_new_version(own, manager):
    confirm_entry(own, by=manager)
    before = own.history.count()
    confirm_sections(own, [Section.TEXT], by=manager, way="admin", role=MANAGEMENT)
    assert own.history.count() == before
    assert own.confirmations.count() == 6


def test_section_named_twice_is_confirmed_once(own, manager):
    confirm_sections(own, ["text", "text"], by=manager, way="admin", role=MANAGEMENT)
    assert own.confirmations.count() == 1


def test_unknown_section_is_refused(own, manager):
    with pytest.raises(ValueError, match="kontakt2"):
        confirm_sections(own, ["kontakt2"], by=manager, way="admin", role=MANAGEMENT)
    assert Confirmation.objects.count() == 0


# --- who may


@pytest.mark.parametrize("make", [UserFactory, lambda: None])
def test_nobody_else_confirms(own, make):
    with pytest.raises(ConfirmationNotAllowedError):
        confirm_sections(own, ["text"], by=make(), way="admin", role=MANAGEMENT)
    assert Confirmation.objects.count() == 0


def test_link_of_another_cluster_confirms_nothing(own):
    request = ConfirmationRequestFactory()
    with pytest.raises(ConfirmationNotAllowedError):
        confirm_sections(own, ["text"], request=request, way="link", role=MANAGEMENT)
    assert Confirmation.objects.count() == 0


def test_whole_entry_is_confirmed_in_the_role_of_the_account(own, manager):
    confirm_entry(own, by=manager)
    assert summary(own) == (timezone.localdate(), MANAGEMENT, 5)
    confirm_entry(own, by=OfficeFactory())
    assert summary(own) == (timezone.localdate(), "Geschäftsstelle", 5)


# --- once


def test_same_link_confirms_a_section_once(own):
    request = ConfirmationRequestFactory(cluster=own)
    by_link(request, "text", "kontakte")
    by_link(request, "text", "standorte")
    sections = own.confirmations.order_by("pk").values_list("section", flat=True)
    assert list(sections) == ["text", "kontakte", "standorte"]
    assert summary(own) == (None, "", 3)


@pytest.mark.django_db(transaction=True)
def test_same_link_used_twice_at_once_confirms_once():
    request = ConfirmationRequestFactory()
    start = Barrier(2)

    def confirm():
        try:
            start.wait(10)
            by_link(request, *Section.values)
        finally:
            connection.close()

    threads = [Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Confirmation.objects.count() == 5
    assert summary(request.cluster) == (timezone.localdate(), MANAGEMENT, 5)


def test_accepted_change_of_the_link_counts_in_the_entry(own, manager):
    link = ConfirmationRequestFactory(cluster=own)
    proposal = ProposalFactory(cluster=own, origin="link", request=link)
    accept_proposal(proposal, by=OfficeFactory())
    (row,) = own.confirmations.all()
    said = (row.section, row.confirmed_by, row.way)
    assert said == ("stammdaten", MANAGEMENT, "proposal")
    assert summary(own) == (None, "", 1)


# --- written once


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: Confirmation.objects.all().delete(),
        lambda row: Confirmation.objects.update(confirmed_by="Andere"),
        lambda row: Confirmation.objects.bulk_update([row], ["confirmed_by"]),
        lambda row: row.cluster.confirmations.update(confirmed_by="Andere"),
    ],
)
def test_confirmation_is_never_changed(change):
    row = ConfirmationFactory()
    with pytest.raises(AppendOnlyError):
        change(row)
    row.refresh_from_db()
    assert row.confirmed_by == MANAGEMENT


# --- reading


def test_newest_confirmation_of_each_section_counts(own):
    ConfirmationFactory(cluster=own, section="text", confirmed_on=days_ago(300))
    newest = ConfirmationFactory(cluster=own, section="text")
    ConfirmationFactory(section="kontakte")
    assert own.confirmations.by_section() == dict.fromkeys(Section.values) | {
        "text": newest
    }


@pytest.mark.parametrize(
    ("days", "freshness"),
    [
        (0, Freshness.FRESH),
        (180, Freshness.FRESH),
        (181, Freshness.DUE),
        (240, Freshness.DUE),
        (241, Freshness.OVERDUE),
    ],
)
def test_confirmation_ages(days, freshness):
    assert ConfirmationFactory(confirmed_on=days_ago(days)).freshness == freshness
    cluster = ClusterFactory(confirmed_on=days_ago(days), confirmed_by="Rolle")
    assert cluster.freshness == freshness


def test_entry_without_confirmation_is_unconfirmed():
    assert ClusterFactory().freshness == Freshness.UNCONFIRMED


# --- entries that were confirmed as a whole


def test_migration_gives_each_section_its_confirmation():
    day = days_ago(50)
    old = ClusterFactory(confirmed_on=day, confirmed_by="Geschäftsstelle")
    ClusterFactory()
    migration = import_module("clusters.migrations.0007_confirm_rows")
    for _again in range(2):
        migration.confirm_every_section(apps, None)
    rows = Confirmation.objects.order_by("pk")
    assert [row.section for row in rows] == Section.values
    assert {(r.cluster, r.confirmed_on, r.confirmed_by, r.way) for r in rows} == {
        (old, day, "Geschäftsstelle", "admin")
    }
    assert summary(old) == (day, "Geschäftsstelle", 5)

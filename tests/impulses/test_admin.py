"""Wording of the impulses in the admin; decisions are read-only there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from impulses.admin import ImpulseAdmin
from impulses.facts import public_facts, taken_back
from impulses.models import Impulse
from impulses.search import corpus
from tests.clusters.adminforms import form_data
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    DriverFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
)
from tests.finding import finds


@pytest.fixture
def impulse(db):
    return ImpulseFactory()


def change_url(impulse):
    return reverse("admin:impulses_impulse_change", args=[impulse.pk])


@pytest.mark.parametrize("factory", [OfficeFactory, CoordinatorFactory])
def test_wording_is_edited_and_found(client, impulse, factory):
    client.force_login(factory())
    data = form_data(client, change_url(impulse)) | {
        "title_de": "Fachkräfte gewinnen",
        "answer": "angenommen",
        "implementation": "umgesetzt",
    }
    assert client.post(change_url(impulse), data).status_code == 302
    impulse.refresh_from_db()
    assert finds(corpus, "Fachkraefte") == [impulse.pk]
    assert (impulse.answer, impulse.implementation) == ("offen", "nicht-begonnen")


def test_edited_wording_is_told_and_can_be_taken_back(client, impulse):
    client.force_login(OfficeFactory())
    before = public_facts(impulse)
    data = form_data(client, change_url(impulse)) | {"title_de": "Neues Thema"}
    client.post(change_url(impulse), data)
    entry = impulse.public_entries.get()
    impulse.refresh_from_db()
    assert (entry.kind, entry.role) == ("wording", "office")
    assert entry.changes == {"title_de": [before["title_de"], "Neues Thema"]}
    assert taken_back(public_facts(impulse), [entry]) == before
    assert impulse.internal_entries.get().kind == "wording"
    # saved once more without a change
    client.post(change_url(impulse), form_data(client, change_url(impulse)))
    assert impulse.public_entries.count() == impulse.internal_entries.count() == 1


def test_what_is_decided_meanwhile_stays(client, impulse, monkeypatch):
    """The form was read before the ministry answered, and is saved after it."""
    client.force_login(OfficeFactory())
    data = form_data(client, change_url(impulse)) | {"title_de": "Neues Thema"}
    save = ImpulseAdmin.save_model

    def after_the_answer(admin, *args):
        Impulse.objects.update(answer="angenommen", version=7)
        save(admin, *args)

    monkeypatch.setattr(ImpulseAdmin, "save_model", after_the_answer)
    assert client.post(change_url(impulse), data).status_code == 302
    impulse.refresh_from_db()
    assert (impulse.answer, impulse.title_de) == ("angenommen", "Neues Thema")
    assert impulse.version == 8


def test_address_of_a_changed_number_leads_on(client, impulse):
    client.force_login(OfficeFactory())
    old = impulse.get_absolute_url()
    data = form_data(client, change_url(impulse)) | {"number": 99}
    assert client.post(change_url(impulse), data).status_code == 302
    assertRedirects(client.get(old), "/impulse/99/", 301)
    feed = f"{old}aenderungen.atom"
    assertRedirects(client.get(feed), "/impulse/99/aenderungen.atom", 301)
    assertRedirects(client.get(f"/en{feed}"), "/en/impulse/99/aenderungen.atom", 301)


def test_added_impulse_is_told(client, db):
    client.force_login(OfficeFactory())
    url = reverse("admin:impulses_impulse_add")
    data = form_data(client, url) | {"number": 98, "title_de": "Neu", "title_en": "New"}
    assert client.post(url, data).status_code == 302
    entry = Impulse.objects.get(number=98).public_entries.get()
    assert entry.changes["title_de"] == [None, "Neu"]


@pytest.mark.parametrize("changes", [{"title_de": "X"}, {"drivers": ["d"]}, {}])
def test_date_of_change_is_that_of_a_change(client, impulse, changes):
    driver = DriverFactory()
    Impulse.objects.update(updated_at=timezone.now() - timedelta(days=9))
    client.force_login(OfficeFactory())
    data = form_data(client, change_url(impulse)) | changes
    if "drivers" in changes:
        data["drivers"] = [driver.pk]
    assert client.post(change_url(impulse), data).status_code == 302
    impulse.refresh_from_db()
    age = timezone.now() - impulse.updated_at
    assert age.days == (0 if changes else 9)


def test_reviewer_reads_but_changes_nothing(client, impulse):
    client.force_login(ReviewerFactory())
    assert client.get(change_url(impulse)).status_code == 200
    assert client.post(change_url(impulse), {"title_de": "X"}).status_code == 403
    version = impulse.history.first().pk
    url = f"/admin/impulses/impulse/{impulse.pk}/history/{version}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"title_de": "X"}).status_code == 403


def test_drafts_are_not_offered(client, impulse):
    client.force_login(CoordinatorFactory())
    ClusterFactory(state="draft", short_name="Geheimes Vorhaben")
    ClusterFactory(short_name="Bekanntes Cluster")
    page = client.get(change_url(impulse)).content.decode()
    assert "Bekanntes Cluster" in page
    assert "Geheimes Vorhaben" not in page


def test_changed_driver_is_found_at_once(client, impulse):
    driver = DriverFactory()
    impulse.drivers.add(driver)
    client.force_login(OfficeFactory())
    url = reverse("admin:clusters_driver_change", args=[driver.pk])
    client.post(url, form_data(client, url) | {"synonyms": "Klimaschutz"})
    assert finds(corpus, "Klimaschutz") == [impulse.pk]

"""Two people at one entry at once: nobody overwrites without knowing it."""

import threading

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from clusters.models import Cluster, Contact
from tests.clusters.adminforms import added, change_url, form_data
from tests.clusters.test_admin_logo import picture
from tests.factories import (
    ClusterFactory,
    ContactFactory,
    OfficeFactory,
    ServiceTypeFactory,
)


@pytest.fixture
def second(own):
    """Somebody else who may change the entry."""
    client = Client()
    client.force_login(OfficeFactory(username="geschaeftsstelle"))
    return client


def save(client, own, **changes):
    """Opens the form, changes something and sends it, all at once."""
    url = change_url(own)
    answer = client.post(url, form_data(client, url) | changes)
    assert answer.status_code == 302


def questions(answer):
    """Of each place that differs: what it is, my version, the stored one, the choice."""
    page = BeautifulSoup(answer.content, "html.parser")
    return [
        (
            part.legend.contents[0].strip(),
            *[said.get_text() for said in part.select(".said")],
            *[box["value"] for box in part.select("input[checked]")],
        )
        for part in page.select(".choice")
    ]


def decided(answer, **choices):
    """What the conflict page sends; `choices`: the buttons and what is ticked."""
    form = BeautifulSoup(answer.content, "html.parser").select_one(".conflict form")
    boxes = form.select("input[type=hidden], input[checked]")
    return {box["name"]: box["value"] for box in boxes} | choices


def test_both_changed_the_same_field(as_manager, own, second):
    url = change_url(own)
    mine = form_data(as_manager, url) | {"summary_de": "Von mir."}
    save(second, own, summary_de="Von anderen.")
    answer = as_manager.post(url, mine)
    assert answer.status_code == 409
    [(_label, said, stored)] = questions(answer)
    assert (said, stored) == ("Von mir.", "Von anderen.")
    assert "geschaeftsstelle" in answer.content.decode()
    own.refresh_from_db()
    assert own.summary_de == "Von anderen."


@pytest.mark.parametrize("kept", ["mine", "stored"])
def test_saving_again_is_a_decision(as_manager, own, second, kept):
    url = change_url(own)
    mine = form_data(as_manager, url) | {"summary_de": "Von mir.", "carrier": "Verein"}
    save(second, own, summary_de="Von anderen.", legal_form="e. V.")
    answer = as_manager.post(url, mine)
    # nothing is ticked where both changed something
    undecided = decided(answer, _decision="choices")
    again = as_manager.post(url, undecided)
    assert (again.status_code, len(questions(again))) == (409, 3)
    choice = {"wahl-entry:summary_de": kept}
    assert as_manager.post(url, undecided | choice).status_code == 302
    own.refresh_from_db()
    texts = {"mine": "Von mir.", "stored": "Von anderen."}
    assert own.summary_de == texts[kept]
    # what only one of both changed stays without a word
    assert (own.carrier, own.legal_form) == ("Verein", "e. V.")


def test_all_of_mine_can_be_kept(as_manager, own, second):
    url = change_url(own)
    mine = form_data(as_manager, url) | {"summary_de": "Von mir."}
    save(second, own, summary_de="Von anderen.", legal_form="e. V.")
    answer = as_manager.post(url, mine)
    as_manager.post(url, decided(answer, _decision="mine"))
    own.refresh_from_db()
    assert (own.summary_de, own.legal_form) == ("Von mir.", "")


def test_third_change_asks_once_more(as_manager, own, second):
    url = change_url(own)
    mine = form_data(as_manager, url) | {"summary_de": "Von mir."}
    save(second, own, summary_de="Von anderen.")
    answer = as_manager.post(url, mine)
    save(second, own, summary_de="Noch anders.")
    again = as_manager.post(url, decided(answer, _decision="mine"))
    assert again.status_code == 409
    assert [row[2] for row in questions(again)] == ["Noch anders."]


def test_changes_that_do_not_touch_are_both_saved(as_manager, own, second):
    url = change_url(own)
    mine = form_data(as_manager, url) | {"summary_de": "Von mir."}
    kind = ServiceTypeFactory()
    ContactFactory(cluster=own, email="dazu@example.org")
    row = {"service_type": kind.pk, "certainty": "confirmed"}
    assert as_manager.post(url, added(mine, "offers", [row])).status_code == 302
    own.refresh_from_db()
    assert own.summary_de == "Von mir."
    assert (own.contacts.count(), own.offers.count()) == (2, 1)


def test_contact_that_somebody_deleted_can_be_kept(as_manager, own, second):
    url = change_url(own)
    contact = own.contacts.get()
    mine = form_data(as_manager, url) | {"contacts-0-phone": "+49 212 123456"}
    save(second, own, **{"contacts-0-DELETE": "on"})
    assert own.contacts.count() == 0
    answer = as_manager.post(url, mine)
    assert answer.status_code == 409
    [(_label, said, _stored)] = questions(answer)
    assert "+49 212 123456" in said
    row = f"wahl-contacts-{contact.pk}:"
    data = decided(answer, _decision="choices", **{row: "mine"})
    assert as_manager.post(url, data).status_code == 302
    assert own.contacts.get().phone == "+49 212 123456"


def test_contact_that_somebody_deleted_stays_deleted(as_manager, own, second):
    url = change_url(own)
    mine = form_data(as_manager, url) | {"summary_de": "Von mir."}
    save(second, own, **{"contacts-0-DELETE": "on"})
    answer = as_manager.post(url, mine)
    # I did not touch it, so the deletion is what is ticked
    data = decided(answer, _decision="choices")
    assert as_manager.post(url, data).status_code == 302
    own.refresh_from_db()
    assert (own.contacts.count(), own.summary_de) == (0, "Von mir.")


@pytest.mark.parametrize(("kept", "number"), [("mine", 0), ("stored", 1)])
def test_contact_that_i_delete_and_somebody_changed(
    as_manager, own, second, kept, number
):
    url = change_url(own)
    contact = own.contacts.get()
    mine = form_data(as_manager, url) | {"contacts-0-DELETE": "on"}
    save(second, own, **{"contacts-0-email": "neu@example.org"})
    answer = as_manager.post(url, mine)
    assert answer.status_code == 409
    row = f"wahl-contacts-{contact.pk}:"
    data = decided(answer, _decision="choices", **{row: kept})
    assert as_manager.post(url, data).status_code == 302
    assert own.contacts.filter(email="neu@example.org").count() == number
    assert own.contacts.count() == number


def test_save_and_confirm_meets_the_same_question(as_manager, own, second):
    url = change_url(own)
    mine = form_data(as_manager, url) | {"summary_de": "Von mir.", "_confirm": "1"}
    save(second, own, summary_de="Von anderen.")
    answer = as_manager.post(url, mine)
    assert answer.status_code == 409
    own.refresh_from_db()
    assert own.confirmed_on is None
    data = decided(answer, _decision="mine")
    assert as_manager.post(url, data).status_code == 302
    own.refresh_from_db()
    assert (own.summary_de, own.confirmed_on is None) == ("Von mir.", False)


def test_confirmation_by_somebody_else_is_no_conflict(as_manager, own, second):
    url = change_url(own)
    mine = form_data(as_manager, url) | {"summary_de": "Von mir."}
    save(second, own, _confirm="1")
    assert as_manager.post(url, mine).status_code == 302
    own.refresh_from_db()
    assert (own.summary_de, own.confirmed_on is None) == ("Von mir.", False)


def test_form_without_a_version_overwrites_nothing_unseen(as_manager, own):
    url = change_url(own)
    data = form_data(as_manager, url) | {"summary_de": "Von mir."}
    del data["_version"]
    assert as_manager.post(url, data).status_code == 409
    Cluster.objects.update(summary_de="Von mir.")
    assert as_manager.post(url, data).status_code == 302


@pytest.mark.parametrize("token", ["x", "entry:", "entry:zz contacts-9:\x00", "é" * 9])
def test_odd_versions_are_answered(as_manager, own, token):
    url = change_url(own)
    data = form_data(as_manager, url) | {"summary_de": "Neu.", "_version": token}
    assert as_manager.post(url, data).status_code == 409


@pytest.mark.parametrize("field", ["contacts-TOTAL_FORMS", "contacts-0-id", "place"])
@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30])
def test_odd_input_in_a_conflict_is_answered(as_manager, own, second, field, value):
    url = change_url(own)
    mine = form_data(as_manager, url) | {"summary_de": "Von mir.", field: value}
    save(second, own, summary_de="Von anderen.")
    assert as_manager.post(url, mine).status_code == 409


def test_refused_form_keeps_the_version_it_began_with(as_manager, own, second):
    url = change_url(own)
    data = form_data(as_manager, url) | {"name": ""}
    answer = as_manager.post(url, data)
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("[name=_version]")["value"] == data["_version"]


def test_upload_in_a_conflict_is_named(as_manager, own, second):
    url = change_url(own)
    mine = form_data(as_manager, url)
    mine["logo"] = SimpleUploadedFile("neu.png", picture(), "image/png")
    save(second, own, summary_de="Von anderen.")
    answer = as_manager.post(url, mine)
    assert answer.status_code == 409
    assert "neu.png" in answer.content.decode()
    data = decided(answer, _decision="choices")
    assert as_manager.post(url, data).status_code == 302
    own.refresh_from_db()
    assert (own.summary_de, own.logo.name) == ("Von anderen.", "")


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite's test database has one connection"
)
@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment():
    """One saves, the other is asked; on PostgreSQL both wait for one row."""
    own = ClusterFactory(short_name="Eigenes")
    Contact.objects.create(cluster=own, role_de="Büro", email="a@example.org")
    url, statuses, ready = change_url(own), [], threading.Barrier(2)
    office = OfficeFactory()

    def send(text):
        client = Client()
        client.force_login(office)
        data = form_data(client, url) | {"summary_de": text}
        ready.wait(timeout=20)
        statuses.append(client.post(url, data).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=(t,)) for t in ("Eins.", "Zwei.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302, 409]

"""A form that is sent after its session has ended: nothing typed is lost."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.clusters.adminforms import change_url, errors, form_data
from tests.factories import UserFactory

TEXT = "Zeile eins.\nZeile <b>zwei</b> & „drei“."


@pytest.fixture
def interrupted(as_manager, own):
    """What was being typed when the session ended."""
    data = form_data(as_manager, change_url(own)) | {"description_de": TEXT}
    as_manager.logout()
    return data


def carried(answer):
    """Where the page sends what it keeps, and what that is."""
    page = BeautifulSoup(answer.content, "html.parser")
    form = page.select_one(".interrupted form")
    return form["action"], {i["name"]: i["value"] for i in form.select("input")}


def test_input_survives_the_end_of_the_session(client, own, manager, interrupted):
    answer = client.post(change_url(own), interrupted)
    assert answer.status_code == 403
    address, kept = carried(answer)
    assert "csrfmiddlewaretoken" not in kept
    client.force_login(manager)
    back = client.post(address, kept)
    page = BeautifulSoup(back.content, "html.parser")
    assert back.status_code == 200
    assert page.select_one("#id_description_de").text.strip("\n") == TEXT
    assert len(errors(back)) == 1
    form = page.select_one("#cluster_form")
    assert form["action"] == change_url(own)
    own.refresh_from_db()
    assert own.description_de == ""
    # the version that the form began with is still known
    assert client.post(change_url(own), kept).status_code == 302
    own.refresh_from_db()
    assert own.description_de == TEXT


def test_input_can_be_kept_again_and_again(client, own, interrupted):
    address, kept = carried(client.post(change_url(own), interrupted))
    again = client.post(address, kept)
    assert (again.status_code, carried(again)) == (403, (address, kept))


def test_resuming_needs_no_token_and_saves_nothing(own, manager, interrupted):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    address = reverse("admin:clusters_cluster_resume", args=[own.pk])
    assert client.post(address, interrupted).status_code == 200
    own.refresh_from_db()
    assert own.description_de == ""


def test_form_of_an_old_token_is_kept_too(own, manager, interrupted):
    """Who signs in again in another tab has a new token there."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    answer = client.post(change_url(own), interrupted)
    assert answer.status_code == 403
    assert carried(answer)[1]["description_de"] == TEXT


def test_resumed_form_of_others_is_not_found(client, own, interrupted):
    client.force_login(UserFactory())
    address = reverse("admin:clusters_cluster_resume", args=[own.pk])
    assert client.post(address, interrupted).status_code in (403, 404)


def test_resuming_by_its_address_leads_to_the_form(as_manager, own):
    address = reverse("admin:clusters_cluster_resume", args=[own.pk])
    assert as_manager.get(address).url == change_url(own)


def test_new_entry_is_kept_too(client, as_office):
    data = form_data(as_office, reverse("admin:clusters_cluster_add"))
    client.logout()
    answer = client.post(reverse("admin:clusters_cluster_add"), data)
    address, _kept = carried(answer)
    assert address == reverse("admin:clusters_cluster_resume_add")


def test_upload_must_be_chosen_again(client, own, interrupted):
    interrupted["logo"] = SimpleUploadedFile("neu.png", b"x", "image/png")
    answer = client.post(change_url(own), interrupted)
    assert "neu.png" in answer.content.decode()


def test_passwords_are_never_carried(client, db):
    answer = client.post(reverse("admin:auth_user_add"), {"password1": "geheim"})
    assert "geheim" not in answer.content.decode()


def test_other_forms_lead_to_the_login(client, db):
    answer = client.post("/admin/clusters/cluster/", {"action": "publish_entries"})
    assert answer.status_code == 302

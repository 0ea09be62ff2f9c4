"""The preview of an entry: as the public would see it, and nothing is saved."""

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.models import Cluster
from clusters.search import corpus
from tests.clusters.adminforms import added, change_url, errors, form_data
from tests.clusters.test_admin_logo import picture
from tests.factories import TopicFactory


def everything():
    """Every row of every table, by the name of its model."""
    return {
        model.__name__: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model is not Session
    }


def shown(answer):
    return BeautifulSoup(answer.content, "html.parser")


def test_preview_shows_what_was_typed_and_saves_nothing(
    as_manager, own, mailoutbox, settings
):
    corpus.update(own)
    url = change_url(own)
    row = {"role_de": "Beratung", "email": "neu@example.org", "is_public": "on"}
    data = form_data(as_manager, url) | {
        "name": "Neuer Name e. V.",
        "summary_de": "Ganz neu.",
        "topics": TopicFactory(name="Holz", slug="holz").name,
        "contacts-0-DELETE": "on",
        "_preview": "1",
    }
    data = added(data, "contacts", [row | {"certainty": "confirmed", "position": "0"}])
    data["logo"] = SimpleUploadedFile("neu.png", picture(), "image/png")
    before = everything()
    answer = as_manager.post(url, data)
    page = shown(answer)
    assert answer.status_code == 200
    assert page.h1.text.replace("\xad", "") == "Neuer Name e. V."
    assert page.select_one(".lead").text == "Ganz neu."
    assert [a["href"] for a in page.select(".contact a[href^=mailto]")] == [
        "mailto:neu@example.org"
    ]
    assert page.select_one("#preview .notice strong") is not None
    assert "no-store" in answer["Cache-Control"]
    assert everything() == before
    assert mailoutbox == []
    assert not settings.MEDIA_ROOT.exists()


def test_preview_of_a_removed_logo_keeps_the_file(as_manager, own):
    url = change_url(own)
    upload = SimpleUploadedFile("a.png", picture(), "image/png")
    as_manager.post(url, form_data(as_manager, url) | {"logo": upload})
    own.refresh_from_db()
    data = form_data(as_manager, url) | {"logo-clear": "on", "_preview": "1"}
    page = shown(as_manager.post(url, data))
    assert page.select(".logo") == []
    assert own.logo.storage.exists(own.logo.name)


def test_preview_of_wrong_input_is_the_form_with_its_errors(as_manager, own):
    url = change_url(own)
    data = form_data(as_manager, url) | {"name": "", "_preview": "1"}
    before = everything()
    answer = as_manager.post(url, data)
    assert (answer.status_code, len(errors(answer))) == (200, 1)
    assert everything() == before


def test_preview_of_a_new_entry_saves_nothing(as_office):
    url = reverse("admin:clusters_cluster_add")
    data = form_data(as_office, url)
    data |= {"name": "Öl e. V.", "short_name": "Öl", "_preview": "1"}
    before = everything()
    assert shown(as_office.post(url, data)).h1.text == "Öl e. V."
    assert everything() == before


def test_preview_button_opens_another_tab(as_manager, own):
    page = shown(as_manager.get(change_url(own)))
    targets = [b["formtarget"] for b in page.select("[name=_preview]")]
    assert targets == ["_blank", "_blank"]


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_preview_of_what_is_not_public(as_manager, own, state):
    Cluster.objects.update(state=state)
    url = change_url(own)
    data = form_data(as_manager, url) | {"_preview": "1"}
    assert as_manager.post(url, data).status_code == 200

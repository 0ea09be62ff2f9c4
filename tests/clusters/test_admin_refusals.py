"""What the admin refuses: a message or 400, and nothing is changed or lost."""

import pytest
from django.urls import reverse

from clusters.models import Cluster, Location
from impulses.search import corpus
from tests.clusters.adminforms import (
    CHANGELIST,
    added,
    change_url,
    errors,
    form_data,
)
from tests.factories import (
    ClusterFactory,
    ImpulseFactory,
    LocationFactory,
    ReviewerFactory,
    ServiceTypeFactory,
)
from tests.finding import finds


@pytest.mark.parametrize("text", ["auto\x0bland", "a\x01b", "x\ufffey"])
def test_control_characters_are_refused(as_manager, own, text):
    url = change_url(own)
    answer = as_manager.post(url, form_data(as_manager, url) | {"short_name": text})
    assert len(errors(answer)) == 1
    own.refresh_from_db()
    assert own.short_name == "Eigenes"


def test_second_seat_is_refused_at_the_field(as_manager, own):
    Location.objects.filter(cluster=own).update(is_seat=True)
    url = change_url(own)
    place = LocationFactory(cluster=ClusterFactory()).place
    row = {"place": place.pk, "is_seat": "on", "certainty": "confirmed"}
    answer = as_manager.post(url, added(form_data(as_manager, url), "locations", [row]))
    assert errors(answer) == ["Ein Cluster hat nur einen Sitz."]
    assert own.locations.count() == 1


def test_seat_may_move_in_one_step(as_manager, own):
    Location.objects.filter(cluster=own).update(is_seat=True)
    url = change_url(own)
    data = form_data(as_manager, url)
    data.pop("locations-0-is_seat")
    place = LocationFactory(cluster=ClusterFactory()).place
    row = {"place": place.pk, "is_seat": "on", "certainty": "confirmed"}
    answer = as_manager.post(url, added(data, "locations", [row]))
    assert errors(answer) == []
    assert own.locations.get(is_seat=True).place == place


def test_form_sent_twice_adds_once(as_manager, own):
    url = change_url(own)
    row = {"service_type": ServiceTypeFactory().pk, "certainty": "confirmed"}
    data = added(form_data(as_manager, url), "offers", [row])
    for _time in range(2):
        assert as_manager.post(url, data).status_code == 302
    assert own.offers.count() == 1


@pytest.mark.parametrize("number", ["1000000000", "-1", "x"])
def test_odd_numbers_of_rows_are_answered(as_manager, own, number):
    url = change_url(own)
    data = form_data(as_manager, url) | {"contacts-TOTAL_FORMS": number}
    assert as_manager.post(url, data).status_code in (200, 302)


@pytest.mark.parametrize("value", ["abc", "9" * 30, "-1", "\x00"])
def test_choice_that_is_no_key_is_shown_again(as_manager, own, value):
    url = change_url(own)
    data = form_data(as_manager, url) | {"innovation_field": value}
    answer = as_manager.post(url, data)
    assert (answer.status_code, len(errors(answer))) == (200, 1)


@pytest.mark.parametrize(
    "query",
    [
        "carrier__regex=(a%2B)%2B%24",
        "slug__regex=(",
        "confirmed_on__year=0",
        "id__range=1",
        "state=%00",
        "q=%00",
    ],
)
def test_questions_that_no_filter_asks_are_refused(as_office, query):
    assert as_office.get(f"{CHANGELIST}?{query}").status_code in (302, 400)


@pytest.mark.parametrize("key", ["abc", "9" * 23, ""])
def test_action_on_what_is_no_entry_is_refused(as_office, key):
    data = {"action": "publish_entries", "_selected_action": key}
    assert as_office.post(CHANGELIST, data).status_code == 400


@pytest.mark.parametrize("slug", ["vergleich", "wegweiser"])
def test_address_of_another_page_is_refused(as_office, slug):
    url = change_url(ClusterFactory(slug="a"))
    answer = as_office.post(url, form_data(as_office, url) | {"slug": slug})
    assert len(errors(answer)) == 1


def test_name_without_letters_needs_an_address(as_office):
    url = change_url(ClusterFactory(slug="a"))
    data = form_data(as_office, url) | {"slug": "", "short_name": "日本"}
    assert len(errors(as_office.post(url, data))) == 1


@pytest.mark.parametrize(
    ("before", "after", "is_possible"),
    [
        ("draft", "published", True),
        ("draft", "archived", False),
        ("draft", "dormant", False),
        ("published", "draft", False),
        ("published", "dormant", True),
        ("archived", "published", True),
    ],
)
def test_form_moves_entries_as_the_actions_do(as_office, before, after, is_possible):
    cluster = ClusterFactory(state=before)
    url = change_url(cluster)
    answer = as_office.post(url, form_data(as_office, url) | {"state": after})
    assert (errors(answer) == []) is is_possible
    assert Cluster.objects.get().state == (after if is_possible else before)


def test_long_topic_is_refused(as_office):
    url = change_url(ClusterFactory())
    answer = as_office.post(url, form_data(as_office, url) | {"topics": "T" * 300})
    assert len(errors(answer)) == 1


@pytest.mark.parametrize("model", ["supportbody", "outsidesubject"])
def test_office_keeps_what_lies_outside(as_office, model):
    url = reverse(f"admin:clusters_{model}_changelist")
    assert as_office.get(url).status_code == 200


def test_pages_are_changed_only(as_office):
    url = reverse("admin:clusters_page_changelist")
    assert as_office.get(url).status_code == 200
    assert as_office.get(f"{url}add/").status_code == 403


def test_reviewer_reads_no_names_of_drafts(as_office, client):
    impulse = ImpulseFactory()
    impulse.delivering_clusters.add(ClusterFactory(short_name="Geheim", state="draft"))
    client.force_login(ReviewerFactory())
    page = client.get(reverse("admin:impulses_impulse_change", args=[impulse.pk]))
    assert page.status_code == 200
    assert "Geheim" not in page.content.decode()


def test_saving_an_impulse_keeps_its_drafts(as_office):
    impulse = ImpulseFactory()
    draft = ClusterFactory(state="draft")
    impulse.delivering_clusters.add(draft)
    url = reverse("admin:impulses_impulse_change", args=[impulse.pk])
    assert as_office.post(url, form_data(as_office, url)).status_code == 302
    assert impulse.delivering_clusters.get() == draft


def test_archived_name_is_not_found_in_impulses(as_office):
    cluster = ClusterFactory(short_name="Xylofant", state="published")
    impulse = ImpulseFactory()
    impulse.asking_clusters.add(cluster)
    corpus.update(impulse)
    data = {"action": "archive_entries", "_selected_action": cluster.pk}
    assert as_office.post(CHANGELIST, data).status_code == 302
    assert not finds(corpus, "Xylofant")

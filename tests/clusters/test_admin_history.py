"""The history of an entry in the admin, and the way back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusters.history.timeline import moment_in_address
from clusters.models import Cluster, Contact, Location
from tests.clusters.adminforms import CHANGELIST, change_url, form_data
from tests.factories import ClusterFactory, ContactFactory, ServiceTypeFactory
from tests.reading import page_of


def history_url(cluster, moment=None):
    address = f"{CHANGELIST}{cluster.pk}/history/"
    return f"{address}{moment_in_address(moment)}/" if moment else address


def age_all(cluster, hours=1):
    """Let all that was recorded so far be older."""
    then = timezone.now() - timedelta(hours=hours)
    for model in (Cluster, Contact, Location):
        model.history.update(history_date=then)
    return then


def test_history_says_who_when_and_what_in_words(as_manager, own, manager):
    age_all(own)
    before = own.contacts.get().email
    data = form_data(as_manager, change_url(own))
    data |= {"summary_de": "Neu.", "contacts-0-email": "neu@example.org"}
    data.pop("contacts-0-is_public")
    as_manager.post(change_url(own), data)
    newest, *_older = page_of(as_manager.get(history_url(own))).select(".save")
    assert f"{manager.username} (Clustermanagement)" in newest.select_one(".by").text
    changes = [
        [row.find(tag).text.split(": ")[-1] for tag in ("del", "ins")]
        for row in newest.select("dl div")
    ]
    assert changes == [
        ["–", "Neu."],
        [before, "neu@example.org"],
        ["ja", "nein"],
    ]


def test_long_texts_are_compared_by_words(as_manager, own):
    Cluster.objects.update(description_de="Wir helfen " + "sehr " * 30 + "Firmen.")
    own.refresh_from_db()
    own.save()
    data = form_data(as_manager, change_url(own))
    data["description_de"] = data["description_de"].replace("helfen", "beraten")
    as_manager.post(change_url(own), data)
    newest = page_of(as_manager.get(history_url(own))).select_one(".save")
    assert newest.find("del").text.endswith("helfen")
    assert newest.find("ins").text.endswith("beraten")


def test_restore_shows_first_and_asks(as_manager, own):
    then = age_all(own)
    own.summary_de = "Neu."
    own.save()
    url = history_url(own, then)
    page = page_of(as_manager.get(url))
    assert page.select_one(".restore ins").text.endswith("–")
    own.refresh_from_db()
    assert own.summary_de == "Neu."
    answer = as_manager.post(url, form_data(as_manager, url))
    assert answer.url == change_url(own)
    own.refresh_from_db()
    assert own.summary_de == ""


def test_restore_never_touches_what_the_office_keeps(as_manager, own):
    then = age_all(own)
    own.state = Cluster.State.ARCHIVED
    own.membership = Cluster.Membership.CONFIRMED
    own.save()
    page = page_of(as_manager.get(history_url(own, then)))
    assert page.select(".restore .change, .restore button") == []
    as_manager.post(history_url(own, then), {"gezeigt": "x"})
    own.refresh_from_db()
    assert (own.state, own.membership) == ("archived", "confirmed")


def test_restore_of_what_changed_meanwhile_is_shown_anew(as_manager, own):
    then = age_all(own)
    own.summary_de = "Neu."
    own.save()
    data = form_data(as_manager, history_url(own, then))
    own.summary_de = "Noch neuer."
    own.save()
    answer = as_manager.post(history_url(own, then), data)
    assert answer.status_code == 409
    own.refresh_from_db()
    assert own.summary_de == "Noch neuer."


def test_restore_that_no_longer_fits_says_why(as_manager, own):
    kind = ServiceTypeFactory()
    offer = own.offers.create(service_type=kind)
    then = timezone.now()
    offer.delete()
    kind.delete()
    url = history_url(own, then)
    answer = as_manager.post(url, form_data(as_manager, url))
    assert answer.status_code == 409
    assert len(page_of(answer).select("[role=alert] li")) == 1


@pytest.mark.parametrize("moment", ["1", "x", "2026-13-01T00:00:00.000000Z", "%00"])
def test_moment_that_is_none_is_not_found(as_manager, own, moment):
    assert as_manager.get(f"{history_url(own)}{moment}/").status_code == 404


def test_moment_before_the_history_is_not_found(as_manager, own):
    early = timezone.now() - timedelta(days=3)
    assert as_manager.get(history_url(own, early)).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_history_of_others_is_not_found(as_manager, own, method):
    other = ClusterFactory()
    call = getattr(as_manager, method)
    assert call(history_url(other)).status_code == 404
    assert call(history_url(other, timezone.now())).status_code == 404


def test_history_needs_no_more_queries_for_more(
    as_manager, own, django_assert_max_num_queries
):
    def change(times):
        for number in range(times):
            own.summary_de = f"Fassung {own.history.count()} {number}."
            own.save()
            ContactFactory(cluster=own)

    change(1)
    as_manager.get(history_url(own))
    with CaptureQueriesContext(connection) as of_few:
        as_manager.get(history_url(own))
    for more in (4, 45):
        change(more)
        with django_assert_max_num_queries(len(of_few)):
            as_manager.get(history_url(own))


def test_history_has_pages(as_manager, own):
    for number in range(70):
        own.summary_de = f"Fassung {number}."
        own.save()
    page = page_of(as_manager.get(f"{history_url(own)}?p=2"))
    assert page.select_one("[aria-current=page].this-page").text == "2"
    assert as_manager.get(f"{history_url(own)}?p=x").status_code == 200

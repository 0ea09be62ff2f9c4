"""Readers are counted, and nothing is kept of them."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from clusters.models import DailyCount
from tests.factories import ClusterFactory, DailyCountFactory, UserFactory

pytestmark = pytest.mark.django_db


def numbers():
    return dict(DailyCount.objects.values_list("kind", "number"))


def test_reading_a_profile_counts(client):
    cluster = ClusterFactory()
    for _ in range(2):
        client.get(cluster.get_absolute_url())
    client.get(f"{cluster.get_absolute_url()}kontakt.vcf")
    assert numbers() == {"view": 2, "card": 1}


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "curl/8.0", "python-requests/2"])
def test_programs_do_not_count(client, agent):
    client.get(ClusterFactory().get_absolute_url(), headers={"User-Agent": agent})
    assert numbers() == {}


def test_staff_drafts_and_heads_do_not_count(client):
    cluster = ClusterFactory()
    client.head(cluster.get_absolute_url())
    user = UserFactory()
    draft = ClusterFactory(state="draft", managers=[user])
    client.force_login(user)
    client.get(draft.get_absolute_url())
    client.get(cluster.get_absolute_url())
    assert numbers() == {}


def test_page_is_shown_even_if_the_number_cannot_be_written(client, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(DailyCount.objects, "filter", fail)
    assert client.get(ClusterFactory().get_absolute_url()).status_code == 200


def test_totals_are_of_one_cluster_since_a_day():
    today = timezone.localdate()
    own = ClusterFactory()
    for days, number in ((0, 2), (5, 3), (40, 7)):
        DailyCountFactory(cluster=own, day=today - timedelta(days=days), number=number)
    DailyCountFactory(number=9)
    totals = DailyCount.objects.totals(today - timedelta(days=30))
    assert totals[own.pk] == {"view": 5}

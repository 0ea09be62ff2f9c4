"""What the public pages show of enquiries: ways to the form, a band, nothing else."""

import pytest

from clusters.models import AnswerTime, Cluster
from tests.crawling import crawl
from tests.factories import (
    ClusterFactory,
    EnquiryFactory,
    EnquiryThreadFactory,
    UserFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def a():
    manager = UserFactory()
    return ClusterFactory(
        slug="a", short_name="A", name="Cluster A", managers=[manager]
    )


MARKER = "Zitronenfalterrezyklat"


def test_public_pages_show_nothing_of_an_enquiry(client, seed):
    cluster = Cluster.objects.get(slug="automotiveland-nrw")
    cluster.managers.add(UserFactory())
    enquiry = EnquiryFactory(subject=MARKER, need=MARKER, name=MARKER, place=MARKER)
    thread = EnquiryThreadFactory(enquiry=enquiry, cluster=cluster)
    thread.messages.create(author="cluster", text=MARKER)
    found = crawl(client)
    assert len(found) > 60
    assert [address for address, text in found.items() if MARKER in text] == []


def test_profile_leads_to_the_form_where_somebody_reads_it(client, a):
    ClusterFactory(slug="niemand")
    has_link = {
        slug: bool(
            page_of(client.get(f"/cluster/{slug}/")).select('a[href^="/anfrage/"]')
        )
        for slug in ("a", "niemand")
    }
    assert has_link == {"a": True, "niemand": False}


def test_list_asks_the_chosen_ones(client, a):
    page = page_of(client.get("/cluster/"))
    button = page.select_one('#compare button[formaction="/anfrage/"]')
    assert button.text == "Anfrage an die Auswahl"
    assert page.select_one('[name="c"][form="compare"]')["value"] == "a"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([0, 1, 2, 9, 9], "antwortet meist innerhalb von 2 Arbeitstagen"),
        ([3, 3, 4, 90, 2, 3], "antwortet meist innerhalb einer Woche"),
        ([6, 7, 8, 9, 10, 11], "antwortet meist innerhalb von zwei Wochen"),
        ([30] * 5, "braucht meist länger als zwei Wochen für eine Antwort"),
        ([1] * 4, None),
    ],
)
def test_profile_shows_how_quickly_a_cluster_answers(client, a, days, words):
    for number in days:
        AnswerTime.objects.create(
            cluster=a, answered_on="2026-11-02", working_days=number
        )
    contact = page_of(client.get("/cluster/a/")).select_one(".contact")
    shown = [span.text for span in contact.select(".actions .muted")]
    assert shown == ([words] if words else [])

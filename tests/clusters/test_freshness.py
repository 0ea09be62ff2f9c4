"""What the public reads about the age of an entry: words and a shape, never colour."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.formats import date_format

from clusters.models import Section
from tests.factories import ClusterFactory, ConfirmationFactory

pytestmark = pytest.mark.django_db
AGES = [
    (0, "fresh", "bestätigt am {} (Clustermanagement)"),
    (180, "fresh", "bestätigt am {} (Clustermanagement)"),
    (181, "due", "bestätigt am {} (Clustermanagement) – Prüfung fällig"),
    (240, "due", "bestätigt am {} (Clustermanagement) – Prüfung fällig"),
    (241, "overdue", "bestätigt am {} (Clustermanagement) – länger nicht geprüft"),
]
NEVER = "noch nicht vom Cluster bestätigt"


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def page(client, path):
    return BeautifulSoup(client.get(path).content, "html.parser")


def badge(tag):
    return tag["class"][-1], " ".join(tag.text.split())


def confirmed(days, **values):
    role = {"confirmed_by": "Clustermanagement", "confirmed_sections": 5}
    return ClusterFactory(confirmed_on=days_ago(days), **role | values)


@pytest.mark.parametrize(("days", "kind", "words"), AGES)
def test_card_and_head_say_the_age_of_the_entry(client, days, kind, words):
    confirmed(days, slug="a")
    said = kind, words.format(date_format(days_ago(days)))
    assert badge(page(client, "/cluster/").select_one(".card .badge")) == said
    assert badge(page(client, "/cluster/a/").select_one(".head .badge")) == said


@pytest.mark.parametrize(("days", "kind", "words"), AGES)
def test_profile_says_the_age_of_each_section(client, days, kind, words):
    cluster = ClusterFactory(slug="a")
    ConfirmationFactory(cluster=cluster, section="text", confirmed_on=days_ago(days))
    (said,) = page(client, "/cluster/a/").select("[aria-labelledby=about] .badge")
    assert badge(said) == (kind, words.format(date_format(days_ago(days))))


def test_profile_says_which_sections_nobody_confirmed(client):
    ClusterFactory(slug="a")
    badges = page(client, "/cluster/a/").select(".section-foot .badge")
    assert [badge(tag) for tag in badges] == [("unconfirmed", NEVER)] * len(Section)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, ("unconfirmed", NEVER)),
        (1, ("partial", "1 von 5 Abschnitten bestätigt")),
        (3, ("partial", "3 von 5 Abschnitten bestätigt")),
    ],
)
def test_entry_confirmed_in_part_says_how_far(client, number, said):
    ClusterFactory(slug="a", confirmed_sections=number)
    assert badge(page(client, "/cluster/").select_one(".card .badge")) == said


def test_comparison_says_the_age_in_words(client):
    confirmed(200, slug="a")
    ClusterFactory(slug="b", confirmed_sections=2)
    cells = page(client, "/cluster/vergleich/?c=a&c=b").select("tbody tr")
    (row,) = [tr for tr in cells if tr.th.contents[0] == "Bestätigung"]
    assert [" ".join(td.text.split()) for td in row.select("td")] == [
        AGES[2][2].format(date_format(days_ago(200))),
        "2 von 5 Abschnitten bestätigt",
    ]


def test_home_page_says_how_many_entries_are_fresh(client):
    for days in (0, 180, 181, 240, 241):
        confirmed(days)
    ClusterFactory(confirmed_sections=4)
    ClusterFactory()
    home = page(client, "/")
    (quota,) = [p for p in home.select(".big") if "frisch" in p.text]
    assert " ".join(quota.text.split()) == "2 von 7 Einträgen sind frisch bestätigt"
    assert [badge(tag) for tag in home.select(".freshness .badge")] == [
        ("due", "2 Prüfungen fällig"),
        ("overdue", "1 länger nicht geprüft"),
        ("partial", "1 teilweise bestätigt"),
        ("unconfirmed", f"1 {NEVER}"),
    ]


def test_home_page_of_an_empty_directory_has_a_quota(client):
    assert "0 von 0" in page(client, "/").text


@pytest.mark.parametrize("rows", [1, 5, 50])
def test_freshness_costs_a_list_no_query(client, django_assert_max_num_queries, rows):
    for number in range(rows):
        confirmed(number * 10)
    with django_assert_max_num_queries(12):
        client.get("/cluster/")

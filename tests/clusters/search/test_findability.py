"""The admin page "What am I found by?": place, points, words that would help."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from clusterallianz.management.commands.make_roles import make_roles
from clusters.models import Cluster
from clusters.search import corpus
from clusters.search.findability import findability
from tests.factories import OfficeFactory, ReviewerFactory, UserFactory

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.django_db]
NEED = "Unsere Spedition sucht einen Zuschuss für Zwischenlager"


@pytest.fixture
def cluster():
    return Cluster.objects.for_detail().get(slug="logistik-nrw")


@pytest.fixture
def as_manager(client, cluster):
    user = UserFactory()
    cluster.managers.add(user)
    client.force_login(user)
    return client


def address(cluster) -> str:
    return reverse("admin:clusters_cluster_findability", args=[cluster.pk])


def page(client, cluster, **query) -> BeautifulSoup:
    answer = client.get(address(cluster), query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_page_shows_place_and_points_that_add_up(as_manager, cluster):
    soup = page(as_manager, cluster, q=NEED)
    assert soup.select_one("#place").text.startswith("Platz 1 von ")
    rows = soup.select("table.points")[0].select("td.number")
    numbers = [float(row.text.replace(",", ".")) for row in rows if row.text != "–"]
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=0.02)


def test_page_names_who_stands_first(as_manager, cluster):
    soup = page(as_manager, cluster, q="Spritzguss aus Rezyklat")
    assert soup.select_one(".best li b").text == "kunststoffland NRW"


def test_a_missing_word_brings_what_was_promised(cluster):
    need = "Hersteller von Dudelsackpfeifen"
    before = findability(cluster, need)
    (word,) = [word for word in before.missing if word.text == "Dudelsackpfeifen"]
    cluster.search_keywords += "\nDudelsackpfeifen"
    cluster.save()
    corpus.update(cluster)
    after = findability(Cluster.objects.for_detail().get(pk=cluster.pk), need)
    assert after.place == before.place_with_all == 1
    gained = after.hit.points - (before.hit.points if before.hit else 0)
    assert gained == pytest.approx(word.gain, abs=2)


def test_words_of_every_business_are_not_recommended(cluster):
    result = findability(cluster, "Wir suchen für unseren Betrieb einen neuen Markt")
    assert result.missing == []


def test_what_the_entry_lacks_is_named(as_manager, cluster):
    soup = page(as_manager, cluster, q="Wer hilft uns an einen Zuschuss zu kommen?")
    assert "Fördermittelberatung" in str(soup.select_one(".findability"))


def test_link_stands_on_the_form(as_manager, cluster):
    form = reverse("admin:clusters_cluster_change", args=[cluster.pk])
    soup = BeautifulSoup(as_manager.get(form).content, "html.parser")
    assert soup.select_one(f'.object-tools a[href="{address(cluster)}"]')


def test_draft_says_that_it_is_not_found(as_manager, cluster):
    Cluster.objects.filter(pk=cluster.pk).update(state="draft")
    corpus.update(cluster)
    soup = page(as_manager, cluster, q=NEED)
    assert soup.select_one(".warning")
    assert not soup.select_one("#place").text.startswith("Platz")


@pytest.mark.parametrize(
    "text", ["", "x", "???", "🏭🏭", "\x00\x01", "'; DROP TABLE x;--", "%_", "工場" * 9]
)
def test_texts_without_a_need_are_no_error(as_manager, cluster, text):
    page(as_manager, cluster, q=text)


def test_long_text_is_cut_with_a_hint(as_manager, cluster):
    soup = page(as_manager, cluster, q="Spedition " * 1000)
    assert "die ersten 1000 Zeichen" in soup.select_one(".hints").text


def test_only_who_may_change_the_entry_sees_it(client, cluster):
    make_roles()
    other = Cluster.objects.exclude(pk=cluster.pk).first()
    stranger = UserFactory()
    other.managers.add(stranger)
    codes = []
    for user in (stranger, ReviewerFactory(), OfficeFactory()):
        client.force_login(user)
        codes.append(client.get(address(cluster)).status_code)
    client.logout()
    codes.append(client.get(address(cluster)).status_code)
    assert codes == [404, 403, 200, 302]


def test_unknown_entry_is_not_found(as_manager):
    assert as_manager.get("/admin/clusters/cluster/0/search/").status_code == 404


@pytest.mark.parametrize("need", ["Spedition", NEED, NEED + " in Hamm, Lkw, Lager"])
def test_page_costs_the_same_queries(
    as_manager, cluster, need, django_assert_max_num_queries
):
    page(as_manager, cluster, q=need)
    with django_assert_max_num_queries(31):
        page(as_manager, cluster, q=need)

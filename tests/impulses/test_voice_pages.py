"""Pages on which a manager says what the own cluster thinks of the impulses."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import translation

from clusters.models import Cluster
from impulses.forms.voice import VoiceForm
from impulses.models import Impulse, Voice
from impulses.voices import next_silent
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    ImpulseFactory,
    OfficeFactory,
    UserFactory,
    VoiceFactory,
)
from tests.impulses.speaking import CONCERN
from tests.reading import page_of

pytestmark = pytest.mark.django_db
PAGES = ["/stimmen/", "/stimmen/auto/", "/stimmen/auto/7/"]


def test_entry_archived_meanwhile_keeps_what_was_typed(
    as_manager, impulse, monkeypatch
):
    """Between the check of the page and the saving."""
    save = VoiceForm.save

    def after_the_archiving(form, *args, **kwargs):
        Cluster.objects.update(state="archived")
        return save(form, *args, **kwargs)

    monkeypatch.setattr(VoiceForm, "save", after_the_archiving)
    typed = {"haltung": "bedenken", "text": CONCERN, "ersetzt": ""}
    answer = as_manager.post(f"/stimmen/auto/{impulse.number}/", typed)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 409
    assert CONCERN in page.select_one("textarea").text
    assert "veröffentlicht" in page.select_one(".error-summary").text
    assert not Voice.objects.exists()


@pytest.mark.usefixtures("cluster", "impulse")
@pytest.mark.parametrize("path", PAGES)
def test_voice_pages_ask_to_sign_in(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/konto/")


@pytest.mark.usefixtures("cluster", "impulse")
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_voice_pages_are_unknown_to_other_managers(client, path, method):
    other = UserFactory()
    ClusterFactory(slug="anderes", managers=[other])
    client.force_login(other)
    response = getattr(client, method)(path, {"haltung": "tragen-mit"})
    expected = {
        "get": [302, 404, 404],
        # the first two take no POST from anybody
        "post": [405, 405, 404],
    }
    assert response.status_code == expected[method][PAGES.index(path)]
    assert Voice.objects.count() == 0


@pytest.mark.usefixtures("cluster", "impulse")
@pytest.mark.parametrize("factory", [OfficeFactory, CoordinatorFactory])
def test_voice_pages_are_not_for_the_office(client, factory):
    client.force_login(factory())
    assert [client.get(path).status_code for path in PAGES] == [403, 404, 404]


def test_home_leads_to_the_only_cluster(as_manager, cluster):
    assert as_manager.get("/stimmen/")["Location"] == "/stimmen/auto/"


def test_home_lists_several_clusters(as_manager, manager, impulse):
    ClusterFactory(slug="zwei", short_name="Zwei", managers=[manager], state="draft")
    text = as_manager.get("/stimmen/").content.decode()
    assert "Zu 0 von 1 Impulsen geäußert" in text
    assert "Der Eintrag ist nicht veröffentlicht" in text


def test_list_shows_own_voice_and_what_is_left(as_manager, impulse, cluster):
    ImpulseFactory(number=8)
    VoiceFactory(impulse=impulse, cluster=cluster)
    VoiceFactory(impulse=impulse)

    def titles(query):
        page = as_manager.get(f"/stimmen/auto/{query}")
        soup = BeautifulSoup(page.content, "html.parser")
        return [
            " ".join(line.text.split()).partition(" ")[0]
            for line in soup.select(".lines > li")
        ]

    assert titles("") == ["7", "8"]
    assert titles("?stimme=offen") == ["8"]
    assert titles("?stimme=quatsch") == ["7", "8"]


@pytest.mark.usefixtures("cluster", "impulse")
@pytest.mark.parametrize("path", PAGES[1:])
def test_voice_pages_lead_to_the_account_and_the_administration(
    as_manager, manager, path
):
    page = page_of(as_manager.get(path), 200)
    links = page.select(".area-nav a")
    hrefs = [link["href"] for link in links]
    assert hrefs == ["/admin/", "/konto/", "/konto/abmelden/"]
    assert manager.get_username() in links[1].text
    assert page.select("footer a[href='/admin/']") == []


@pytest.mark.usefixtures("cluster")
@pytest.mark.parametrize("path", PAGES[1:])
def test_voice_pages_show_answer_and_state(as_manager, impulse, path):
    impulse.answer, impulse.implementation = "angenommen", "in-arbeit"
    impulse.save()
    badges = [b.text for b in page_of(as_manager.get(path)).select(".meta .badge")]
    assert badges[-2:] == ["Antwort: angenommen", "Umsetzungsstand: in Arbeit"]


@pytest.mark.parametrize("number", [1, 5, 50])
def test_list_asks_the_same_queries(
    as_manager, cluster, django_assert_max_num_queries, number
):
    for _turn in range(number):
        VoiceFactory(cluster=cluster)
    with django_assert_max_num_queries(8):
        as_manager.get("/stimmen/auto/")


def test_form_saves_and_leads_to_the_next(as_manager, impulse, cluster):
    ImpulseFactory(number=9)
    data = {"haltung": "tragen-mit", "liefern": "on", "text": "", "dann": "weiter"}
    response = as_manager.post("/stimmen/auto/7/", data)
    assert response["Location"] == "/stimmen/auto/9/"
    voice = Voice.objects.get()
    assert (voice.stance, voice.can_deliver) == ("tragen-mit", True)
    again = as_manager.post("/stimmen/auto/9/", data)
    assert again["Location"] == "/stimmen/auto/"
    page = as_manager.get("/stimmen/auto/").content.decode()
    assert "Gespeichert: Impuls 9." in page


def test_voice_is_withdrawn_by_its_button(as_manager, impulse, cluster):
    assert "Zurückziehen" not in as_manager.get("/stimmen/auto/7/").content.decode()
    voice = VoiceFactory(impulse=impulse, cluster=cluster)
    assert "Zurückziehen" in as_manager.get("/stimmen/auto/7/").content.decode()
    data = {"haltung": "tragen-mit", "text": "Rest", "ersetzt": voice.pk}
    as_manager.post("/stimmen/auto/7/", data | {"zurueckziehen": "1"})
    assert list(Voice.objects.standing()) == []
    page = as_manager.get("/stimmen/auto/").content.decode()
    assert "Die Stimme zu Impuls 7 ist zurückgezogen." in page
    as_manager.post("/stimmen/auto/7/", data | {"zurueckziehen": "1"})
    assert Voice.objects.count() == 2


@pytest.mark.parametrize("stale", ["", "abc", "999999"])
def test_withdrawing_what_is_another_by_now_is_a_conflict(
    as_manager, impulse, cluster, stale
):
    VoiceFactory(impulse=impulse, cluster=cluster)
    data = {"zurueckziehen": "1", "ersetzt": stale, "text": "Nur Text"}
    answer = as_manager.post("/stimmen/auto/7/", data)
    page = page_of(answer, 409)
    assert page.select_one("textarea").text.strip() == "Nur Text"
    assert not page.select(".error-summary")


@pytest.mark.usefixtures("impulse", "cluster")
def test_text_without_a_position_is_kept(as_manager):
    answer = as_manager.post("/stimmen/auto/7/", {"haltung": "", "text": "Nur Text"})
    assert "Nur Text" in page_of(answer, 200).select_one("textarea").text
    assert page_of(answer).select_one(".error-summary")


def test_next_silent_goes_round(impulse, cluster):
    ImpulseFactory(number=3)
    assert next_silent(cluster, 7) == 3
    VoiceFactory(impulse=Impulse.objects.get(number=3), cluster=cluster)
    assert next_silent(cluster, 7) is None


@pytest.mark.usefixtures("impulse")
def test_form_keeps_what_was_typed(as_manager):
    data = {"haltung": "bedenken", "text": "zu kurz"}
    page = as_manager.post("/stimmen/auto/7/", data)
    assert page.status_code == 200
    soup = BeautifulSoup(page.content, "html.parser")
    assert "mindestens 20 Zeichen" in soup.select_one(".error-summary").text
    assert soup.textarea.text.strip() == "zu kurz"
    assert Voice.objects.count() == 0


@pytest.mark.usefixtures("impulse")
@pytest.mark.parametrize(
    "data",
    [
        {"haltung": "x"},
        {"haltung": "tragen-mit", "text": "a\x00"},
        {"haltung": "tragen-mit", "text": "a\x1b"},
        {"haltung": "tragen-mit", "text": "\ud800".encode("utf-8", "replace")},
        {"haltung": "tragen-mit", "ersetzt": "abc"},
        {"haltung": "tragen-mit", "ersetzt": "9" * 40},
        {"haltung": "tragen-mit", "ersetzt": "²"},
        {"vorschau": "1", "haltung": "\x00", "text": "a\x00", "ersetzt": "²"},
    ],
)
def test_forged_form_never_fails(as_manager, data):
    response = as_manager.post("/stimmen/auto/7/", data)
    assert response.status_code in (200, 302, 409)


@pytest.mark.usefixtures("impulse")
def test_empty_form_saves_nothing(as_manager):
    assert as_manager.post("/stimmen/auto/7/", {}).status_code == 302
    assert Voice.objects.count() == 0


@pytest.mark.usefixtures("impulse")
def test_preview_saves_nothing(as_manager):
    data = {"haltung": "bedenken", "text": "Eins\nZwei", "vorschau": "1"}
    page = as_manager.post("/stimmen/auto/7/", data)
    soup = BeautifulSoup(page.content, "html.parser")
    said = " ".join(soup.select_one("#preview").get_text(" ").split())
    assert said == "So lesen es alle automotiveland.nrw hat Bedenken. Eins Zwei"
    assert soup.textarea.text.strip() == "Eins\nZwei"
    assert Voice.objects.count() == 0


def test_conflict_shows_both_voices(as_manager, impulse, cluster):
    VoiceFactory(impulse=impulse, cluster=cluster, text="Vom Kollegium")
    data = {"haltung": "bedenken", "text": CONCERN}
    page = as_manager.post("/stimmen/auto/7/", data)
    assert page.status_code == 409
    soup = BeautifulSoup(page.content, "html.parser")
    assert "Vom Kollegium" in soup.select_one("[role=alert]").text
    assert soup.textarea.text.strip() == CONCERN
    seen = soup.select_one("[name=ersetzt]")["value"]
    assert Voice.objects.count() == 1
    saved = as_manager.post("/stimmen/auto/7/", data | {"ersetzt": seen})
    assert saved.status_code == 302
    assert Voice.objects.current().get().stance == "bedenken"


@pytest.mark.usefixtures("impulse")
def test_form_of_an_unpublished_entry_is_refused(as_manager):
    Cluster.objects.update(state="draft")
    data = {"haltung": "tragen-mit"}
    assert as_manager.get("/stimmen/auto/7/").status_code == 409
    assert as_manager.post("/stimmen/auto/7/", data).status_code == 409
    assert as_manager.get("/stimmen/auto/").status_code == 200


@pytest.mark.usefixtures("cluster")
@pytest.mark.parametrize("number", [1, 99999999999999])
def test_unknown_impulse_is_not_found(as_manager, number):
    assert as_manager.get(f"/stimmen/auto/{number}/").status_code == 404


@pytest.mark.usefixtures("impulse")
def test_start_page_of_a_manager_leads_to_the_voices(as_manager):
    text = as_manager.get("/admin/").content.decode()
    assert 'href="/stimmen/auto/"' in text
    assert "1 Impuls noch ohne Ihre Stimme" in text


def test_voices_are_shown_in_english_too(as_manager, impulse):
    with translation.override("en"):
        path = reverse("impulses:voice", args=["auto", 7])
    assert path == "/en/stimmen/auto/7/"
    assert "supports it" in as_manager.get(path).content.decode()


def test_saving_without_a_change_says_so(as_manager, impulse, cluster):
    typed = {"haltung": "", "text": "", "ersetzt": ""}
    answer = as_manager.post(f"/stimmen/auto/{impulse.number}/", typed, follow=True)
    assert "Es wurde nichts geändert." in page_of(answer).select_one(".notices").text

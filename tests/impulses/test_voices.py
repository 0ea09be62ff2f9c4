"""Voices of the clusters: who states them, what they change, who reads them."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from clusters.models import Cluster, OutgoingMail
from impulses.forms.voice import VoiceForm
from impulses.models import Impulse, InternalEntry, PublicEntry, Voice
from impulses.querysets import clusters_delivering
from impulses.querysets.delivery import delivery_counts
from impulses.reviews.errors import ConflictError, NotAllowedError, StepError
from impulses.reviews.voices import TEXT_LENGTH, state_voice
from impulses.voices import next_silent, public_voices, voices_panel
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
    VoiceFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db
CONCERN = "Die Kosten der Leitungen sind nicht bedacht."


@pytest.fixture
def manager():
    return UserFactory(username="management", is_staff=True)


@pytest.fixture
def cluster(manager):
    return ClusterFactory(
        slug="auto", short_name="automotiveland.nrw", managers=[manager]
    )


@pytest.fixture
def as_manager(client, manager, cluster):
    client.force_login(manager)
    return client


def say(impulse, cluster, by, **values):
    position = {"stance": "tragen-mit", "can_deliver": False} | values
    return state_voice(impulse, cluster, by=by, **position)


def test_voice_is_public_and_told_once(impulse, cluster, manager, coordinator):
    coordinator.email = "koordination@example.org"
    coordinator.save()
    voice = say(impulse, cluster, manager, can_deliver=True)
    entry = PublicEntry.objects.get()
    assert (entry.kind, entry.role) == ("voice", "cluster")
    assert entry.text_de == "automotiveland.nrw trägt mit und kann liefern."
    assert entry.text_en == "automotiveland.nrw supports it and can deliver."
    assert InternalEntry.objects.get().by == manager
    told = OutgoingMail.objects.get()
    assert (told.kind, told.to) == ("voice-stated", "koordination@example.org")
    assert "trägt mit und kann liefern" in told.body
    assert told.body.rstrip().endswith("/pruefung/impulse/7/")
    assert voice.stated_by == manager


def test_voice_in_the_timeline_names_no_account(impulse, cluster, manager):
    say(impulse, cluster, manager, stance="bedenken", text=CONCERN)
    entry = PublicEntry.objects.get()
    assert entry.text_de == f"automotiveland.nrw hat Bedenken. „{CONCERN}“"
    assert "management" not in str(vars(entry))


def test_same_voice_again_does_nothing(impulse, cluster, manager):
    first = say(impulse, cluster, manager)
    # also the second of two clicks, whose form saw no voice yet
    assert say(impulse, cluster, manager, replaces=None) == first
    assert say(impulse, cluster, manager, replaces=first.pk) == first
    assert (Voice.objects.count(), PublicEntry.objects.count()) == (1, 1)


def test_voice_replaces_the_earlier_one(impulse, cluster, manager):
    first = say(impulse, cluster, manager)
    second = say(
        impulse,
        cluster,
        manager,
        stance="bedenken",
        text=CONCERN,
        replaces=first.pk,
    )
    assert list(Voice.objects.current()) == [second]
    entry = PublicEntry.objects.first()
    assert entry.text_de.endswith("Früher: trägt mit.")
    assert Voice.objects.count() == 2


def test_voice_is_withdrawn(impulse, cluster, manager):
    first = say(impulse, cluster, manager)
    say(impulse, cluster, manager, stance="", text="Rest", replaces=first.pk)
    assert list(Voice.objects.standing()) == []
    text = PublicEntry.objects.first().text_de
    assert text == "automotiveland.nrw äußert sich nicht mehr. Früher: trägt mit."
    assert public_voices(impulse).said == []


def test_nothing_to_withdraw_is_nothing(impulse, cluster, manager):
    assert say(impulse, cluster, manager, stance="") is None
    assert PublicEntry.objects.count() == 0


def test_stale_voice_is_a_conflict(impulse, cluster, manager):
    first = say(impulse, cluster, manager)
    say(impulse, cluster, manager, can_deliver=True, replaces=first.pk)
    for stale in (first.pk, None, 10**30):
        with pytest.raises(ConflictError):
            say(impulse, cluster, manager, stance="", replaces=stale)
    assert Voice.objects.count() == 2


@pytest.mark.parametrize(
    "factory", [UserFactory, OfficeFactory, ReviewerFactory, CoordinatorFactory]
)
def test_only_managers_of_the_cluster_speak_for_it(impulse, cluster, factory):
    with pytest.raises(NotAllowedError):
        say(impulse, cluster, factory())
    assert Voice.objects.count() == 0


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


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_hidden_cluster_cannot_speak(impulse, cluster, manager, state):
    Cluster.objects.update(state=state)
    with pytest.raises(StepError):
        say(impulse, cluster, manager)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"stance": "bedenken", "text": "zu kurz"}, "text"),
        ({"stance": "bedenken", "text": " " * 40}, "text"),
        ({"text": "x" * (TEXT_LENGTH + 1)}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "a\x1bb"}, "text"),
        ({"stance": "dafuer"}, "stance"),
    ],
)
def test_bad_voice_is_refused(impulse, cluster, manager, values, field):
    with pytest.raises(ValidationError) as refusal:
        say(impulse, cluster, manager, **values)
    assert list(refusal.value.message_dict) == [field]
    assert Voice.objects.count() == 0


def test_public_voices_count_and_name(impulse):
    for stance, delivers in (
        ("tragen-mit", True),
        ("tragen-mit", False),
        ("bedenken", False),
        ("", True),
        ("", False),
    ):
        VoiceFactory(impulse=impulse, stance=stance, can_deliver=delivers)
    VoiceFactory(impulse=impulse, cluster=ClusterFactory(state="dormant"))
    VoiceFactory(impulse=impulse, cluster=ClusterFactory(state="archived"))
    voices = public_voices(impulse)
    assert (voices.total, len(voices.supporters), len(voices.concerned)) == (6, 3, 1)
    assert (len(voices.delivering), len(voices.delivering_only)) == (2, 1)
    assert voices.silent == 1
    assert voices_panel(impulse, None) == {"voices": voices}


@pytest.mark.parametrize("number", [1, 5, 50])
def test_public_voices_ask_two_queries(django_assert_num_queries, impulse, number):
    for _turn in range(number):
        VoiceFactory(impulse=impulse)
    with django_assert_num_queries(2):
        assert len(public_voices(impulse).said) == number


def test_cluster_that_can_deliver_says_so(client, impulse):
    named = ClusterFactory(short_name="Genannt")
    impulse.delivering_clusters.add(named)
    own = VoiceFactory(impulse=impulse, stance="", can_deliver=True).cluster
    VoiceFactory(impulse=impulse, can_deliver=False)
    hidden = ClusterFactory(state="archived")
    VoiceFactory(impulse=impulse, cluster=hidden, can_deliver=True)
    assert list(clusters_delivering(impulse)) == [named, own]
    soup = BeautifulSoup(client.get("/impulse/7/").content, "html.parser")
    marks = [mark.text for mark in soup.select(".offers .badge")]
    assert marks == ["für diesen Impuls genannt", "sagt selbst, dass es liefern kann"]
    assert list(Impulse.objects.for_cluster(own)) == [impulse]


def test_voice_counts_in_the_filter_as_often_as_in_the_list(impulse):
    first = VoiceFactory(impulse=impulse, can_deliver=True)
    cluster = first.cluster
    other = ImpulseFactory(number=8)
    other.delivering_clusters.add(cluster)
    VoiceFactory(impulse=other, cluster=cluster, can_deliver=True)
    withdrawn = VoiceFactory(
        impulse=ImpulseFactory(number=9), cluster=cluster, can_deliver=True
    )
    VoiceFactory(
        impulse=withdrawn.impulse, cluster=cluster, stance="", replaces=withdrawn
    )
    hidden = ClusterFactory(state="draft")
    VoiceFactory(impulse=impulse, cluster=hidden, can_deliver=True)
    found = Impulse.objects.deliverable_by([cluster.slug, hidden.slug])
    assert list(found) == [impulse, other]
    assert delivery_counts(Impulse.objects.all())[cluster.pk] == 2
    assert delivery_counts(Impulse.objects.filter(number=8))[cluster.pk] == 1


PAGES = ["/stimmen/", "/stimmen/auto/", "/stimmen/auto/7/"]


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


def test_voice_mail_is_in_the_mailbox_of_coordinators_only(
    impulse, cluster, manager, django_capture_on_commit_callbacks
):
    CoordinatorFactory(email="koordination@example.org")
    CoordinatorFactory(email="fort@example.org", is_active=False)
    ReviewerFactory(email="pruefung@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        say(impulse, cluster, manager, stance="bedenken", text=CONCERN)
    assert [letter.to for letter in mail.outbox] == [["koordination@example.org"]]
    assert mail.outbox[0].subject == "automotiveland.nrw zu Impuls 7"
    assert f"> {CONCERN}" in mail.outbox[0].body


def test_voices_are_shown_in_english_too(as_manager, impulse):
    with translation.override("en"):
        path = reverse("impulses:voice", args=["auto", 7])
    assert path == "/en/stimmen/auto/7/"
    assert "supports it" in as_manager.get(path).content.decode()


def test_work_area_shows_the_voices_without_the_account(as_coordinator, impulse):
    voice = VoiceFactory(impulse=impulse, text="Wir haben ein Testfeld.")
    page = as_coordinator.get("/pruefung/impulse/7/").content
    panel = BeautifulSoup(page, "html.parser").select_one("#stimmen")
    assert "1 von 1 trägt mit" in " ".join(panel.text.split())
    assert "Wir haben ein Testfeld." in panel.text
    assert voice.stated_by.username not in panel.text


def test_public_page_shows_the_voices_of_today_only(client, impulse):
    voice = VoiceFactory(impulse=impulse, text="Wir haben ein Testfeld.")
    soup = BeautifulSoup(client.get("/impulse/7/").content, "html.parser")
    section = soup.select_one("[aria-labelledby=voices]")
    assert "1 von 1 trägt mit" in " ".join(section.text.split())
    assert "Wir haben ein Testfeld." in section.text
    assert voice.stated_by.username not in soup.text
    past = client.get("/impulse/7/?stand=2025-05-01").content.decode()
    assert "Wir haben ein Testfeld." not in past
    Cluster.objects.update(state="archived")
    later = client.get("/impulse/7/").content.decode()
    assert "Wir haben ein Testfeld." not in later


# --- what has changed


def test_voice_counts_among_what_has_changed(client, impulse, cluster, manager):
    say(impulse, cluster, manager)
    page = page_of(client.get("/impulse/aenderungen/?seit=2025-04-01"), 200)
    assert "1 Stimme eines Clusters" in page.main.text
    (shown,) = page.select("main h3 a")
    assert shown["href"] == impulse.get_absolute_url()
    assert "automotiveland.nrw trägt mit." in page.main.text


def test_saving_without_a_change_says_so(as_manager, impulse, cluster):
    typed = {"haltung": "", "text": "", "ersetzt": ""}
    answer = as_manager.post(f"/stimmen/auto/{impulse.number}/", typed, follow=True)
    assert "Es wurde nichts geändert." in page_of(answer).select_one(".notices").text

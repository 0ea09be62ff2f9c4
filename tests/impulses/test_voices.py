"""Voices of the clusters: who states them, what they change, who reads them."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from clusters.models import Cluster, OutgoingMail
from impulses.models import Impulse, InternalEntry, PublicEntry, Voice
from impulses.querysets import clusters_delivering
from impulses.querysets.delivery import delivery_counts
from impulses.reviews.errors import ConflictError, NotAllowedError, StepError
from impulses.reviews.voices import TEXT_LENGTH
from impulses.voices import public_voices, related_to, voices_panel
from tests.factories import (
    ClusterFactory,
    CoordinatorFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
    ServiceOfferFactory,
    ServiceTypeFactory,
    UserFactory,
    VoiceFactory,
)
from tests.impulses.speaking import CONCERN, say
from tests.reading import page_of

pytestmark = pytest.mark.django_db


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
    say(impulse, cluster, manager, stance="", replaces=first.pk)
    assert list(Voice.objects.standing()) == []
    text = PublicEntry.objects.first().text_de
    assert text == "automotiveland.nrw äußert sich nicht mehr. Früher: trägt mit."
    assert public_voices(impulse).said == []


def test_text_alone_is_refused(impulse, cluster, manager):
    first = say(impulse, cluster, manager)
    with pytest.raises(ValidationError) as error:
        say(impulse, cluster, manager, stance="", text=CONCERN, replaces=first.pk)
    assert [*error.value.message_dict] == ["stance"]
    assert list(Voice.objects.current()) == [first]


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


def test_page_of_a_cluster_says_what_ties_it_to_an_impulse(client, cluster):
    service = ServiceTypeFactory()
    ServiceOfferFactory(cluster=cluster, service_type=service)
    fitting = ImpulseFactory(number=1, service_types=[service])
    fitting.asking_clusters.add(cluster)
    ImpulseFactory(number=2).delivering_clusters.add(cluster)
    ImpulseFactory(number=3)
    said = {"cluster": cluster, "at": datetime(2026, 5, 2, 12, tzinfo=UTC)}
    for number, stance, delivers in (
        (4, "bedenken", False),
        (5, "", True),
        (6, "tragen-mit", True),
    ):
        impulse = ImpulseFactory(number=number)
        VoiceFactory(impulse=impulse, stance=stance, can_deliver=delivers, **said)
    first = VoiceFactory(impulse=ImpulseFactory(number=7), cluster=cluster)
    VoiceFactory(impulse=first.impulse, cluster=cluster, stance="", replaces=first)
    VoiceFactory(impulse=fitting)
    page = page_of(client.get(f"/en{cluster.get_absolute_url()}"), 200)
    lines = page.select("[aria-labelledby=impulses] li")
    assert [" ".join(line.p.text.split()) for line in lines if line.p] == [
        "has concerns 2 May 2026",
        "can deliver 2 May 2026",
        "supports it and can deliver 2 May 2026",
    ]
    assert [title.text for title in page.select("[aria-labelledby=impulses] h3")] == [
        "Proposes it, offers a service that fits",
        "Is named for it",
    ]
    assert [line.a["href"] for line in lines] == [
        f"/en/impulse/{number}/" for number in (4, 5, 6, 1, 2)
    ]


@pytest.mark.parametrize("number", [1, 5, 50])
def test_related_impulses_cost_two_queries(django_assert_num_queries, cluster, number):
    for _turn in range(number):
        VoiceFactory(cluster=cluster)
        ImpulseFactory().delivering_clusters.add(cluster)
    with django_assert_num_queries(2):
        assert len(related_to(cluster)) == 2 * number


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


def test_work_area_shows_the_voices_without_the_account(as_coordinator, impulse):
    voice = VoiceFactory(impulse=impulse, text="Wir haben ein Testfeld.")
    page = as_coordinator.get("/pruefung/impulse/7/").content
    panel = BeautifulSoup(page, "html.parser").select_one("#stimmen")
    assert "1 von 1 trägt mit" in " ".join(panel.text.split())
    assert "Wir haben ein Testfeld." in panel.text
    assert voice.stated_by.username not in panel.text


def test_public_page_shows_the_voices(client, impulse):
    voice = VoiceFactory(impulse=impulse, text="Wir haben ein Testfeld.")
    soup = BeautifulSoup(client.get("/impulse/7/").content, "html.parser")
    section = soup.select_one("[aria-labelledby=voices]")
    assert "1 von 1 trägt mit" in " ".join(section.text.split())
    assert "Wir haben ein Testfeld." in section.text
    assert voice.stated_by.username not in soup.text
    Cluster.objects.update(state="archived")
    later = client.get("/impulse/7/").content.decode()
    assert "Wir haben ein Testfeld." not in later


@pytest.mark.parametrize(
    ("day", "tally", "marks", "text"),
    [
        ("2026-05-01", [], 0, ""),
        ("2026-05-02", ["1", "0", "1"], 1, "Zuerst."),
        ("2026-05-03", ["0", "1", "0"], 0, "Danach."),
        ("2026-05-04", [], 0, ""),
    ],
)
def test_past_page_shows_the_voices_of_its_day(
    client, impulse, cluster, day, tally, marks, text
):
    def stated(time, **values):
        at = timezone.make_aware(datetime.fromisoformat(time))
        return VoiceFactory(impulse=impulse, cluster=cluster, at=at, **values)

    first = stated("2026-05-02 23:59", can_deliver=True, text="Zuerst.")
    second = stated(
        "2026-05-03 00:00", stance="bedenken", text="Danach.", replaces=first
    )
    stated("2026-05-04 12:00", stance="", replaces=second)
    page = page_of(client.get(f"/impulse/7/?stand={day}"), 200)
    voices = page.select_one("[aria-labelledby=voices]")
    assert [number.text for number in voices.select(".voice-tally b")] == tally
    assert [quote.text.strip() for quote in voices.select("blockquote")] == (
        [text] if text else []
    )
    assert len(page.select(".offers .badge")) == marks


def test_voice_counts_among_what_has_changed(client, impulse, cluster, manager):
    say(impulse, cluster, manager)
    page = page_of(client.get("/impulse/aenderungen/?seit=2025-04-01"), 200)
    assert "1 Stimme eines Clusters" in page.main.text
    (shown,) = page.select("main h3 a")
    assert shown["href"] == impulse.get_absolute_url()
    assert "automotiveland.nrw trägt mit." in page.main.text

"""Following by mail: only the mailbox says yes, and one click ends it."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.actions.persons import erase_person, export_person
from clusters.actions.retention import delete_expired
from clusters.forms.open import MAILS_A_DAY
from clusters.models import Edition, OutgoingMail, Throttle
from impulses.facts import public_facts
from impulses.forms.follow import FollowForm
from impulses.models import Follower, PublicEntry
from impulses.reviews.following import (
    AT_ONCE,
    confirm_following,
    follow,
    stop_following,
    tell_followers,
)
from impulses.reviews.timeline import record_public
from tests.factories import (
    DriverFactory,
    FollowerFactory,
    ImpulseFactory,
    InternalNoteFactory,
    PublicEntryFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db
MAILBOX = "leserin@example.org"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def driver():
    return DriverFactory(slug="digitalisierung", name_de="Digitalisierung")


@pytest.fixture
def followed(driver):
    """Of the driver "Digitalisierung"."""
    return ImpulseFactory(number=5, title_de="Datenräume", drivers=[driver])


def confirmed(**values) -> Follower:
    return FollowerFactory(confirmed_at=timezone.now(), **values)


def send_all(client, path, **data):
    """The page after the form was sent."""
    return client.post(path, data, follow=True)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("impuls/5", "impuls=5"),
        ("treiber/digitalisierung", "treiber=digitalisierung"),
    ],
)
def test_following_needs_a_confirmation(
    client, followed, driver, path, query, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/folgen/{path}/", {"email": MAILBOX})
    assert response["Location"] == f"/folgen/danke/?{query}"
    follower = Follower.objects.get()
    assert (follower.email, follower.confirmed_at) == (MAILBOX, None)
    letter = mail.outbox[0]
    assert letter.to == [MAILBOX]
    link = re.search(r"/folgen/[0-9a-f-]{36}/", letter.body)[0]
    # whatever opens the link, nothing happens until somebody presses the button
    for _turn in range(2):
        assert client.get(link).status_code == 200
        client.head(link)
    follower.refresh_from_db()
    assert follower.confirmed_at is None
    client.post(link)
    follower.refresh_from_db()
    assert follower.confirmed_at is not None
    assert "Abbestellen" in client.get(link).content.decode()


def test_answer_does_not_tell_whether_a_mailbox_follows(client, followed):
    confirmed(email="kennt@example.org", impulse=followed)
    FollowerFactory(email="wartet@example.org", impulse=followed)
    answers = {
        send_all(client, "/folgen/impuls/5/", email=address).content
        for address in ("kennt@example.org", "wartet@example.org", MAILBOX)
    }
    assert len(answers) == 1
    assert OutgoingMail.objects.filter(kind="follow-confirm").count() == 3


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize(
    ("query", "links"),
    [
        ("impuls=5", ["/folgen/impuls/5/", "/impulse/5/"]),
        (
            "treiber=digitalisierung",
            ["/folgen/treiber/digitalisierung/", "/impulse/?treiber=digitalisierung"],
        ),
        ("", ["/impulse/"]),
        ("impuls=99", ["/impulse/"]),
        ("impuls=%00&treiber=%00", ["/impulse/"]),
        ("treiber=unsinn&impuls=99999999999999999999", ["/impulse/"]),
    ],
)
def test_thanks_lead_back_and_promise_no_mail_that_is_not_sent(client, query, links):
    page = page_of(client.get(f"/en/folgen/danke/?{query}"), 200)
    found = [link["href"] for link in page.select("main a")]
    assert found == [f"/en{link}" for link in links]
    assert "at most one such mail an hour" in page.main.text


def test_mailbox_is_one_however_it_is_written(client, followed):
    for address in ("Leserin@Example.org", MAILBOX, " leserin@example.org "):
        client.post("/folgen/impuls/5/", {"email": address})
    assert Follower.objects.get().email == MAILBOX
    # two clicks are one mail
    assert OutgoingMail.objects.count() == 1


def test_mail_of_a_follower_says_that_nothing_is_to_be_done(followed):
    confirmed(email=MAILBOX, impulse=followed, language="en")
    follow(MAILBOX, impulse=followed, language="en")
    body = OutgoingMail.objects.get().body
    assert "It does so already" in " ".join(body.split())


def test_mails_name_the_site_the_impulse_and_what_their_links_do(
    followed, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        follower = follow(MAILBOX, impulse=followed, language="en")
        confirm_following(follower)
        change(followed, answer="angenommen")
    for letter in mail.outbox:
        body = " ".join(letter.body.split())
        assert "directory of ClusterAllianz.NRW" in body
        assert "Subject 5" in body
    asked, told = [
        BeautifulSoup(letter.alternatives[0].content, "html.parser")
        for letter in mail.outbox
    ]
    button = asked.select_one("a.button")
    assert button.text == "Confirm"
    assert button["href"].endswith(f"/folgen/{follower.key}/")
    stop = told.find(href=re.compile("/folgen/"))
    assert stop.parent.text.startswith("To stop, press the button on this page:")


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"email": "keine Adresse"},
        {"email": "a\x00@example.org"},
        {"email": f"{'a' * 300}@example.org"},
        {"email": f"{MAILBOX}\nBcc: b@example.org"},
        {"email": MAILBOX, "bitte_leer_lassen": "x"},
    ],
)
def test_bad_form_keeps_nobody(client, data):
    response = client.post("/folgen/impuls/5/", data)
    assert response.status_code == 200
    assert Follower.objects.count() == OutgoingMail.objects.count() == 0


@pytest.mark.usefixtures("followed")
def test_form_cannot_fill_a_mailbox(client):
    codes = [
        client.post("/folgen/impuls/5/", {"email": f"{n}@example.org"}).status_code
        for n in range(6)
    ]
    assert codes == [302] * 5 + [429]


@pytest.mark.usefixtures("followed")
def test_asking_for_somebody_else_does_not_use_up_the_receipts_of_enquiries(rf):
    for number in range(MAILS_A_DAY + 1):
        asked = rf.post("/", REMOTE_ADDR=f"198.51.100.{number}")
        form = FollowForm({"email": MAILBOX}, request=asked)
        assert form.is_valid() is (number < MAILS_A_DAY)
    name, host = MAILBOX.split("@")
    tagged = FollowForm({"email": f"{name}+neu@{host}"}, request=rf.post("/"))
    assert not tagged.is_valid()
    assert Throttle.objects.allows("mail-to", MAILBOX, limit=1, per=timedelta(days=1))


@pytest.mark.parametrize(
    "path",
    [
        "/folgen/impuls/99999999999/",
        "/folgen/impuls/8/",
        "/folgen/treiber/keiner/",
        "/folgen/00000000-0000-0000-0000-000000000000/",
        "/folgen/nichts/",
    ],
)
def test_unknown_things_are_not_followed(client, followed, path):
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": MAILBOX}).status_code == 404


def test_pages_of_a_follower_are_private(client, followed):
    follower = FollowerFactory(impulse=followed)
    for path in (f"/folgen/{follower.key}/", f"/folgen/{follower.key}/abbestellen/"):
        response = client.get(path)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert (
            str(follower.key)
            not in BeautifulSoup(response.content, "html.parser").select_one(
                "footer [href*=rueckmeldung]"
            )["href"]
        )


def test_confirming_needs_the_token_of_the_page(followed):
    follower = FollowerFactory(impulse=followed)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/folgen/{follower.key}/").status_code == 403
    assert strict.post("/folgen/impuls/5/", {"email": MAILBOX}).status_code == 403
    follower.refresh_from_db()
    assert follower.confirmed_at is None


def test_one_click_ends_it_without_cookie_and_token(followed):
    follower = confirmed(impulse=followed)
    path = f"/folgen/{follower.key}/abbestellen/"
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert strict.head(path).status_code == 200
    assert strict.post(path).status_code == 400
    assert strict.post(path, {"List-Unsubscribe": "x"}).status_code == 400
    assert Follower.objects.count() == 1
    body = "List-Unsubscribe=One-Click"
    kind = "application/x-www-form-urlencoded"
    answer = strict.post(path, body, content_type=kind)
    assert (answer.status_code, dict(strict.cookies)) == (200, {})
    assert Follower.objects.count() == 0
    # mail programs may ask twice
    assert strict.post(path, ONE_CLICK).status_code == 200
    assert strict.get(path).status_code == 200


def test_button_of_the_page_ends_it(client, followed):
    follower = confirmed(impulse=followed)
    page = client.get(f"/folgen/{follower.key}/").content
    form = BeautifulSoup(page, "html.parser").select_one("main form")
    data = {field["name"]: field["value"] for field in form.select("input")}
    assert client.post(form["action"], data).status_code == 200
    assert Follower.objects.count() == 0


def test_following_leaves_kept_pages_fresh(client, followed):
    Edition.objects.update_or_create(pk=1, defaults={"version": "x"})
    client.post("/folgen/impuls/5/", {"email": MAILBOX})
    follower = Follower.objects.get()
    client.post(f"/folgen/{follower.key}/")
    client.post(f"/folgen/{follower.key}/abbestellen/", ONE_CLICK)
    assert Edition.objects.get().version == "x"


def change(impulse, **values):
    before = public_facts(impulse)
    for name, value in values.items():
        setattr(impulse, name, value)
    impulse.save()
    words = {"text_de": "Das Land hat geantwortet.", "text_en": "The answer is there."}
    kind = PublicEntry.Kind.ANSWER
    return record_public(impulse, kind, by=None, before=before, **words)


def test_followers_are_told_once_in_their_language(
    followed, driver, django_capture_on_commit_callbacks
):
    confirmed(email="beide@example.org", driver=driver, impulse=None)
    confirmed(email="beide@example.org", impulse=followed)
    confirmed(email="treiber@example.org", driver=driver, impulse=None, language="en")
    confirmed(email="anderes@example.org")
    FollowerFactory(email="wartet@example.org", impulse=followed)
    with django_capture_on_commit_callbacks(execute=True):
        entry = change(followed, answer="angenommen")
    assert tell_followers(followed, entry) == 2
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert sorted(letters) == ["beide@example.org", "treiber@example.org"]
    german = letters["beide@example.org"].body
    assert "Antwort: offen → angenommen" in german
    assert "Das Land hat geantwortet." in german
    assert "weil Sie diesem Impuls folgen" in german
    assert f"/impulse/5/#eintrag-{entry.pk}" in german
    english = letters["treiber@example.org"]
    assert "Answer: open → accepted" in english.body
    assert "/en/impulse/5/" in english.body
    assert english.subject.startswith("News of impulse 5")


def test_each_mail_can_be_ended_by_one_click(
    settings, followed, django_capture_on_commit_callbacks
):
    settings.SITE_URL = "https://cluster.example.org"
    follower = confirmed(impulse=followed)
    with django_capture_on_commit_callbacks(execute=True):
        change(followed, answer="angenommen")
        follow(MAILBOX, impulse=followed)
    first, second = mail.outbox
    address = f"https://cluster.example.org/folgen/{follower.key}/abbestellen/"
    assert first.extra_headers["List-Unsubscribe"] == f"<{address}>"
    for letter in (first, second):
        post = letter.extra_headers["List-Unsubscribe-Post"]
        assert post == "List-Unsubscribe=One-Click"
        html = letter.alternatives[0].content
        assert "<img" not in html
        # no address leads over a counter, and only its own key stands there
        assert "?" not in "".join(re.findall(r"https://\S+", letter.body))


def test_waiting_mails_go_with_the_follower(followed):
    follower = confirmed(impulse=followed)
    # the same mailbox for another impulse, and another mailbox for the same
    second = confirmed(impulse=ImpulseFactory(number=6), email=follower.email)
    other = confirmed(impulse=followed)
    change(followed, answer="angenommen")
    change(second.impulse, answer="angenommen")
    stop_following(follower)
    left = OutgoingMail.objects.order_by("pk").values_list("to", flat=True)
    assert list(left) == [other.email, second.email]


def test_many_mails_leave_the_request_quick(
    followed, django_capture_on_commit_callbacks
):
    for _turn in range(AT_ONCE + 1):
        confirmed(impulse=followed)
    with django_capture_on_commit_callbacks(execute=True):
        change(followed, answer="angenommen")
    assert len(mail.outbox) == 0
    assert OutgoingMail.objects.waiting().count() == AT_ONCE + 1
    call_command("send_waiting_mail", verbosity=0)
    assert len(mail.outbox) == AT_ONCE + 1


def test_many_small_changes_at_once_leave_the_request_quick(
    driver, django_capture_on_commit_callbacks
):
    for _turn in range(20):
        confirmed(driver=driver, impulse=None)
    impulses = [ImpulseFactory(drivers=[driver]) for _turn in range(5)]
    with django_capture_on_commit_callbacks(execute=True):
        for impulse in impulses:
            change(impulse, answer="angenommen")
    assert len(mail.outbox) == 40
    assert OutgoingMail.objects.waiting().count() == 60


def test_mails_hold_nothing_internal(followed, django_capture_on_commit_callbacks):
    marker = "GEHEIMWORT"
    InternalNoteFactory(impulse=followed, text=marker)
    followed.answer_due_on = timezone.localdate()
    followed.save()
    confirmed(impulse=followed)
    with django_capture_on_commit_callbacks(execute=True):
        change(followed, implementation="in-arbeit")
    body = mail.outbox[0].body
    assert marker not in body
    assert "/pruefung/" not in body


def test_office_cannot_read_the_links(followed):
    follower = FollowerFactory(impulse=followed)
    follow(follower.email, impulse=followed)
    assert OutgoingMail.objects.get().is_secret


def test_confirming_twice_keeps_the_first_time(followed):
    follower = FollowerFactory(impulse=followed)
    first = confirm_following(follower).confirmed_at
    assert confirm_following(follower).confirmed_at == first


@pytest.mark.parametrize(("days", "stays"), [(6, True), (8, False)])
def test_unconfirmed_follower_is_forgotten(followed, days, stays):
    past = timezone.now() - timedelta(days=days)
    FollowerFactory(impulse=followed, created_at=past)
    confirmed(impulse=followed, created_at=past)
    assert delete_expired(dry_run=True)["unconfirmed followers"] == (not stays)
    delete_expired()
    assert Follower.objects.filter(confirmed_at=None).exists() == stays
    assert Follower.objects.confirmed().count() == 1


def test_asking_again_renews_the_time_to_confirm(followed):
    past = timezone.now() - timedelta(days=6)
    FollowerFactory(impulse=followed, email=MAILBOX, created_at=past, language="de")
    follow(MAILBOX, impulse=followed, language="en")
    follower = Follower.objects.get()
    assert follower.created_at > past + timedelta(days=5)
    assert follower.language == "en"


def test_person_is_exported_and_erased(followed):
    confirmed(impulse=followed, email=MAILBOX)
    confirmed(impulse=followed)
    change(followed, answer="angenommen")
    rows = export_person("Leserin@example.org")["impulses.Follower"]
    assert [row["email"] for row in rows] == [MAILBOX]
    assert "key" not in rows[0]
    assert erase_person("Leserin@example.org")["impulses.Follower"] == 1
    assert Follower.objects.count() == 1
    assert not OutgoingMail.objects.filter(to=MAILBOX).exists()


def test_entry_without_followers_tells_nobody(followed):
    assert tell_followers(followed, PublicEntryFactory(impulse=followed)) == 0
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "args", "path"),
    [
        ("follow", [7], "/folgen/impuls/7/"),
        ("follow-driver", ["demografie"], "/folgen/treiber/demografie/"),
        ("follow-asked", [], "/folgen/danke/"),
        ("voices-home", [], "/stimmen/"),
        ("voices", ["clib"], "/stimmen/clib/"),
        ("voice", ["clib", 7], "/stimmen/clib/7/"),
    ],
)
def test_address_is_stable(name, args, path):
    assert reverse(f"impulses:{name}", args=args) == path


def test_page_of_an_impulse_leads_to_following(client, followed):
    text = client.get("/impulse/5/").content.decode()
    assert 'href="/folgen/impuls/5/"' in text
    assert 'href="/folgen/treiber/digitalisierung/"' in text

"""The whole way of an impulse through the ministry, by role, to the brief."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from impulses.models import Answer, Assignment, Impulse, PublicEntry
from tests.crawling import text_of_office, text_of_pdf

from .conftest import sign_in
from .test_accessibility import findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLIC, REVIEW = "/impulse/12/", "/pruefung/impulse/12/"
COORDINATOR, PUBLISHER = "demo-koordination", "demo-koordination-2"
REVIEWERS = ["demo-pruefung", "demo-pruefung-2"]
MAILBOX = "leserin@example.org"
REASON = (
    "Die Vernetzung über Grenzen wird gefördert; eine eigene Stelle in Brüssel gibt es"
    " dafür nicht, weil das Land dort schon vertreten ist."
)
HELD_BACK = "Reicht das Geld dafür?"
OPINIONS = ["Der Nutzen ist belegt.", "Das Vorhaben ist noch sehr allgemein."]
INTERNAL = [*OPINIONS, HELD_BACK]
READERS = {
    "pdf": text_of_pdf,
    "docx": text_of_office,
    "xlsx": text_of_office,
    "csv": bytes.decode,
}


@pytest.fixture
def as_account(open_page):
    """Pages of one account each, signed in once."""
    pages = {}

    def get(username: str):
        if username not in pages:
            pages[username] = open_page(accept_downloads=True)
            sign_in(pages[username], username)
        return pages[username]

    return get


@pytest.fixture
def later(monkeypatch):
    """Lets days pass, for the server, too: it runs in this process."""

    def go_on(days: int) -> None:
        today = timezone.localdate() + timedelta(days=days)
        monkeypatch.setattr(timezone, "localdate", lambda *_args: today)

    return go_on


def follow(page) -> None:
    page.goto(PUBLIC)
    page.get_by_role("link", name="Diesem Impuls per E-Mail folgen").click()
    page.get_by_label("E-Mail").fill(MAILBOX)
    page.get_by_role("button", name="Folgen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Postfach")
    page.goto(re.search(r"/folgen/[0-9a-f-]{36}/", mail.outbox[-1].body)[0])
    page.get_by_role("button", name="Ja, folgen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sie folgen")


def assign(page) -> None:
    """Both reviewers by one click, in the list of all impulses; then the review begins."""
    page.goto("/pruefung/impulse/")
    page.get_by_role("checkbox", name="Impuls 12 auswählen").check()
    for reviewer in REVIEWERS:
        page.get_by_label(re.compile(rf"\({reviewer}\)")).check()
    page.get_by_label("Votum fällig am").fill(day(14))
    page.get_by_role("button", name="Zuweisen", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("zugewiesen")
    page.goto(REVIEW)
    page.get_by_role("button", name="In die Prüfung nehmen").click()
    expect(page.locator(".badge", has_text="In Prüfung").first).to_be_visible()


def vote(page, opinion: str, recommendation: str) -> None:
    page.goto("/pruefung/")
    page.get_by_role("link", name="Weiter mit Impuls 12").click()
    page.get_by_role("link", name="Votum abgeben").first.click()
    page.get_by_label("Ich gebe ein Votum ab").check()
    for scale in page.locator("fieldset.scale").all():
        scale.get_by_role("radio").nth(3).check()
    page.get_by_label(recommendation, exact=True).check()
    page.get_by_label("Begründung").fill(opinion)
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url(f"**{REVIEW}")
    expect(page.get_by_text("Ihr Votum ist gespeichert.")).to_be_in_viewport()


def prepare(page) -> None:
    page.goto(REVIEW)
    page.get_by_role("link", name="Antwort vorbereiten").first.click()
    page.get_by_role("group", name="Antwort").get_by_label(
        "Teilweise angenommen"
    ).check()
    reason = page.get_by_label("Öffentliche Begründung (deutsch)")
    reason.fill("Zu kurz.")
    save = page.get_by_role("button", name="Speichern und Vorschau ansehen")
    save.click()
    expect(page.locator(".error-summary")).to_contain_text("80 Zeichen")
    reason.fill(REASON)
    page.get_by_label("Nächster Schritt (deutsch)").fill("Gespräch mit den Clustern")
    page.get_by_label("Nächster Schritt fällig am").fill(day(90))
    save.click()
    expect(page.locator(".framed")).to_contain_text(REASON)
    # four eyes: whoever wrote it cannot publish it
    expect(page.get_by_role("button", name="Jetzt veröffentlichen")).to_have_count(0)


def publish(page) -> None:
    page.goto("/pruefung/antworten/")
    page.get_by_role("link", name=re.compile("Vorschau|Ansehen")).first.click()
    page.get_by_role("button", name="Jetzt veröffentlichen").click()
    expect(page.locator(".notices")).to_contain_text("veröffentlicht")


def add_part(page) -> None:
    page.goto(REVIEW)
    page.get_by_role("link", name="Teilimpuls hinzufügen").click()
    page.get_by_label("Titel (Deutsch)").fill("Gemeinsamer Stand auf einer Messe")
    page.get_by_label("Erledigt, wenn … (Deutsch)").fill("Der Stand war offen.")
    page.get_by_label("Fällig am").fill(day(20))
    page.get_by_role("button", name="Öffentlich speichern").click()
    expect(page.locator("#umsetzung")).to_contain_text("Gemeinsamer Stand")


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_impulse_from_the_assignment_to_the_brief(page, as_account, later):
    coordinator = as_account(COORDINATOR)
    follow(page)
    assign(coordinator)
    assert Assignment.objects.filter(impulse__number=12).count() == len(REVIEWERS)
    # the second one reads nothing of the first one before the own vote is saved
    first, second = map(as_account, REVIEWERS)
    vote(first, OPINIONS[0], "Angenommen")
    second.goto(REVIEW)
    expect(second.locator("#votum")).not_to_contain_text(OPINIONS[0])
    vote(second, OPINIONS[1], "Teilweise angenommen")
    expect(second.locator("#votum")).to_contain_text(OPINIONS[0])
    coordinator.goto(REVIEW)
    coordinator.get_by_label("Ihre Notiz").fill(HELD_BACK)
    coordinator.get_by_role("button", name="Notiz schreiben").click()
    # prepared by one, published by another
    prepare(coordinator)
    page.goto(PUBLIC)
    expect(page.locator("main")).not_to_contain_text(REASON)
    publish(as_account(PUBLISHER))
    impulse = Impulse.objects.get(number=12)
    assert impulse.answer == Impulse.Answer.PARTLY
    assert Answer.objects.get(impulse=impulse).released_by.username == PUBLISHER
    # the public reads it, with its timeline; nothing internal comes along
    page.goto(PUBLIC)
    expect(page.locator(".answer")).to_contain_text(REASON)
    entry = PublicEntry.objects.get(impulse=impulse, kind=PublicEntry.Kind.ANSWER)
    expect(page.locator(f"#eintrag-{entry.pk}")).to_contain_text("teilweise angenommen")
    assert findings(page) == []
    assert [words for words in INTERNAL if words in page.content()] == []
    told = [m for m in mail.outbox if m.to == [MAILBOX]][-1]
    assert f"{PUBLIC}#eintrag-{entry.pk}" in told.body
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # a part with a day, and then the day is over
    add_part(coordinator)
    later(25)
    page.goto(PUBLIC)
    expect(page.locator("#teile, .parts").first).to_contain_text("seit 5 Tagen")
    page.goto("/impulse/?verzug=ja")
    expect(page.locator("#listing .count")).to_have_text("1 Impuls")
    expect(page.locator("#listing")).to_contain_text("Europäische Vernetzung")
    # the brief of this list, in all its forms
    for suffix, read in READERS.items():
        with page.expect_download() as begun:
            page.locator(f"a[href*='bericht.{suffix}']").click()
        text = " ".join(read(begun.value.path().read_bytes()).split())
        assert REASON in text
        assert "Europäische Vernetzung von Unternehmen" in text
        assert "Internationale Vernetzung" not in text
        assert [words for words in INTERNAL if words in text] == []

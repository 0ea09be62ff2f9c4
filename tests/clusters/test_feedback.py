"""Messages about the site: sent without an account, answered by the office."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from clusterallianz.management.commands.make_roles import make_roles
from clusters.actions.feedback import FeedbackAnsweredError, answer_feedback
from clusters.models import Feedback
from tests.factories import FeedbackFactory, OfficeFactory, ReviewerFactory
from tests.reading import page_of

pytestmark = pytest.mark.django_db
ADDRESS = "/rueckmeldung/"
MESSAGE = {"art": "barriere", "seite": "/karte/", "text": "Die Karte ist stumm."}


def send(client, **changes):
    return client.post(ADDRESS, MESSAGE | changes)


def test_message_is_stored_with_page_and_due_date(client):
    response = send(client)
    assert (response.status_code, response.url) == (302, "/rueckmeldung/danke/")
    message = Feedback.objects.get()
    assert (message.kind, message.page, message.text, message.state) == (
        "barriere",
        "/karte/",
        "Die Karte ist stumm.",
        "new",
    )
    assert message.due_on == timezone.localdate() + timedelta(days=28)


def test_sender_and_office_are_told(
    client, settings, django_capture_on_commit_callbacks
):
    settings.OFFICE_EMAIL = "office@example.org"
    with django_capture_on_commit_callbacks(execute=True):
        send(client, email="leser@example.org")
    assert sorted(m.to[0] for m in mail.outbox) == [
        "leser@example.org",
        "office@example.org",
    ]


def test_footer_of_every_page_leads_to_the_form_for_it(client):
    page = page_of(client.get("/impressum/"))
    (link,) = [a for a in page.select("footer a") if ADDRESS in a["href"]]
    form = page_of(client.get(link["href"]))
    assert form.select_one("#id_seite")["value"] == "/impressum/"


@pytest.mark.parametrize(
    "page", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"]
)
def test_foreign_page_is_not_filled_in(client, page):
    form = page_of(client.get(ADDRESS, {"seite": page}))
    assert form.select_one("#id_seite").get("value") is None


@pytest.mark.parametrize(
    "change",
    [
        {"art": "anderes"},
        {"text": ""},
        {"text": "x" * 1_000_000},
        {"text": "a\x07b"},
        {"email": "a@example.org\nBcc: b@example.org"},
        {"bitte_leer_lassen": "x"},
        {"seite": "/" + "x" * 501},
    ],
    ids=str,
)
def test_bad_input_is_refused_and_kept(client, change):
    response = send(client, **change)
    page = page_of(response)
    assert response.status_code == 200
    assert page.select_one(".error-summary") is not None
    if "text" not in change:
        assert page.select_one("#id_text").text.strip() == MESSAGE["text"]
    assert Feedback.objects.count() == 0


def test_fifty_messages_a_minute_are_stopped(client):
    answers = [send(client, text=f"Nachricht {n}").status_code for n in range(50)]
    assert answers.count(302) == 5
    assert set(answers[5:]) == {429}
    assert page_of(send(client)).select_one("#id_text").text.strip() == MESSAGE["text"]


def test_form_sets_no_cookie_but_the_one_of_forms(client):
    client.get("/impressum/")
    assert dict(client.cookies) == {}
    client.get(ADDRESS)
    assert list(client.cookies) == ["csrftoken"]


def change_page(message):
    return reverse("admin:clusters_feedback_change", args=[message.pk])


@pytest.mark.parametrize(
    ("who", "status"), [(OfficeFactory, 200), (ReviewerFactory, 403)]
)
def test_only_the_office_reads_messages(client, who, status):
    make_roles()
    client.force_login(who())
    assert client.get(change_page(FeedbackFactory())).status_code == status


def test_office_answers_once(as_office, django_capture_on_commit_callbacks):
    message = FeedbackFactory(email="leser@example.org")
    for answer in ("Behoben.", "Noch eine."):
        with django_capture_on_commit_callbacks(execute=True):
            as_office.post(change_page(message), {"state": "new", "answer": answer})
    message.refresh_from_db()
    assert (message.state, message.answer) == ("answered", "Behoben.")
    assert ["Behoben." in m.body for m in mail.outbox] == [True]


def test_answer_is_refused_twice_and_without_right(db):
    make_roles()
    office = OfficeFactory()
    message = FeedbackFactory()
    answer_feedback(message, answer="Danke.", by=office)
    with pytest.raises(FeedbackAnsweredError):
        answer_feedback(message, answer="Danke.", by=office)


def test_late_message_says_so(as_office):
    FeedbackFactory(due_on=timezone.localdate() - timedelta(days=1))
    page = page_of(as_office.get(reverse("admin:clusters_feedback_changelist")))
    assert page.select_one(".field-due").text.endswith("zu spät")

"""The office's list of mails: what waits and why, and nothing that was written."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail as outbox
from django.utils import timezone

from clusters.actions.mails import MailNotAllowedError, retry_mail
from clusters.models import OutgoingMail
from tests.factories import OfficeFactory, ReviewerFactory, UserFactory

LIST = "/admin/clusters/outgoingmail/"
SECRET = "Wir suchen Hilfe"


def mail(**values):
    values = {"kind": "enquiry", "to": "post@example.org"} | values
    return OutgoingMail.objects.create(subject=SECRET, body=SECRET, **values)


def rows(client, query=""):
    page = BeautifulSoup(client.get(LIST + query).content, "html.parser")
    return [
        [cell.text for cell in row.select("th, td.field-progress")]
        for row in page.select("#result_list tbody tr")
    ]


@pytest.fixture
def mails(db):
    mail(kind="sent", sent_at=timezone.now())
    mail(kind="fresh")
    mail(kind="down", tries=3, error="ConnectionRefusedError")
    mail(kind="enquiry-receipt", is_refused=True, error="550 Unbekannt")


WAITING = [
    ["Anfrage", "vom anderen Mailserver abgelehnt: 550 Unbekannt"],
    ["down", "wartet: ConnectionRefusedError"],
    ["fresh", "wartet"],
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", WAITING),
        ("?zustand=unsinn", WAITING),
        ("?zustand=haengt", WAITING[:2]),
        ("?zustand=gesendet", [["sent", "gesendet"]]),
        ("?zustand=alle", [*WAITING, ["sent", "gesendet"]]),
    ],
)
def test_list_shows_what_waits_and_why(as_office, mails, query, expected):
    assert rows(as_office, query) == expected


def test_office_reads_no_text(as_office):
    row = mail()
    for path in (LIST, f"{LIST}{row.pk}/change/"):
        response = as_office.get(path)
        assert response.status_code == 200
        assert SECRET not in response.content.decode()


@pytest.mark.parametrize(
    ("suffix", "status"), [("add/", 403), ("{}/delete/", 403), ("x/change/", 404)]
)
def test_list_is_read_only(as_office, suffix, status):
    path = LIST + suffix.format(mail().pk)
    assert as_office.get(path).status_code == status
    assert as_office.post(f"{LIST}{mail().pk}/change/", {"to": "x"}).status_code == 403


@pytest.mark.parametrize("factory", [UserFactory, ReviewerFactory])
def test_others_do_not_see_the_list(client, db, factory):
    client.force_login(factory())
    assert client.get(LIST).status_code == 403
    assert LIST not in client.get("/admin/").content.decode()


def test_manager_does_not_see_the_list(as_manager):
    assert as_manager.get(LIST).status_code == 403


def test_anonymous_is_asked_to_sign_in(client, db):
    assert client.get(LIST).status_code == 302


def test_office_tries_again(as_office):
    later = timezone.now() + timedelta(hours=6)
    pks = [mail(is_refused=True).pk, mail(next_try_at=later).pk]
    data = {"action": "retry_mails", "_selected_action": pks}
    answer = as_office.post(LIST, data, follow=True)
    assert [str(m) for m in answer.context["messages"]] == ["2 Mails wurden gesendet."]
    assert len(outbox.outbox) == 2
    assert OutgoingMail.objects.waiting().count() == 0


def test_failing_again_is_said(as_office, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    data = {"action": "retry_mails", "_selected_action": [mail().pk]}
    answer = as_office.post(LIST, data, follow=True)
    [text] = [str(m) for m in answer.context["messages"]]
    assert text.startswith("1 Mail wartet weiter")


def test_sent_mail_is_not_sent_again(db):
    sent = mail(sent_at=timezone.now())
    assert retry_mail(sent, by=OfficeFactory()) is False
    assert outbox.outbox == []


def test_only_the_office_tries_again(db):
    with pytest.raises(MailNotAllowedError):
        retry_mail(mail(), by=UserFactory())


@pytest.mark.parametrize("count", [1, 5, 50])
def test_list_needs_the_same_queries(as_office, django_assert_num_queries, count):
    as_office.get(LIST)  # warms the content types
    for _ in range(count):
        mail()
    with django_assert_num_queries(9):
        as_office.get(LIST)

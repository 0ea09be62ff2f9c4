"""Mails: written with what they tell, sent once, and never lost."""

import copy
import socket
from datetime import timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from io import StringIO
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Barrier, Thread

import pytest
from aiosmtpd.controller import Controller
from bs4 import BeautifulSoup
from django.core import mail as django_mail
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from clusters.mail import queue as mails
from clusters.mail.queue import message_of, queue_mail, send_now, send_waiting
from clusters.models import OutgoingMail

TEXT = """{% load i18n %}Neue Anfrage: {{ subject }}

{% translate "Changes" %} für Müller & Söhne – ein langer Absatz, der in der Textfassung umbrochen werden muss.

Anfrage lesen:
{{ site_url }}anfrage/1/

{% for line in quoted %}> {{ line }}
{% endfor %}"""


@pytest.fixture
def letters(settings, tmp_path):
    """A kind of mail of the tests' own: `probe`."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "probe.txt").write_text(TEXT, encoding="utf-8")
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], tmp_path]
    settings.TEMPLATES = templates
    settings.SITE_URL = "https://cluster.example.org"
    settings.DEFAULT_FROM_EMAIL = "Verzeichnis <post@cluster.example.org>"


pytestmark = pytest.mark.usefixtures("letters")


def write(**options):
    context = {"subject": "Größe & Maß", "quoted": ["<b>Rezyklat</b>"]}
    return queue_mail("probe", "firma@example.org", context, **options)


class Mailbox:
    """A mail server of this machine that keeps what it gets, or refuses it."""

    def __init__(self):
        self.received = []
        self.refusal = ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.received.append(envelope.content)
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield box
    controller.stop()


def refusing(error):
    """Stands for a backend whose server answers with an error."""

    def send(message, fail_silently=False):
        raise error

    return send


# the mail itself


@pytest.mark.django_db(transaction=True)
def test_mail_arrives_over_smtp_as_it_was_written(mailbox):
    write(reply_to="cluster@example.org", headers={"References": "<1@example.org>"})
    [content] = mailbox.received
    received = message_from_bytes(content, policy=policy.default)
    names = ["Subject", "From", "To", "Reply-To", "Auto-Submitted", "References"]
    assert [received[name] for name in names] == [
        "Neue Anfrage: Größe & Maß",
        "Verzeichnis <post@cluster.example.org>",
        "firma@example.org",
        "cluster@example.org",
        "auto-generated",
        "<1@example.org>",
    ]
    plain = received.get_body(("plain",)).get_content()
    assert plain.splitlines() == [
        "Änderungen für Müller & Söhne – ein langer Absatz, der in der",
        "Textfassung umbrochen werden muss.",
        "",
        "Anfrage lesen:",
        "https://cluster.example.org/anfrage/1/",
        "",
        "> <b>Rezyklat</b>",
    ]
    page = BeautifulSoup(received.get_body(("html",)).get_content(), "html.parser")
    assert page.h1.text == "Neue Anfrage: Größe & Maß"
    assert page.blockquote.text == "<b>Rezyklat</b>"
    assert [a.text for a in page.select("a.button")] == ["Anfrage lesen"]
    assert page.select("img, script, link, iframe") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "word"), [("de", "Änderungen"), ("en", "Changes")]
)
def test_mail_is_in_the_language_of_its_reader(language, word):
    row = write(language=language)
    assert row.body.split()[0] == word
    html = message_of(row).alternatives[0].content
    assert BeautifulSoup(html, "html.parser").html["lang"] == language


@pytest.mark.django_db
@pytest.mark.parametrize("subject", ["a\nBcc: x@example.org", "a\r\nBcc: x", "a\x00b"])
def test_subject_starts_no_header(subject):
    row = queue_mail("probe", "firma@example.org", {"subject": subject})
    assert [c for c in row.subject if c in "\r\n\x00"] == []
    headers = message_of(row).message().as_bytes().partition(b"\n\n")[0]
    message = message_from_bytes(headers)
    assert message["Bcc"] is None
    assert str(make_header(decode_header(message["To"]))) == "firma@example.org"


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["to", "reply_to"])
def test_address_with_a_line_break_is_never_sent(field):
    values = {"to": "a@example.org", "reply_to": "b@example.org"}
    values[field] = "a@example.org\nBcc: x@example.org"
    row = OutgoingMail.objects.create(kind="probe", subject="x", body="x", **values)
    assert send_now(row.pk) is False
    row.refresh_from_db()
    assert row.error.startswith("BadHeaderError")
    assert django_mail.outbox == []


@pytest.mark.django_db
def test_repeated_mail_is_the_same_to_mail_programs():
    row = write()
    first, second = (message_of(row).message()["Message-ID"] for _ in range(2))
    assert first == second


# when it is sent


@pytest.mark.django_db(transaction=True)
def test_mail_is_sent_after_the_transaction():
    with transaction.atomic():
        write()
        assert django_mail.outbox == []
    assert len(django_mail.outbox) == 1
    assert OutgoingMail.objects.waiting().count() == 0


@pytest.mark.django_db(transaction=True)
def test_mail_of_a_transaction_that_fails_is_not_sent():
    def fail():
        with transaction.atomic():
            write()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert django_mail.outbox == []
    assert OutgoingMail.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_mail_of_one_key_is_written_once():
    first, second = write(key="enquiry-1"), write(key="enquiry-1")
    assert first == second
    assert len(django_mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_server_that_is_down_lets_the_mail_wait(settings, mailbox):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    row = write()
    row.refresh_from_db()
    assert (row.tries, row.sent_at, row.is_refused) == (1, None, False)
    assert row.error.startswith("ConnectionRefusedError")
    assert send_waiting() == (0, 1)  # not due yet
    OutgoingMail.objects.update(next_try_at=timezone.now())
    settings.EMAIL_PORT = port
    assert send_waiting() == (1, 0)
    assert send_waiting() == (0, 0)
    assert len(mailbox.received) == 1


@pytest.mark.django_db
def test_waiting_grows_with_each_try(monkeypatch):
    monkeypatch.setattr(
        mails.EmailMultiAlternatives, "send", refusing(SMTPServerDisconnected())
    )
    row = write()
    pauses = []
    for _ in range(8):
        now = timezone.now()
        OutgoingMail.objects.update(next_try_at=now)
        send_now(row.pk)
        row.refresh_from_db()
        pauses.append(round((row.next_try_at - now).total_seconds() / 60))
    assert pauses == [1, 5, 15, 60, 180, 360, 360, 360]
    assert row.tries == 8


@pytest.mark.django_db
def test_crash_after_sending_repeats_the_mail(monkeypatch):
    row = write()

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(OutgoingMail, "save", die)
        with pytest.raises(KeyboardInterrupt):
            send_now(row.pk)
    assert (len(django_mail.outbox), send_now(row.pk)) == (1, False)  # still claimed
    past = timezone.now() - mails.CLAIM - timedelta(seconds=1)
    OutgoingMail.objects.update(next_try_at=past + mails.CLAIM)
    assert send_waiting() == (1, 0)
    assert len(django_mail.outbox) == 2


# who is told


@pytest.mark.django_db(transaction=True)
def test_refused_recipient_waits_for_the_office(mailbox):
    mailbox.refusal = "550 5.1.1 Unbekannt"
    row = write()
    row.refresh_from_db()
    assert (row.is_refused, row.error) == (True, "550 5.1.1 Unbekannt")
    assert list(OutgoingMail.objects.stuck()) == [row]
    OutgoingMail.objects.update(next_try_at=timezone.now())
    assert send_waiting() == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_greylisted_recipient_is_tried_again(mailbox):
    mailbox.refusal = "451 4.7.1 Später"
    row = write()
    row.refresh_from_db()
    assert (row.is_refused, row.error) == (False, "451 4.7.1 Später")
    assert list(OutgoingMail.objects.stuck()) == []


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (SMTPRecipientsRefused({"a": (550, b"no"), "b": (450, b"later")}), False),
        (SMTPDataError(554, b"spam"), True),
        (SMTPDataError(451, b"later"), False),
        (OSError(), False),
    ],
)
def test_refusal_is_final_only_if_the_server_says_so(error, expected):
    assert mails.is_final(error) is expected


@pytest.mark.django_db
def test_mail_that_failed_often_is_stuck():
    row = write()
    OutgoingMail.objects.update(tries=2)
    assert list(OutgoingMail.objects.stuck()) == []
    OutgoingMail.objects.update(tries=3)
    assert list(OutgoingMail.objects.stuck()) == [row]
    OutgoingMail.objects.update(sent_at=timezone.now())
    assert list(OutgoingMail.objects.stuck()) == []


@pytest.mark.django_db
def test_log_names_no_address(monkeypatch, caplog):
    error = SMTPRecipientsRefused({"firma@example.org": (450, b"firma@example.org")})
    monkeypatch.setattr(mails.EmailMultiAlternatives, "send", refusing(error))
    send_now(write().pk)
    [record] = caplog.records
    assert record.getMessage().endswith("tries: SMTPRecipientsRefused")


# the command


@pytest.mark.django_db
def test_command_says_what_it_did():
    write()
    write()
    output = StringIO()
    call_command("send_waiting_mail", stdout=output)
    assert output.getvalue() == "2 mails sent, 0 still waiting.\n"


@pytest.mark.django_db
def test_command_gives_up_when_the_server_is_down(monkeypatch):
    monkeypatch.setattr(mails.EmailMultiAlternatives, "send", refusing(OSError()))
    for _ in range(8):
        write()
    assert send_waiting() == (0, 8)
    assert OutgoingMail.objects.filter(tries=1).count() == mails.GIVE_UP_AFTER


@pytest.mark.django_db
def test_one_broken_mail_does_not_hold_up_the_others():
    OutgoingMail.objects.create(kind="probe", to="a\nb", subject="x", body="x")
    write()
    assert send_waiting() == (1, 1)


# two at once


def at_once(task, number=2):
    """Run a task in threads that start together; what each returned."""
    barrier, results = Barrier(number), []

    def run():
        barrier.wait()
        try:
            results.append(task())
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def real_threads(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("the test database of SQLite lives in one thread's memory")


@pytest.mark.usefixtures("real_threads")
def test_two_workers_send_a_mail_once():
    row = OutgoingMail.objects.create(
        kind="probe", to="firma@example.org", subject="x", body="x"
    )
    assert sorted(at_once(lambda: send_now(row.pk), 4)) == [False, False, False, True]
    assert len(django_mail.outbox) == 1


@pytest.mark.usefixtures("real_threads")
def test_two_transactions_write_a_mail_once():
    def task():
        with transaction.atomic():
            return write(key="enquiry-1").pk

    assert len(set(at_once(task, 4))) == 1
    assert len(django_mail.outbox) == 1

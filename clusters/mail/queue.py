"""Mails: written in the transaction of what they tell, sent after it, tried again.

A template `mail/<kind>.txt` holds the subject in its first line, an empty line, and the
text: short paragraphs, an address alone on its line. The HTML part is made from it, see
`clusters.mail.text`. Nothing is escaped in it: it is text.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import partial
from smtplib import SMTPDataError, SMTPRecipientsRefused
from unicodedata import category

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation

from clusterallianz.addresses import full_address
from clusters.mail.text import blocks_of, wrapped
from clusters.models import OutgoingMail
from clusters.practice import marked

log = logging.getLogger(__name__)

# somebody who claimed a mail and died is waited for that long
CLAIM = timedelta(minutes=5)
# minutes to wait after each failed try; after the last, that long every time
PAUSES = (1, 5, 15, 60, 180, 360)
SUBJECT_LENGTH = 250
ERROR_LENGTH = 300
# mails of one run; the next one takes the rest
BATCH = 500
# tries that fail one after the other: the server is down, and each costs a time-out
GIVE_UP_AFTER = 5


def queue_mail(
    kind: str,
    to: str,
    context: dict,
    *,
    language: str = "de",
    key: str | None = None,
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    at_once: bool = True,
) -> OutgoingMail:
    """Write a mail now, and send it when the transaction is through.

    A second mail of the same `key` is not written; the first one is returned. Without
    `at_once` the caller sends it, or `send_waiting` does.
    """
    subject, body = text_of(kind, context, language)
    values = {
        "kind": kind,
        "to": to,
        "reply_to": reply_to,
        "subject": subject,
        "body": body,
        "headers": headers or {},
        "language": language,
    }
    if key is None:
        mail, is_new = OutgoingMail.objects.create(**values), True
    else:
        mail, is_new = OutgoingMail.objects.get_or_create(key=key, defaults=values)
    if is_new and at_once:
        # robust: whatever happens here, the request was fulfilled and the mail waits
        transaction.on_commit(partial(send_now, mail.pk), robust=True)
    return mail


def text_of(kind: str, context: dict, language: str) -> tuple[str, str]:
    """Subject and text of a mail, in a language."""
    template = get_template(f"mail/{kind}.txt").template  # type: ignore[attr-defined]
    values = context | {"site_url": full_address("/")}
    with translation.override(language):
        text = template.render(Context(values, autoescape=False)).strip()
        text = marked(text)
    # no column holds a zero byte, no header a control character
    text = "".join(c for c in text if c in "\n\t" or category(c) not in ("Cc", "Cs"))
    subject, _empty, body = text.partition("\n")
    # a line break would start a header of the sender's choice
    return " ".join(subject.split())[:SUBJECT_LENGTH], body.strip() + "\n"


def send_now(pk: int) -> bool:
    """Try one mail that waits; False if it still waits. Never raises for the sending.

    Only one process at a time has a mail; if it dies after sending and before saying
    so, the mail is sent again: rather twice than never.
    """
    now = timezone.now()
    waiting = OutgoingMail.objects.due().filter(pk=pk)
    if not waiting.update(next_try_at=now + CLAIM):
        return False
    mail = OutgoingMail.objects.get(pk=pk)
    try:
        message_of(mail).send()
    except Exception as error:  # noqa: BLE001 - whatever it was, the mail must wait
        postpone(mail, error, now)
        return False
    mail.sent_at = timezone.now()
    mail.error = ""
    # the demo's mailbox shows what nobody else ever gets
    if mail.is_secret and not settings.DEBUG:
        mail.body = ""
    mail.save(update_fields=["sent_at", "error", "body"])
    return True


def postpone(mail: OutgoingMail, error: Exception, now: datetime) -> None:
    """Let a mail wait; one that was refused waits until the office has looked at it."""
    pause = PAUSES[min(mail.tries, len(PAUSES) - 1)]
    mail.tries += 1
    mail.next_try_at = now + timedelta(minutes=pause)
    mail.is_refused = is_final(error)
    mail.error = words_of(error)[:ERROR_LENGTH]
    mail.save(update_fields=["tries", "next_try_at", "is_refused", "error"])
    # without the words: they may hold an address
    name = type(error).__name__
    log.warning("Mail %s waits after %s tries: %s", mail.pk, mail.tries, name)


def is_final(error: Exception) -> bool:
    """Whether the other server refused this mail for good (5xx)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500


def words_of(error: Exception) -> str:
    """What the mail server answered, or else what Python calls the error."""
    answers: list[tuple[int, bytes | str]] = []
    if isinstance(error, SMTPRecipientsRefused):
        answers = list(error.recipients.values())
    elif isinstance(error, SMTPDataError):
        answers = [(error.smtp_code, error.smtp_error)]
    texts = [
        f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
        for code, text in answers
    ]
    return "; ".join(texts) or f"{type(error).__name__}: {error}"


def send_waiting() -> tuple[int, int]:
    """Try the mails that are due; how many were sent, and how many still wait."""
    due = OutgoingMail.objects.due().order_by("pk").values_list("pk", flat=True)
    sent = failed = 0
    for pk in list(due[:BATCH]):
        if send_now(pk):
            sent, failed = sent + 1, 0
        else:
            failed += 1
        if failed == GIVE_UP_AFTER:
            break
    return sent, OutgoingMail.objects.waiting().count()


def message_of(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Text and HTML of a mail, in its language, without pictures or tracking."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=wrapped(mail.body) + "\n",
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            # answering machines do not answer these
            "Auto-Submitted": "auto-generated",
            # the same when a mail is sent again, so that it is shown once
            "Message-ID": message_id(mail),
            **mail.headers,
        },
    )
    context = {
        "mail": mail,
        "blocks": blocks_of(mail.body),
        "site_url": full_address("/"),
    }
    with translation.override(mail.language):
        html = render_to_string("mail/frame.html", context)
    message.attach_alternative(html, "text/html")
    return message


def message_id(mail: OutgoingMail) -> str:
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    host = sender.rpartition("@")[2] or "localhost"
    return f"<{mail.pk}.{mail.created_at.timestamp():.0f}@{host}>"

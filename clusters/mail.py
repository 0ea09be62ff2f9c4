"""Mails: written in the transaction of what they tell, sent after it, tried again.

A template `mail/<kind>.txt` holds the subject in its first line, an empty line, and the
text: short paragraphs, an address alone on its line. The HTML part is made from it.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from clusterallianz.addresses import full_address
from clusters.models import OutgoingMail

log = logging.getLogger(__name__)

# somebody who claimed a mail and died is waited for that long
CLAIM = timedelta(minutes=5)
# minutes to wait after each failed try; after the last, that long every time
PAUSES = (1, 5, 15, 60, 180, 360)
SUBJECT_LENGTH = 250
ERROR_LENGTH = 300


def queue_mail(
    kind: str,
    to: str,
    context: dict,
    *,
    language: str = "de",
    key: str | None = None,
    reply_to: str = "",
    headers: dict[str, str] | None = None,
) -> OutgoingMail:
    """Write a mail now, and send it when the transaction is through.

    A second mail of the same `key` is not written; the first one is returned.
    """
    with translation.override(language):
        text = render_to_string(
            f"mail/{kind}.txt", context | {"site_url": full_address("/")}
        )
    subject, _empty, body = text.strip().partition("\n")
    values = {
        "kind": kind,
        "to": to,
        "reply_to": reply_to,
        # a line break would start a header of the sender's choice
        "subject": " ".join(subject.split())[:SUBJECT_LENGTH],
        "body": body.strip() + "\n",
        "headers": headers or {},
        "language": language,
    }
    if key is None:
        mail, is_new = OutgoingMail.objects.create(**values), True
    else:
        mail, is_new = OutgoingMail.objects.get_or_create(key=key, defaults=values)
    if is_new:
        transaction.on_commit(partial(send_now, mail.pk))
    return mail


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
    mail.save(update_fields=["sent_at", "error"])
    return True


def postpone(mail: OutgoingMail, error: Exception, now: datetime) -> None:
    pause = PAUSES[min(mail.tries, len(PAUSES) - 1)]
    mail.tries += 1
    mail.next_try_at = now + timedelta(minutes=pause)
    mail.error = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
    mail.save(update_fields=["tries", "next_try_at", "error"])
    log.warning("Mail %s waits after %s tries: %s", mail.pk, mail.tries, mail.error)


def send_waiting() -> tuple[int, int]:
    """Try every mail that is due; how many were sent, and how many still wait."""
    keys = list(OutgoingMail.objects.due().order_by("pk").values_list("pk", flat=True))
    sent = sum(send_now(pk) for pk in keys)
    return sent, OutgoingMail.objects.waiting().count()


def message_of(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Text and HTML of a mail, in its language, without pictures or tracking."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        # answering machines do not answer these
        headers={"Auto-Submitted": "auto-generated", **mail.headers},
    )
    with translation.override(mail.language):
        html = render_to_string(
            "mail/frame.html", {"mail": mail, "site_url": full_address("/")}
        )
    message.attach_alternative(html, "text/html")
    return message

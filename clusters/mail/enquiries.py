"""What firms and clusters are told of an enquiry: templates mail/enquiry-*.txt."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer

from clusters.mail.queue import queue_mail
from clusters.mail.recipients import recipients_of
from clusters.models import Enquiry, EnquiryMessage, EnquiryThread

# a full stop may not stand in a signature, so that the link can be split again
signer = Signer(salt="clusters.enquiry-answered", sep=".")


def token_of(thread: EnquiryThread) -> str:
    return signer.sign(str(thread.pk))


def thread_of(token: str) -> EnquiryThread | None:
    """The thread of a link to a role mailbox; None if nobody signed it."""
    try:
        key = signer.unsign(token)
    except BadSignature:
        return None
    threads = EnquiryThread.objects.select_related("enquiry", "cluster")
    return threads.filter(pk=key).first()


def first_reminder() -> int:
    """Working days after which a silent cluster is reminded first."""
    return min([*settings.ENQUIRY_REMINDER_DAYS, settings.ENQUIRY_ESCALATION_DAYS])


def tell_firm(
    kind: str,
    enquiry: Enquiry,
    *,
    thread: EnquiryThread | None = None,
    key: str | None = None,
    **context,
) -> None:
    """In the firm's language. A reply by mail goes to the cluster's role mailbox, as
    far as it has one; the page of the enquiry is the better way, and says so."""
    mailbox = recipients_of(thread.cluster).mailbox if thread else ""
    queue_mail(
        f"enquiry-{kind}",
        enquiry.email,
        {
            "enquiry": enquiry,
            "thread": thread,
            "first_reminder": first_reminder(),
            "escalation": settings.ENQUIRY_ESCALATION_DAYS,
            **context,
        },
        language=enquiry.language,
        reply_to=mailbox,
        key=key,
    )


def tell_cluster(kind: str, thread: EnquiryThread, **context) -> None:
    """To those who can answer here; a mailbox without anybody gets the full text, and
    answers the firm directly."""
    recipients = recipients_of(thread.cluster)
    has_inbox = recipients.has_inbox
    values = {
        "thread": thread,
        "enquiry": thread.enquiry,
        "has_inbox": has_inbox,
        "earlier": earlier_messages(thread),
        "token": token_of(thread),
        **context,
    }
    for address in recipients.first:
        queue_mail(
            f"enquiry-{kind}",
            address,
            values,
            reply_to="" if has_inbox else thread.enquiry.email,
        )


def chain_of(thread: EnquiryThread) -> list[EnquiryThread]:
    """The threads through which it was handed over, the first cluster's first, with
    clusters and messages; in two queries."""
    rows = thread.enquiry.threads.select_related("cluster")
    by_key = {row.pk: row for row in rows.prefetch_related("messages__account")}
    chain = []
    key: int | None = thread.pk
    while key is not None:
        chain.append(by_key[key])
        key = by_key[key].handed_over_from_id
    return chain[::-1]


def earlier_messages(thread: EnquiryThread) -> list[EnquiryMessage]:
    """What was written before the enquiry was handed over to this cluster."""
    return [
        message
        for part in chain_of(thread)[:-1]
        for message in part.messages.all()
        if message.author != EnquiryMessage.Author.SYSTEM
    ]

"""Following by mail: asked for, confirmed by mail, told of changes, ended."""

from __future__ import annotations

from typing import cast

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst

from clusterallianz.addresses import full_address
from clusters.mail.queue import queue_mail
from clusters.models import Driver, OutgoingMail
from impulses.history import names_for
from impulses.models import Follower, Impulse, PublicEntry
from impulses.personal import CONFIRM_DAYS
from impulses.timeline import words_of

# as many are sent at once; the rest waits for `send_waiting_mail`, so that whoever
# publishes need not wait for the mail server
AT_ONCE = 50
TOLD = "follow-change"
LANGUAGES = ["de", "en"]


@transaction.atomic
def follow(
    email: str,
    *,
    impulse: Impulse | None = None,
    driver: Driver | None = None,
    language: str = "de",
) -> Follower:
    """Ask a mailbox whether it wants to follow an impulse or a driver.

    Asked twice in an hour, it gets one mail; one that follows already is told so.
    """
    known = language if language in LANGUAGES else "de"
    follower, is_new = Follower.objects.get_or_create(
        email=email.lower(),
        impulse=impulse,
        driver=driver,
        defaults={"language": known},
    )
    if not is_new and follower.confirmed_at is None:
        # the time to confirm begins anew, in the language of this page
        follower.created_at = timezone.now()
        follower.language = known
        follower.save(update_fields=["created_at", "language"])
    hour = timezone.now().strftime("%Y%m%d%H")
    send(
        "follow-confirm",
        follower,
        {"days": CONFIRM_DAYS},
        key=f"follow-confirm-{follower.pk}-{hour}",
    )
    return follower


@transaction.atomic
def confirm_following(follower: Follower) -> Follower:
    """From now on the mailbox is told of changes. Twice is once."""
    waiting = Follower.objects.filter(pk=follower.pk, confirmed_at=None)
    waiting.update(confirmed_at=timezone.now())
    follower.refresh_from_db()
    return follower


@transaction.atomic
def stop_following(follower: Follower) -> None:
    """Forget the mailbox. Mails to it that wait are not sent any more."""
    # the mailbox may follow something else, of which it still wants to hear
    own = OutgoingMail.objects.filter(kind=TOLD, body__contains=str(follower.key))
    own.filter(to=follower.email, sent_at=None).delete()
    follower.delete()


@transaction.atomic
def tell_followers(impulse: Impulse, entry: PublicEntry) -> int:
    """One mail to each mailbox that follows the impulse or one of its drivers; how many.

    The same entry again writes none.
    """
    rows = Follower.objects.of(impulse).select_related("driver", "impulse")
    # whoever follows both is told as a follower of the impulse
    in_turn = sorted(rows, key=lambda row: row.driver is None)
    followers = {row.email: row for row in in_turn}.values()
    if not followers:
        return 0
    waiting = OutgoingMail.objects.filter(kind=TOLD, sent_at=None).count()
    at_once = waiting + len(followers) <= AT_ONCE
    said = {}
    for language in {follower.language for follower in followers}:
        with translation.override(language):
            said[language] = lines_of(impulse, entry)
    for follower in followers:
        lines = said[follower.language]
        values = {"entry": entry, "impulse": impulse, "lines": lines}
        key = f"follow-{entry.pk}-{hash_of(follower)}"
        send(TOLD, follower, values, key=key, at_once=at_once)
    return len(followers)


def lines_of(impulse: Impulse, entry: PublicEntry) -> list[str]:
    """What an entry says in the active language, each a line of a list."""
    words = [
        f"{capfirst(entry.get_kind_display())}.",
        *words_of(entry, names_for([impulse.pk])),
        entry.text,
    ]
    return [" ".join(line.split()) for line in words if line]


def hash_of(follower: Follower) -> str:
    """The key of a mail must not hold the mailbox: it outlives the row."""
    digest = salted_hmac("impulses.follower", follower.email, algorithm="sha256")
    return digest.hexdigest()[:32]


def send(kind: str, follower: Follower, values: dict, *, key, at_once=True) -> None:
    """In the follower's language, with a way to end it by one click."""
    with translation.override(follower.language):
        own_page = full_address(reverse("impulses:following", args=[follower.key]))
        one_click = full_address(reverse("impulses:unfollow", args=[follower.key]))
        context = values | {
            "follower": follower,
            "address": own_page,
            "page": full_address(page_of(follower)),
        }
        if entry := values.get("entry"):
            page = values["impulse"].get_absolute_url()
            context["page"] = full_address(f"{page}#eintrag-{entry.pk}")
    queue_mail(
        kind,
        follower.email,
        context,
        language=follower.language,
        key=key,
        headers={
            "List-Unsubscribe": f"<{one_click}>",
            # RFC 8058: mail programs may do it without opening a page
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        at_once=at_once,
    )


def page_of(follower: Follower) -> str:
    """The public page of what is followed."""
    if follower.impulse is not None:
        return follower.impulse.get_absolute_url()
    driver = cast(Driver, follower.driver)
    return f"{reverse('impulses:list')}?treiber={driver.slug}"

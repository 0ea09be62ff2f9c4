"""Collecting the web addresses of the entries, and what is done with their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from clusters.linkcheck import Answer, Asker, Verdict
from clusters.models import Cluster, LinkCheck
from clusters.querysets.links import FAILURES, named_addresses

# that many hosts silent and none that answers: it is our own network
HOSTS = 3
State = LinkCheck.State


class LinkNotAllowedError(PermissionDenied):
    """No entry that this account keeps names this address."""


class OfflineError(RuntimeError):
    """Nobody answers at all, so nothing can be said about anybody."""


@transaction.atomic
def collect_links() -> tuple[int, int]:
    """Know the addresses that public entries name; how many are new, how many gone.

    A muted one is kept: somebody has judged it.
    """
    public = Cluster.objects.published()
    named = {
        url
        for rows, field, _key in named_addresses(public)
        for url in rows.values_list(field, flat=True)
    }
    known = set(LinkCheck.objects.values_list("url", flat=True))
    new = [LinkCheck(url=url) for url in sorted(named - known)]
    LinkCheck.objects.bulk_create(new, ignore_conflicts=True)
    gone = known - named
    unused = LinkCheck.objects.filter(url__in=gone, is_muted=False)
    return len(new), unused.delete()[0]


def ask_links(links: Iterable[LinkCheck], asker: Asker) -> Iterator[LinkCheck]:
    """Ask each address and keep its answer at once; yields each one that is done.

    While nobody has answered, silence is not held against anybody. Raises OfflineError
    when it stays so.
    """
    silent: list[tuple[LinkCheck, Answer]] = []
    has_answered = False
    for link in links:
        answer = asker.ask(link.url)
        if answer.verdict is Verdict.UNREACHED and not has_answered:
            silent.append((link, answer))
        else:
            has_answered = True
            record_answer(link, answer)
        yield link
    hosts = {urlsplit(link.url).hostname for link, _answer in silent}
    if len(hosts) >= HOSTS and not has_answered:
        raise OfflineError
    for link, answer in silent:
        record_answer(link, answer)


def record_answer(link: LinkCheck, answer: Answer) -> None:
    """Keep an answer. An address is dead after two failures in a row, and never by a
    server that only keeps programs out."""
    has_failed = answer.verdict in (Verdict.FAILED, Verdict.UNREACHED)
    link.failures = min(link.failures + 1, 9999) if has_failed else 0
    link.state = State.ALIVE if answer.verdict is Verdict.ALIVE else State.UNCLEAR
    if link.failures >= FAILURES:
        link.state = State.DEAD
    link.answer = answer.words[:200]
    link.checked_at = timezone.now()
    link.save(update_fields=["failures", "state", "answer", "checked_at"])


def mute_link(link: LinkCheck, *, by) -> None:
    """Say that it is a false alarm. Raises LinkNotAllowedError."""
    _change(link, {"is_muted": True}, by=by)


def unmute_link(link: LinkCheck, *, by) -> None:
    """Watch it again, as if it had never been asked. Raises LinkNotAllowedError."""
    values = {"is_muted": False, "failures": 0, "checked_at": None}
    _change(link, values | {"state": State.UNKNOWN, "answer": ""}, by=by)


def check_link(link: LinkCheck, *, by) -> None:
    """Ask it now. Raises LinkNotAllowedError."""
    refuse_strangers(link, by=by)
    record_answer(link, Asker(timeout=5).ask(link.url))


def refuse_strangers(link: LinkCheck, *, by) -> None:
    if not LinkCheck.objects.visible_to(by).filter(pk=link.pk).exists():
        raise LinkNotAllowedError(link)


@transaction.atomic
def _change(link: LinkCheck, values: dict, *, by) -> None:
    refuse_strangers(link, by=by)
    locked = LinkCheck.objects.select_for_update().get(pk=link.pk)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))

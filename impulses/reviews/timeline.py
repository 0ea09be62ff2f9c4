"""Locking an impulse, and the entries that every change of it leaves."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from clusters.models import renew_edition
from clusters.rules import is_coordinator, is_office
from impulses.facts import Facts, changes_between, public_facts
from impulses.models import Impulse, InternalEntry, PublicEntry
from impulses.reviews.following import tell_followers

Role = PublicEntry.Role


def locked(impulse: Impulse) -> Impulse:
    """The impulse as it stands now; others wait until this transaction is over."""
    return Impulse.objects.select_for_update().get(pk=impulse.pk)


def role_of(by) -> str:
    """The role that the public reads; `by`: None for a command."""
    if by is None:
        return Role.SYSTEM
    # a superuser counts as both: what is decided on impulses, the ministry decides
    is_of_office = is_office(by) and not is_coordinator(by)
    return Role.OFFICE if is_of_office else Role.MINISTRY


def record_internal(impulse: Impulse, kind: str, *, by, text="") -> InternalEntry:
    """What reviewers and coordinators read. `text` may be lazy: it is kept in German."""
    with translation.override(settings.LANGUAGE_CODE):
        words = str(text)
    return InternalEntry.objects.create(impulse=impulse, kind=kind, by=by, text=words)


def record_public(
    impulse: Impulse,
    kind: str,
    *,
    by,
    before: Facts,
    text_de: str = "",
    text_en: str = "",
    link: str = "",
    role: str = "",
    corrects: PublicEntry | None = None,
) -> PublicEntry | None:
    """What everybody reads: the changes since `before`, the `public_facts` of then.

    Whoever follows the impulse is told by mail. None if nothing changed and there is
    nothing to say.
    """
    fresh = Impulse.objects.get(pk=impulse.pk)
    changes = changes_between(before, public_facts(fresh))
    if not changes and not text_de:
        return None
    renew_edition()
    entry = PublicEntry.objects.create(
        impulse=impulse,
        kind=kind,
        role=role or role_of(by),
        text_de=text_de,
        text_en=text_en,
        link=link,
        changes=changes,
        corrects=corrects,
    )
    # the caller's object may be saved once more
    impulse.updated_at = entry.at
    Impulse.objects.filter(pk=impulse.pk).update(updated_at=entry.at)
    tell_followers(fresh, entry)
    return entry

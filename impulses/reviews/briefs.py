"""Taking an internal brief away: never without a trace."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from clusterallianz.listing import ListingFilterSet
from clusters.actions import audit
from clusters.models import AuditEntry
from impulses.brief.content import brief_of
from impulses.brief.files import File, Format, file_of
from impulses.models import Impulse, InternalEntry
from impulses.reviews.errors import NotAllowedError


@transaction.atomic
def take_internal_brief(
    listing: ListingFilterSet, url: str, made_as: Format, *, by
) -> File:
    """The file, with an entry in the audit log and at every impulse that it holds.

    `url`: the address of the list with this filter.
    """
    if not by.has_perm("impulses.take_internal_brief"):
        raise NotAllowedError
    brief = brief_of(listing, url, reader=by)
    record([item.number for item in brief.items], made_as, by)
    return file_of(brief, made_as)


def record(numbers: list[int], made_as: Format, by) -> None:
    """Which impulses, but not the filter: it may name a person, and the office and
    reviewers read this."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {"format": made_as.label, "number": len(numbers)}
        text = _("Internal brief as %(format)s, impulses: %(number)s") % words
    listed = ", ".join(map(str, numbers))
    audit.record(AuditEntry.Action.EXPORT, by=by, about=f"{text} ({listed})")
    kind = InternalEntry.Kind.TAKEN_AWAY
    InternalEntry.objects.bulk_create(
        InternalEntry(impulse=impulse, kind=kind, by=by, text=text)
        for impulse in Impulse.objects.filter(number__in=numbers)
    )

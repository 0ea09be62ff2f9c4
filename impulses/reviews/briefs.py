"""Taking an internal brief away: never without a trace."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from clusterallianz.listing import ListingFilterSet
from clusters.actions import audit
from clusters.models import AuditEntry
from impulses.brief.asked import asked_in_words
from impulses.brief.content import brief_of
from impulses.brief.files import File, Format, file_of
from impulses.models import InternalEntry
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
    numbers = [item.number for item in brief.items]
    record(listing, numbers, made_as, by)
    return file_of(brief, made_as)


def record(listing: ListingFilterSet, numbers: list[int], made_as: Format, by) -> None:
    rows = listing.queryset.model._default_manager.filter(number__in=numbers)
    with translation.override(settings.LANGUAGE_CODE):
        conditions = asked_in_words(listing, is_internal=True)["conditions"]
        text = _("Internal brief as %(format)s, impulses: %(number)s. %(filter)s") % {
            "format": made_as.label,
            "number": len(numbers),
            "filter": "; ".join(map(str, conditions)) or _("all impulses"),
        }
        words = str(text)
    audit.record(AuditEntry.Action.EXPORT, by=by, about=words)
    kind = InternalEntry.Kind.TAKEN_AWAY
    InternalEntry.objects.bulk_create(
        InternalEntry(impulse=row, kind=kind, by=by, text=words) for row in rows
    )

"""The filter of a list in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clusterallianz.listing import ListingFilterSet
from clusterallianz.listing.queries import SORT
from impulses.brief.texts import plain
from impulses.filters import ImpulseFilterSet


@dataclass(frozen=True)
class Condition:
    """A filter and what was chosen of it."""

    label: str
    values: list[str]

    def __str__(self) -> str:
        return f"{self.label}: {', '.join(self.values)}"


def asked_in_words(listing: ListingFilterSet, *, is_internal: bool) -> dict:
    """`conditions` in the order of the page, the `order`, and `hints` about parameters
    that were left out. Those of the work area, such as a person, are internal."""
    text = plain(listing.data.get("q", ""))
    found = []
    if text:
        found.append(Condition(_("Search text"), [_("“%(text)s”") % {"text": text}]))
    internal = internal_names(listing)
    for name, terms in listing.terms.items():
        if name in internal and not is_internal:
            continue
        chosen = [plain(terms[value]) for value in listing.data.getlist(name)]
        if chosen:
            found.append(Condition(str(listing.base_filters[name].label), chosen))
    if not is_internal and any(listing.data.getlist(name) for name in internal):
        found.append(Condition(_("Further selection"), [_("by the ministry")]))
    labels = listing.order_labels()
    has_hints = is_internal or not internal
    return {
        "conditions": found,
        "order": str(labels[listing.sort]),
        "hints": [plain(h) for h in dict.fromkeys(listing.hints)] if has_hints else [],
    }


def internal_names(listing: ListingFilterSet) -> list[str]:
    """The filters that the public list does not have."""
    public = ImpulseFilterSet.base_filters
    return [name for name in listing.base_filters if name not in public]


def public_query(listing: ImpulseFilterSet) -> str:
    """The query of the public list that comes nearest, with its question mark."""
    is_public_order = listing.sort in ImpulseFilterSet.order_labels(listing)
    order = [] if is_public_order else [SORT]
    # a report is of today, whatever day the list was to show
    return listing.query_without(*internal_names(listing), *order, "stand")

"""The filter of a list in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clusterallianz.listing import ListingFilterSet
from impulses.brief.texts import plain


@dataclass(frozen=True)
class Condition:
    """A filter and what was chosen of it."""

    label: str
    values: list[str]

    def __str__(self) -> str:
        return f"{self.label}: {', '.join(self.values)}"


def asked_in_words(listing: ListingFilterSet) -> dict:
    """`conditions` in the order of the page, the `order`, and `hints` about parameters
    that were left out."""
    text = plain(listing.data.get("q", ""))
    found = []
    if text:
        found.append(Condition(_("Search text"), [_("“%(text)s”") % {"text": text}]))
    for name, terms in listing.terms.items():
        chosen = [plain(terms[value]) for value in listing.data.getlist(name)]
        if chosen:
            found.append(Condition(str(listing.base_filters[name].label), chosen))
    labels = listing.order_labels()
    return {
        "conditions": found,
        "order": str(labels[listing.sort]),
        "hints": [plain(hint) for hint in dict.fromkeys(listing.hints)],
    }

"""Filtered public lists: lenient parameters, facet counts, pills and hints.

A bad parameter never empties a list: it is left out, and `hints` says so.

`terms` one filter and what a page shows of it · `filterset` all filters of a list ·
`views` the list as a page · `queries` texts out of an address
"""

from .filterset import ListingFilterSet
from .queries import printable, refuse_zero_bytes
from .terms import ConditionFilter, Facet, Links, Pill, Relaxation, TermFilter
from .views import ListingMixin

__all__ = [
    "ConditionFilter",
    "Facet",
    "Links",
    "ListingFilterSet",
    "ListingMixin",
    "Pill",
    "Relaxation",
    "TermFilter",
    "printable",
    "refuse_zero_bytes",
]

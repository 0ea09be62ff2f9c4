"""The pages of the work area, and who is led to them."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Place(NamedTuple):
    """A page of the work area. `name`: its URL name."""

    name: str
    label: Any
    permission: str


PLACES = [
    Place("impulses:work", _("My work"), "impulses.review"),
    Place("impulses:review-list", _("All impulses"), "impulses.review"),
    Place("impulses:answers", _("Prepared answers"), "impulses.coordinate"),
    Place("impulses:review-dashboard", _("Overview"), "impulses.review"),
    Place("impulses:absences", _("Absence"), "impulses.review"),
    Place("impulses:criteria", _("Criteria"), "impulses.coordinate"),
    Place("impulses:units", _("Units"), "impulses.coordinate"),
    Place("impulses:paper", _("Enter the paper"), "impulses.import_paper"),
]


def places_for(user) -> list[tuple[str, Any]]:
    """Address and label of each page that an account may open."""
    return [
        (reverse(place.name), place.label)
        for place in PLACES
        if user.has_perm(place.permission)
    ]

"""Pairs of impulses that are about the same, read from either end."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet


class LinkQuerySet(QuerySet):
    def of(self, impulse):
        """The links of an impulse, whichever end it is."""
        return self.filter(Q(impulse=impulse) | Q(other=impulse))


def linked_impulses(impulse) -> list[tuple[Any, Any]]:
    """(Label of the kind, the other impulse) by number; asks nothing of the database
    after `ImpulseQuerySet.for_detail`."""
    pairs = [(link.get_kind_display(), link.other) for link in impulse.links.all()]
    pairs += [
        (link.get_kind_display(), link.impulse) for link in impulse.reverse_links.all()
    ]
    return sorted(pairs, key=lambda pair: pair[1].number)

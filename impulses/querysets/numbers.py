"""Numbers that impulses had before the paper's own were known."""

from __future__ import annotations

from django.db.models import QuerySet


class FormerNumberQuerySet(QuerySet):
    def moved_from(self, number: int):
        """The last impulse that had a number of the column's range, or None."""
        return self.select_related("impulse").filter(number=number).first()

    def others_of(self, impulse):
        """The last other impulse that had the number of this one, or None."""
        rows = self.select_related("impulse").filter(number=impulse.number)
        return rows.exclude(impulse=impulse).first()

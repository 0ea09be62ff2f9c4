"""Public entries of the timeline."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from clusters.querysets import AppendOnlyQuerySet


def start_of(day: date) -> datetime:
    """Midnight at the beginning of a day, in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


class PublicEntryQuerySet(AppendOnlyQuerySet):
    def after(self, day: date):
        """Entries later than the whole day."""
        return self.filter(at__gte=start_of(day + timedelta(days=1)))

    def since(self, day: date):
        """Entries from the beginning of a day on."""
        return self.filter(at__gte=start_of(day))

    def until(self, day: date):
        """Entries up to the end of a day."""
        return self.filter(at__lt=start_of(day + timedelta(days=1)))

"""Every named read of the impulses."""

from django.db.models import QuerySet

OPEN_ANSWERS = ["offen", "in-pruefung"]


class ImpulseQuerySet(QuerySet):
    def get_by_natural_key(self, number):
        return self.get(number=number)

    def answered(self):
        """Impulses with a published answer of the ministry."""
        return self.exclude(answer__in=OPEN_ANSWERS)

    def for_list(self):
        """What a card shows: drivers, service types and addressees, in 4 queries."""
        return self.prefetch_related("drivers", "service_types", "addressees")

    def for_detail(self):
        return self.for_list().prefetch_related(
            "sources", "asking_clusters", "delivering_clusters"
        )

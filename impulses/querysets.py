"""Every named read of the impulses."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

OPEN_ANSWERS = ["offen", "in-pruefung"]
ANSWERS = ["angenommen", "teilweise", "zur-kenntnis", "abgelehnt"]


class ImpulseQuerySet(QuerySet):
    def get_by_natural_key(self, number):
        return self.get(number=number)

    def answered(self):
        """Impulses with a published answer of the ministry."""
        return self.filter(answer__in=ANSWERS)

    def progress(self) -> dict[str, int]:
        """`total` impulses, and how many of them are `answered`."""
        return self.aggregate(
            total=Count("pk"), answered=Count("pk", filter=Q(answer__in=ANSWERS))
        )

    def for_cluster(self, cluster):
        """Impulses that a cluster asks for, can deliver, or offers a service for."""
        return self.for_cluster_slugs([cluster.slug])

    def for_cluster_slugs(self, slugs: list[str]):
        """The same for any of several clusters, each impulse once."""
        return self.filter(
            Q(asking_clusters__slug__in=slugs)
            | Q(delivering_clusters__slug__in=slugs)
            | Q(service_types__offers__cluster__slug__in=slugs)
        ).distinct()

    def neighbours(self, number: int) -> tuple:
        """The impulses before and after a number, or None."""
        before = self.filter(number__lt=number).order_by("-number").first()
        return before, self.filter(number__gt=number).order_by("number").first()

    def for_list(self):
        """What a card shows: drivers, service types and addressees, in 4 queries."""
        return self.prefetch_related("drivers", "service_types", "addressees")

    def for_detail(self):
        return self.for_list().prefetch_related(
            "sources", "asking_clusters", "delivering_clusters"
        )

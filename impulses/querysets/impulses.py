"""Every named read of the impulses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from clusters.models import Cluster, Driver, ServiceOffer

from .counts import number_of

OPEN_ANSWERS = ["offen", "in-pruefung"]
# states in which nothing more is owed
FINISHED = ["umgesetzt", "zurueckgestellt", "nicht-mehr-relevant"]
ANSWERS = ["angenommen", "teilweise", "zur-kenntnis", "abgelehnt"]
# how far the assessments of an impulse are, as conditions on `with_votes`
VOTES = {
    "ohne": Q(assigned=0),
    "keine": Q(assigned__gt=0, voted=0),
    "teils": Q(voted__gt=0, voted__lt=F("assigned")),
    "alle": Q(assigned__gt=0, voted=F("assigned")),
}
# how far an answer is that is on its way, as conditions on `with_votes`
DRAFTS = {
    "ohne": Q(draft_state=None),
    "vorbereitet": Q(draft_state="prepared"),
    "freigegeben": Q(draft_state="scheduled"),
}


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

    def of_all_drivers(self):
        """Impulses that concern every driver there is."""
        return self.annotate(driver_count=Count("drivers", distinct=True)).filter(
            driver_count=Driver.objects.count(), driver_count__gt=1
        )

    def with_votes(self):
        """With `assigned` accounts, how many of them have `voted`, and `draft_state`."""
        assignments = self.related("assignments")
        drafts = self.related("answers").on_their_way().filter(impulse=OuterRef("pk"))
        return self.annotate(
            assigned=number_of(assignments),
            voted=number_of(assignments.with_vote().filter(is_voted=True)),
            draft_state=Subquery(drafts.order_by().values("state")[:1]),
        )

    def related(self, name: str) -> Any:
        """All rows of a table that points to impulses, by its related name."""
        table: Any = self.model._meta.get_field(name).related_model
        return table._default_manager.all()

    def voted_by(self, *states: str):
        """Of `with_votes`: those whose assessments are that far (`VOTES`)."""
        return self.filter(either(VOTES[state] for state in states))

    def drafted(self, *states: str):
        """Of `with_votes`: those whose next answer is that far (`DRAFTS`)."""
        return self.filter(either(DRAFTS[state] for state in states))

    def exclude_answered(self):
        return self.filter(answer__in=OPEN_ANSWERS)

    def number_of_driver(self) -> Coalesce:
        """How many impulses the driver of an outer query has."""
        model: Any = self.model
        return number_of(model.drivers.through.objects.all(), "driver")

    def for_cluster(self, cluster):
        """Impulses that a cluster has said something to, asks for (`is_asked`), is named
        for (`is_named`), or offers a service of (`is_offered`)."""
        model: Any = self.model
        own = {"impulse": OuterRef("pk"), "cluster": cluster}
        asked = model.asking_clusters.through.objects.filter(**own)
        named = model.delivering_clusters.through.objects.filter(**own)
        offers = ServiceOffer.objects.filter(
            cluster=cluster, service_type__impulses=OuterRef("pk")
        )
        said = self.related("voices").standing().filter(cluster=cluster)
        return self.annotate(
            is_asked=Exists(asked), is_named=Exists(named), is_offered=Exists(offers)
        ).filter(
            Q(is_asked=True)
            | Q(is_named=True)
            | Q(is_offered=True)
            | Q(pk__in=said.values("impulse"))
        )

    def deliverable_by(self, slugs: list[str]):
        """Impulses that one of these public clusters is named for, offers a service of,
        or says that it can deliver."""
        clusters = Cluster.objects.published().filter(slug__in=slugs)
        said = offering_voices().filter(cluster__in=clusters)
        return self.filter(
            Q(delivering_clusters__in=clusters)
            | Q(service_types__offers__cluster__in=clusters)
            | Q(pk__in=said.values("impulse"))
        ).distinct()

    def late(self, today: date):
        """Impulses of which something published is overdue."""
        return self.filter(next_due_on__lt=today)

    def answer_due_until(self, day: date):
        """Not answered, though it was to be until then; also days kept internal."""
        rows = self.filter(answer__in=OPEN_ANSWERS, answer_due_on__lte=day)
        return rows.order_by("answer_due_on", "number")

    def step_due_until(self, day: date):
        """Not finished, and the next step's day comes until then; with the unit."""
        rows = self.exclude(implementation__in=FINISHED).filter(due_on__lte=day)
        return rows.select_related("responsible_unit").order_by("due_on", "number")

    def by_last_change(self):
        """The newest public change first; what never changed since the paper last."""
        entries = self.related("public_entries").filter(impulse=OuterRef("pk"))
        newest = Subquery(entries.order_by("-at").values("at")[:1])
        return self.order_by(newest.desc(nulls_last=True), "number")

    def neighbours(self, number: int) -> tuple:
        """The impulses before and after a number, or None."""
        before = self.filter(number__lt=number).order_by("-number").first()
        return before, self.filter(number__gt=number).order_by("number").first()

    def for_list(self):
        """What a card shows: unit, drivers, service types, addressees; 4 queries."""
        return self.select_related("responsible_unit").prefetch_related(
            "drivers", "service_types", "addressees"
        )

    def for_review_list(self):
        """A row of the work area's list: what a card shows, and who is assigned."""
        people = self.related("assignments").select_related("reviewer")
        return self.for_list().prefetch_related(Prefetch("assignments", people))

    def for_review(self):
        """The page of an impulse in the work area."""
        return self.for_review_list().prefetch_related("sources")

    def for_brief(self):
        """All but the timeline that a brief says in public, in 9 queries; of clusters
        only those that the public sees."""
        return (
            self.for_list()
            .select_related("published_answer", "responsible_unit")
            .prefetch_related(
                Prefetch("asking_clusters", Cluster.objects.published()),
                Prefetch("delivering_clusters", Cluster.objects.published()),
                "parts__responsible_unit",
                "sources",
            )
        )

    def for_detail(self):
        """The whole page; of the asking clusters only those that the public sees.

        Parts with their units; links both ways, for `linked_impulses`.
        """
        return (
            self.for_list()
            .select_related("responsible_unit")
            .prefetch_related(
                "sources",
                Prefetch("asking_clusters", Cluster.objects.published()),
                "parts__responsible_unit",
                "links__other",
                "reverse_links__impulse",
            )
        )


def either(conditions) -> Q:
    """Any of several conditions; none of none."""
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def offering_voices(day: date | None = None) -> QuerySet:
    """Voices by which public clusters say that they can deliver, or said on a day."""
    from impulses.models import Voice

    return Voice.objects.offers(day)


def clusters_delivering(impulse, day: date | None = None) -> QuerySet[Cluster]:
    """Public clusters that offer a service of an impulse, with their places.

    Those named for it come first, with `is_named` set, then those that say so
    themselves, with `is_own_word` set; `day`: or said so at the end of a past day.
    """
    named = impulse.delivering_clusters.through.objects.filter(
        impulse=impulse, cluster=OuterRef("pk")
    )
    offers = ServiceOffer.objects.filter(
        cluster=OuterRef("pk"), service_type__impulses=impulse
    )
    said = offering_voices(day).filter(impulse=impulse, cluster=OuterRef("pk"))
    return (
        Cluster.objects.published()
        .annotate(is_named=Exists(named), is_own_word=Exists(said))
        .filter(Q(is_named=True) | Q(is_own_word=True) | Exists(offers))
        .order_by("-is_named", "-is_own_word", "sort_key")
        .prefetch_related("locations__place")
    )

"""The filters of the work area's list: those of the public, and how far the work is."""

from __future__ import annotations

from collections import Counter

from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterallianz.listing import TermFilter
from impulses.filters import ImpulseFilterSet
from impulses.models import Assignment, Impulse
from impulses.people import name_of
from impulses.querysets import DRAFTS, VOTES, own_votes
from impulses.querysets.counts import count_conditions
from impulses.querysets.impulses import either

VOTE_NAMES = {
    "ohne": _("nobody assigned"),
    "keine": _("none settled yet"),
    "teils": _("some settled"),
    "alle": _("all settled"),
}
DRAFT_NAMES = {
    "ohne": _("no answer prepared"),
    "vorbereitet": _("answer prepared"),
    "freigegeben": _("answer released for a set time"),
}
# impulses that were ticked before an action, which is no filter
TICKED = "gewaehlt"

# what of it narrows my work
SHOWN_IN_WORK = [
    "q",
    "treiber",
    "leistung",
    "adressat",
    "antwort",
    "umsetzung",
    "person",
]


class VoteFilter(TermFilter):
    """How far the assessments are; several values are alternatives."""

    is_counted_by_field = False

    def filter(self, qs, value: list[str]) -> QuerySet:
        return qs.voted_by(*value) if value else qs


class DraftFilter(TermFilter):
    """How far an answer is that is on its way."""

    is_counted_by_field = False

    def filter(self, qs, value: list[str]) -> QuerySet:
        return qs.drafted(*value) if value else qs


class PersonFilter(TermFilter):
    """Impulses that one of these accounts is assigned to."""

    is_counted_by_field = False

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        found = Assignment.objects.filter(reviewer__username__in=value)
        return qs.filter(pk__in=found.values("impulse"))


class OwnVoteFilter(TermFilter):
    """Impulses for which one of the chosen accounts, or any, is that far."""

    is_counted_by_field = False

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        conditions = own_votes(timezone.localdate())
        found = self.assignments().filter(either(conditions[name] for name in value))
        return qs.filter(pk__in=found.values("impulse"))

    def assignments(self) -> QuerySet:
        rows = Assignment.objects.with_vote()
        people = self.parent.data.getlist("person")
        return rows.filter(reviewer__username__in=people) if people else rows


class ReviewFilterSet(ImpulseFilterSet):
    """Its queryset comes from `with_votes()`, which `votum` and `entwurf` ask."""

    votum = VoteFilter(
        choices=list(VOTE_NAMES.items()),
        label=_("Assessments"),
    )
    entwurf = DraftFilter(
        choices=list(DRAFT_NAMES.items()),
        label=_("Next answer"),
    )
    person = PersonFilter(choices=[], label=_("Assigned to"))
    abgabe = OwnVoteFilter(
        choices=[
            ("abgegeben", _("settled")),
            ("ausstehend", _("outstanding")),
            ("ueberfaellig", _("overdue")),
        ],
        label=_("Own assessment"),
    )

    carried = (TICKED,)

    class Meta:
        model = Impulse
        fields: list[str] = []

    @classmethod
    def get_filters(cls):
        """The search text, how far the work is, and then what it is about."""
        filters = super().get_filters()
        first = [
            "q",
            "votum",
            "person",
            "abgabe",
            "entwurf",
            "verzug",
            "antwort",
            "umsetzung",
        ]
        return {name: filters[name] for name in [*first, *filters]}

    def _tolerant(self, data: QueryDict) -> QueryDict:
        cleaned = super()._tolerant(data)
        # ticks belong to one page: no link from it carries them on
        cleaned.pop(TICKED, None)
        return cleaned

    def _load_terms(self) -> dict[str, dict[str, str]]:
        terms = super()._load_terms()
        assigned = Assignment.objects.values("reviewer")
        people = get_user_model().objects.filter(pk__in=assigned).order_by("username")
        terms["person"] = {u.username: name_of(u) for u in people}
        return terms

    def _counts(self) -> dict[str, Counter[str]]:
        counts = super()._counts()
        counts["person"] = self._counts_of_people()
        for name, conditions in (("votum", VOTES), ("entwurf", DRAFTS)):
            if name in counts:
                rows = self.queryset_without(name)
                counts[name] = Counter(count_conditions(rows, conditions))
        if "abgabe" in counts:
            counts["abgabe"] = self._counts_of_own_votes()
        return counts

    def _counts_of_people(self) -> Counter[str]:
        others = self.queryset_without("person").order_by().values("pk")
        people = (
            Assignment.objects.filter(impulse__in=others)
            .order_by()
            .values_list("reviewer__username")
            .annotate(number=Count("impulse", distinct=True))
        )
        return Counter(dict(people))

    def _counts_of_own_votes(self) -> Counter[str]:
        others = self.queryset_without("abgabe").order_by().values("pk")
        rows = self.filters["abgabe"].assignments().filter(impulse__in=others)
        conditions = own_votes(timezone.localdate())
        return Counter(count_conditions(rows, conditions, "impulse"))


class WorkFilterSet(ReviewFilterSet):
    """Of my work; how urgent something is, the groups of the page say."""

    @classmethod
    def get_filters(cls):
        filters = super().get_filters()
        return {name: filters[name] for name in SHOWN_IN_WORK}

"""The answer to a need: ranked clusters, or an honest no with who helps instead."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from django.db.models import QuerySet

from clusters.models import Cluster, Location, OutsideSubject, Place, SupportBody
from clusters.querysets.directory import EARTH_RADIUS_KM, coordinate
from clusters.search.documents import corpus
from clusters.search.index import SCALE
from clusters.search.ranking import MAX_HITS, Contribution, Hit, in_order, rank
from clusters.search.understanding import Meaning, Need, understand

# a keyword that one cluster of twenty has is worth about 4 units, a word of its
# description about 3.5; less than this is no more than a faint echo
STRONG_POINTS = 1600
# what a cluster's subject has to weigh against a word for what no cluster does
OUTSIDE_POINTS = 5 * SCALE
# a hit with less than this share of the best one's points is a distant guess
NEAR_BEST = 0.6
# being next door counts less than any word; beyond this distance it counts nothing
DISTANCE_POINTS, FAR_KM = 400, 150
MAX_BODIES = 3


class Verdict(Enum):
    """How sure the answer is."""

    FITS = "fits"  # at least one cluster's subject was named, or what it offers
    FILTERED = "filtered"  # only clusters that the visitor's filters leave out fit
    GUESS = "guess"  # only something general was named, or only faintly
    OUTSIDE = "outside"  # the subject is known to be nobody's here
    NOTHING = "nothing"  # nothing in the directory has any of the words


@dataclass
class Answer:
    """What the search makes of a need; `hits` are best first.

    `fitting_elsewhere`: how many clusters fit that the visitor's filters leave out,
    counted where none of the others does.
    """

    need: Need
    verdict: Verdict
    hits: list[Hit] = field(default_factory=list)
    fitting_elsewhere: int = 0

    @property
    def is_honest_no(self) -> bool:
        return self.verdict is not Verdict.FITS

    @property
    def fitting(self) -> list[Hit]:
        """The hits that stand on what was asked for; none after an honest no."""
        return [hit for hit in self.hits if not self.is_distant(hit)]

    def is_distant(self, hit: Hit) -> bool:
        """Whether a hit is no more than a guess."""
        if self.is_honest_no:
            return True
        if self.need.names_only_a_place:
            return False
        if hit.points < NEAR_BEST * self.hits[0].points:
            return True
        if self._names_a_subject:
            return hit.subject_points() < STRONG_POINTS
        return not offers_what_is_meant(self.need, hit)

    @cached_property
    def _names_a_subject(self) -> bool:
        return any(hit.subject_points() >= STRONG_POINTS for hit in self.hits)

    @property
    def subjects(self) -> list[OutsideSubject]:
        """The subjects outside the clusters' work that the need names."""
        slugs = [m.slug for m in self.need.outside if m.kind == "outside"]
        found = OutsideSubject.objects.filter(slug__in=slugs).prefetch_related("bodies")
        return sorted(found, key=lambda subject: slugs.index(subject.slug))

    @property
    def bodies(self) -> list[SupportBody]:
        """Who else may help: those named by the need, then by its subject, then the
        first ones of the list."""
        named = [m.slug for m in self.need.outside if m.kind == "body"]
        named += [b.slug for subject in self.subjects for b in subject.bodies.all()]
        every = {body.slug: body for body in SupportBody.objects.all()}
        slugs = dict.fromkeys([*(s for s in named if s in every), *every])
        return [every[slug] for slug in slugs][:MAX_BODIES]


def answer_need(
    text: str,
    clusters: QuerySet[Cluster] | None = None,
    language: str = "de",
    *,
    near: Place | None = None,
) -> Answer:
    """Rank these clusters for a need in a visitor's own words.

    `clusters`: what the visitor's filters leave, None for all public ones; the need
    itself excludes nobody.
    `near`: a place that the visitor chose; else the one that the need names.
    """
    need = understand(text, language)
    keys = None if clusters is None else clusters.order_by().values("pk")
    place = near or need.place
    answer = rank_for(need, keys, place)
    if keys is not None and answer.is_honest_no:
        everywhere = rank_for(need, None, None)
        if not everywhere.is_honest_no:
            answer.verdict = Verdict.FILTERED
            answer.fitting_elsewhere = len(everywhere.fitting)
    return answer


def rank_for(need: Need, keys: QuerySet | None, place: Place | None) -> Answer:
    """The answer to a need among these primary keys, seen from a place."""
    hits = rank(corpus.name, need, keys)
    verdict = judge(need, hits)
    if place:
        # where nothing else is known of a need, the nearest clusters are a start
        hits = hits or [Hit(key) for key in nearest_keys(place, keys)]
        hits = with_distance(hits, place)
    return Answer(need, verdict, hits)


def nearest_keys(place: Place, keys: QuerySet | None) -> QuerySet:
    """Primary keys of the public clusters nearest to a place, among `keys`."""
    clusters = Cluster.objects.published().filter(locations__isnull=False)
    if keys is not None:
        clusters = clusters.filter(pk__in=keys)
    return clusters.near(place).by_distance().values_list("pk", flat=True)[:MAX_HITS]


def judge(need: Need, hits: list[Hit]) -> Verdict:
    """Weigh the best subject against what is known to lie outside."""
    meant = [m for m in need.outside if m.kind == "outside"]
    outside = sum(weight(m) for m in meant)
    words = {word for m in meant for word in m.words}
    best = max((hit.subject_points(without=words) for hit in hits), default=0)
    if outside and best < OUTSIDE_POINTS * outside:
        return Verdict.OUTSIDE
    if need.names_only_a_place:
        return Verdict.FITS
    if not hits:
        return Verdict.NOTHING
    is_offered = any(offers_what_is_meant(need, hit) for hit in hits)
    return Verdict.FITS if best >= STRONG_POINTS or is_offered else Verdict.GUESS


def offers_what_is_meant(need: Need, hit: Hit) -> bool:
    """Whether the hit has a service that the need surely means."""
    meant = {m.concept for m in need.meanings if m.kind == "leistung" and m.is_sure}
    return any(part.term in meant for part in hit.contributions)


def weight(meaning: Meaning) -> float:
    """A phrase of several words says more than one word."""
    return meaning.strength * (1 + 0.3 * (len(meaning.words) - 1))


def with_distance(hits: list[Hit], place: Place) -> list[Hit]:
    """Add points for nearness to a cluster's nearest location; one query."""
    nearest = nearest_km([hit.key for hit in hits], place)
    for hit in hits:
        km = nearest.get(hit.key)
        if km is None:
            continue
        points = round(DISTANCE_POINTS * max(0.0, 1 - km / FAR_KM))
        part = Contribution("distance", points, (place.name,), "distance", km=km)
        hit.contributions = in_order([*hit.contributions, part])
    return sorted(hits, key=lambda hit: (-hit.points, hit.key))


def nearest_km(keys: Iterable[int], place: Place) -> dict[int, float]:
    """Primary key of a cluster to the distance of its nearest location, in km."""
    rows = (
        Location.objects.filter(cluster__in=list(keys))
        .order_by()
        .annotate(lat=coordinate("latitude"), lon=coordinate("longitude"))
        .values_list("cluster", "lat", "lon")
    )
    nearest: dict[int, float] = {}
    for key, lat, lon in rows:
        km = haversine_km(place.latitude, place.longitude, lat, lon)
        nearest[key] = min(km, nearest.get(key, km))
    return nearest


def haversine_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Distance in km; in Python, so that points are alike on every database."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half_chord = (
        math.sin((other_phi - phi) / 2) ** 2
        + math.cos(phi)
        * math.cos(other_phi)
        * math.sin(math.radians(other_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half_chord)))

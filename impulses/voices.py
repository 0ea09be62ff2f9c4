"""What the clusters say to an impulse, and what a manager's clusters have said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clusters.models import Cluster
from clusters.rules import managed_by
from impulses.models import Impulse, Voice


@dataclass(frozen=True)
class Said:
    """What one cluster says. `url`: its page."""

    cluster: str
    url: str
    stance: str
    can_deliver: bool
    text: str
    on: date


@dataclass(frozen=True)
class PublicVoices:
    """All voices on an impulse; `total` clusters could say something."""

    total: int
    said: list[Said]

    @property
    def supporters(self) -> list[Said]:
        return [said for said in self.said if said.stance == Voice.Stance.SUPPORTS]

    @property
    def concerned(self) -> list[Said]:
        return [said for said in self.said if said.stance == Voice.Stance.CONCERNS]

    @property
    def delivering(self) -> list[Said]:
        return [said for said in self.said if said.can_deliver]

    @property
    def delivering_only(self) -> list[Said]:
        return [said for said in self.delivering if not said.stance]

    @property
    def silent(self) -> int:
        return self.total - len(self.said)


def public_voices(impulse: Impulse, day: date | None = None) -> PublicVoices:
    """Of the clusters that the public sees now, in two queries; what stands, or stood
    at the end of a past day."""
    rows = impulse.voices.public(day).select_related("cluster")
    return PublicVoices(
        total=Cluster.objects.published().count(),
        said=[said_by(voice) for voice in rows.order_by("cluster__sort_key")],
    )


def said_by(voice: Voice) -> Said:
    return Said(
        cluster=voice.cluster.short_name,
        url=voice.cluster.get_absolute_url(),
        stance=voice.stance,
        can_deliver=voice.can_deliver,
        text=voice.text,
        on=timezone.localdate(voice.at),
    )


def voices_panel(impulse: Impulse, user) -> dict[str, Any]:
    """The same in the work area: what clusters say is public from the start."""
    return {"voices": public_voices(impulse)}


@dataclass(frozen=True)
class OwnVoices:
    """A cluster of a manager, and on how many of the impulses it has said something.

    `is_public`: else it cannot say anything yet.
    """

    cluster: Cluster
    said: int
    total: int

    @property
    def url(self) -> str:
        return reverse("impulses:voices", args=[self.cluster.slug])

    @property
    def is_public(self) -> bool:
        return self.cluster.is_public

    @property
    def left(self) -> int:
        return self.total - self.said


def own_voices(user) -> list[OwnVoices]:
    """Of each cluster that the account manages, in the order of the alphabet."""
    current = Q(voices__replaced_by=None)
    silent = Q(voices__stance="", voices__can_deliver=False)
    clusters = (
        Cluster.objects.filter(pk__in=managed_by(user))
        .annotate(said=Count("voices", filter=current & ~silent))
        .order_by("sort_key")
    )
    total = Impulse.objects.count()
    return [OwnVoices(c, c.said, total) for c in clusters]


@dataclass(frozen=True)
class Line:
    """An impulse, and what a cluster has said to it; None: nothing."""

    impulse: Impulse
    voice: Voice | None


def lines_of(cluster: Cluster) -> list[Line]:
    """Every impulse by its number, in three queries."""
    standing = cluster.voices.standing()
    by_impulse = {voice.impulse_id: voice for voice in standing}
    impulses = Impulse.objects.prefetch_related("drivers").order_by("number")
    return [Line(impulse, by_impulse.get(impulse.pk)) for impulse in impulses]


@dataclass(frozen=True)
class Related:
    """An impulse of `for_cluster`, and what the cluster says to it; None: nothing."""

    impulse: Any
    voice: Voice | None

    @property
    def ties(self) -> list[str]:
        """What else ties the cluster to it."""
        ties = [
            (self.impulse.is_asked, _("proposes it")),
            (self.impulse.is_named, _("is named for it")),
            (self.impulse.is_offered, _("offers a service that fits")),
        ]
        return [words for is_tied, words in ties if is_tied]

    @property
    def heading(self) -> str:
        """What it stands below: its ties, if the cluster has not said anything."""
        return "" if self.voice else capfirst(", ".join(self.ties))


def related_to(cluster: Cluster) -> list[Related]:
    """Those with a voice first, then with the closest ties, by number; two queries."""
    voices = {voice.impulse_id: voice for voice in cluster.voices.standing()}
    impulses = Impulse.objects.for_cluster(cluster).order_by("number")
    related = [Related(impulse, voices.get(impulse.pk)) for impulse in impulses]
    return sorted(related, key=closeness)


def closeness(row: Related) -> tuple[bool, ...]:
    impulse = row.impulse
    if row.voice:
        return (False,)
    return True, not impulse.is_asked, not impulse.is_named, not impulse.is_offered


def next_silent(cluster: Cluster, after: int) -> int | None:
    """Number of the next impulse without a voice, from the start again at the end."""
    said = cluster.voices.standing().values("impulse")
    left = Impulse.objects.exclude(pk__in=said).exclude(number=after)
    in_turn = left.annotate(is_before=Q(number__lt=after)).order_by(
        "is_before", "number"
    )
    return in_turn.values_list("number", flat=True).first()

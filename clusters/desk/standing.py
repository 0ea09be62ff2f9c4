"""Where an entry stands: what comes next, and who does it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusters.desk.completeness import completeness
from clusters.freshness import confirmation_in_words
from clusters.models import FRESH, Cluster, Confirmation, Freshness, Section
from clusters.roles import MANAGEMENT, OFFICE

UNCONFIRMED = Freshness.UNCONFIRMED


@dataclass(frozen=True)
class Standing:
    """`percent` that is filled in, the next `step`, and the role that does it."""

    cluster: Cluster
    percent: int
    step: str
    by: str


@dataclass(frozen=True)
class SectionStanding:
    """A section, and the confirmation of it that counts."""

    section: str
    label: str
    confirmation: Confirmation | None

    @property
    def freshness(self) -> Freshness:
        return self.confirmation.freshness if self.confirmation else UNCONFIRMED

    @property
    def is_fresh(self) -> bool:
        return self.freshness == Freshness.FRESH

    @property
    def short(self) -> str:
        words = {
            Freshness.FRESH: _("fresh"),
            Freshness.DUE: _("check due"),
            Freshness.OVERDUE: _("not checked for long"),
            Freshness.UNCONFIRMED: _("not confirmed yet"),
        }
        return words[self.freshness]

    @property
    def words(self) -> str:
        return confirmation_in_words(self.confirmation)


def standing_of(cluster: Cluster) -> Standing:
    """Reads managers and parts; prefetch with `for_detail()` and `managers`."""
    step, by = _next_step(cluster)
    return Standing(cluster, completeness(cluster)[0], step, by)


def sections_of(cluster: Cluster) -> list[SectionStanding]:
    """The five sections of one entry; one query."""
    return section_standings(cluster.confirmations.newest())


def section_standings(newest: Iterable[Confirmation]) -> list[SectionStanding]:
    """The five sections of an entry from the confirmations that count."""
    found = {row.section: row for row in newest}
    return [
        SectionStanding(value, str(label), found.get(value))
        for value, label in Section.choices
    ]


def _next_step(cluster: Cluster) -> tuple[str, str]:
    if cluster.state == Cluster.State.ARCHIVED:
        return _("None; the office can publish the entry again."), OFFICE
    if cluster.state == Cluster.State.DORMANT:
        return _("Publish the entry again, or archive it."), OFFICE
    if cluster.confirmed_on and cluster.state == Cluster.State.DRAFT:
        return _("Look through the entry and publish it."), OFFICE
    if not cluster.managers.all():
        return _("Name who is responsible for the entry."), OFFICE
    if cluster.state == Cluster.State.DRAFT:
        return _(
            "Fill in the facts and confirm them; then it can be published."
        ), MANAGEMENT
    return _confirmation(cluster), MANAGEMENT


def _confirmation(cluster: Cluster) -> str:
    if cluster.confirmed_on is None:
        return _("Check the facts and confirm them.")
    if cluster.freshness != Freshness.FRESH:
        return _("Check the facts again and confirm them.")
    until = cluster.confirmed_on + FRESH
    return _("Check the facts again by %(date)s.") % {"date": date_format(until)}

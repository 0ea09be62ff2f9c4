"""What other directories ask of a cluster, as data, and how far an entry meets it.

The criteria are the published ones as of CRITERIA_AS_OF. They are no promise: each
portal looks for itself and may have changed its rules since.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusters.facts import public as facts
from clusters.facts.public import Value, plain
from clusters.models import Cluster

CRITERIA_AS_OF = "2026-11"

Text = str | Promise


class Status(TextChoices):
    MET = "met", _("met")
    MISSING = "missing", _("missing")
    NOT_MET = "not_met", _("not met")


@dataclass(frozen=True)
class Criterion:
    """One thing that a portal asks.

    `value` gives what the entry says about it, in the active language; `is_met` says
    whether that is enough. `anchor` is the id of the field on the form of the admin.
    """

    label: Text
    anchor: str
    value: Callable[[Cluster], Value]
    is_met: Callable[[Cluster], bool] | None = None

    def check(self, cluster: Cluster) -> Finding:
        value = self.value(cluster)
        if value in (None, ""):
            status = Status.MISSING
        elif self.is_met is None or self.is_met(cluster):
            status = Status.MET
        else:
            status = Status.NOT_MET
        return Finding(self, value, status)


@dataclass(frozen=True)
class Finding:
    criterion: Criterion
    value: Value
    status: Status

    @property
    def is_met(self) -> bool:
        return self.status is Status.MET


@dataclass(frozen=True)
class Portal:
    """A directory with its criteria in its order. `also_asks`: what we do not keep."""

    slug: str
    name: Text
    criteria: list[Criterion]
    also_asks: Text = ""


@dataclass(frozen=True)
class Readiness:
    """How far an entry meets a portal's criteria."""

    portal: Portal
    findings: list[Finding]

    @property
    def open(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_met]

    @property
    def met_count(self) -> int:
        return len(self.findings) - len(self.open)


def readiness(cluster: Cluster) -> list[Readiness]:
    """For each portal; reads what `for_detail()` prefetches and starts no query."""
    return [
        Readiness(portal, [criterion.check(cluster) for criterion in portal.criteria])
        for portal in PORTALS
    ]


def at_least(name: str, number: int | Decimal) -> Callable[[Cluster], bool]:
    return lambda cluster: (getattr(cluster, name) or 0) >= number


# --- what they ask

NAME = Criterion(_("Name"), "id_name", plain("name"))
WEBSITE = Criterion(_("Website"), "id_website", plain("website"))
FIELD = Criterion(_("Innovation field"), "id_innovation_field", facts.field)
CONTACT = Criterion(
    _("Contact: mailbox or telephone"),
    "contacts-group",
    facts.of_contacts("email", "phone"),
)
STAFF = _("Staff in full-time equivalents")

ECCP = Portal(
    "eccp",
    _("European Cluster Collaboration Platform (ECCP)"),
    [
        NAME,
        Criterion(_("Purpose in English"), "id_summary_en", plain("summary_en")),
        WEBSITE,
        CONTACT,
        Criterion(
            _("Staff: at least 0.5 full-time equivalents"),
            "id_staff_fte",
            plain("staff_fte"),
            at_least("staff_fte", Decimal("0.5")),
        ),
        Criterion(
            _("Members: at least 15"),
            "id_members_count",
            plain("members_count"),
            at_least("members_count", 15),
        ),
        Criterion(
            _("Members of at least two types"),
            "id_members_firms",
            facts.member_types,
            facts.has_two_types,
        ),
    ],
    _("It also asks for the country, the type of profile and support programmes."),
)

CLUSTERPLATTFORM = Portal(
    "clusterplattform",
    _("Clusterplattform Deutschland"),
    [
        NAME,
        Criterion(_("Federal state and seat"), "locations-group", facts.seat_in_state),
        FIELD,
        Criterion(_("Description"), "id_description_de", plain("description")),
        WEBSITE,
        CONTACT,
        Criterion(_("Members"), "id_members_count", plain("members_count")),
    ],
)

STRICT_STATE = Portal(
    "land",
    _("Strict criteria of a state, for example Baden-Württemberg"),
    [
        Criterion(_("Contact organisation"), "id_carrier", facts.organisation),
        Criterion(
            _("Contact: person or mailbox"),
            "contacts-group",
            facts.of_contacts("name", "email"),
        ),
        Criterion(_("Address"), "locations-group", facts.address),
        Criterion(_("Telephone"), "contacts-group", facts.of_contacts("phone")),
        Criterion(_("E-mail"), "contacts-group", facts.of_contacts("email")),
        WEBSITE,
        Criterion(_("Subject classification"), "id_innovation_field", facts.field),
        Criterion(_("Spatial focus"), "locations-group", facts.regions),
        Criterion(_("Legal form"), "id_legal_form", plain("legal_form")),
        Criterion(_("Founding year"), "id_founding_year", plain("founding_year")),
        Criterion(STAFF, "id_staff_fte", plain("staff_fte")),
        Criterion(
            _("Goals and strategy, in the description"),
            "id_description_de",
            plain("description"),
        ),
        Criterion(_("Services"), "offers-group", facts.services),
        Criterion(
            _("Members: at least 12"),
            "id_members_count",
            plain("members_count"),
            at_least("members_count", 12),
        ),
        Criterion(
            _("At least half of the members are firms"),
            "id_members_firms",
            facts.share_of_firms,
            facts.has_half_firms,
        ),
    ],
    _("It also asks for the occasion of the founding."),
)

ELSEWHERE = Portal(
    "weitere",
    _("Stricter rules elsewhere"),
    [
        Criterion(
            _("Firms among the members: at least 20"),
            "id_members_firms",
            plain("members_firms"),
            at_least("members_firms", 20),
        ),
        Criterion(
            _("Staff for a full-time manager: at least 1 full-time equivalent"),
            "id_staff_fte",
            plain("staff_fte"),
            at_least("staff_fte", 1),
        ),
    ],
    _("They ask for one manager in full time; several part-time posts may not do."),
)

PORTALS = [ECCP, CLUSTERPLATTFORM, STRICT_STATE, ELSEWHERE]

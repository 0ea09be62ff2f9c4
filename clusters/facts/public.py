"""What an entry says, fact by fact: texts in the active language, public facts only.

Each reads what `for_detail()` prefetches and starts no query.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from clusters.models import Cluster, Contact, Location

STATE = "Nordrhein-Westfalen"
# None and the empty text: the entry says nothing
Value = str | int | Decimal | None


def plain(name: str) -> Callable[[Cluster], Value]:
    """The value of a field, as it is."""
    return lambda cluster: getattr(cluster, name)


def public_contacts(cluster: Cluster) -> list[Contact]:
    return [contact for contact in cluster.contacts.all() if contact.is_public]


def of_contacts(*names: str) -> Callable[[Cluster], Value]:
    """The first of these facts that a public contact has."""

    def value(cluster: Cluster) -> str:
        contacts = public_contacts(cluster)
        found = (getattr(c, name) for name in names for c in contacts)
        return next(filter(None, found), "")

    return value


def seat(cluster: Cluster) -> Location | None:
    return next((place for place in cluster.locations.all() if place.is_seat), None)


def seat_in_state(cluster: Cluster) -> str:
    location = seat(cluster)
    return f"{location.place.name}, {STATE}" if location else ""


def address(cluster: Cluster) -> str:
    """Street and town of the seat, where the public may see them."""
    location = seat(cluster)
    if location is None or not location.has_public_address:
        return ""
    return f"{location.street}, {location.postcode} {location.place.name}"


def regions(cluster: Cluster) -> str:
    found = [place.region.name for place in cluster.locations.all() if place.region]
    return ", ".join(dict.fromkeys(found))


def field(cluster: Cluster) -> str:
    return cluster.innovation_field.name if cluster.innovation_field else ""


def services(cluster: Cluster) -> str:
    return ", ".join(offer.service_type.name for offer in cluster.offers.all())


def organisation(cluster: Cluster) -> str:
    return cluster.carrier or cluster.name


def member_types(cluster: Cluster) -> str:
    """The kinds of members with their numbers: "firms 120, research and …"."""
    kinds = [
        (_("firms"), cluster.members_firms),
        (_("research and education"), cluster.members_research),
        (_("others"), cluster.members_other),
    ]
    return ", ".join(f"{name} {number}" for name, number in kinds if number)


def has_two_types(cluster: Cluster) -> bool:
    kinds = (cluster.members_firms, cluster.members_research, cluster.members_other)
    return len(list(filter(None, kinds))) >= 2


def share_of_firms(cluster: Cluster) -> str:
    """The firms among the members: "76 % (120 of 157)"."""
    firms, members = cluster.members_firms, cluster.members_count
    if firms is None or not members:
        return ""
    percent = number_format(100 * firms / members, decimal_pos=0)
    return _("%(percent)s %% (%(firms)s of %(members)s)") % {
        "percent": percent,
        "firms": firms,
        "members": members,
    }


def has_half_firms(cluster: Cluster) -> bool:
    return 2 * (cluster.members_firms or 0) >= (cluster.members_count or 0)


def staff(cluster: Cluster) -> str:
    """Full-time equivalents as a number of the language: "2,5"."""
    return "" if cluster.staff_fte is None else number_format(cluster.staff_fte)

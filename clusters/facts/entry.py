"""The facts of an entry one by one: what is confirmed, proposed and changed.

A key is stable: `website`, `contact:12:email`, `location:3:street`, `service:beratung`,
`driver:digitalisierung:note_de`. What a fact may be is said by `clusters.facts.values`;
`clusters.actions.facts` changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clusters.models import (
    Cluster,
    ClusterDriver,
    Contact,
    Driver,
    InnovationField,
    Location,
    Section,
    ServiceOffer,
    ServiceType,
)

YES, NO = "ja", "nein"

MASTER = [
    *["name", "short_name", "website", "legal_form", "carrier", "founding_year"],
    *["members_count", "members_firms", "members_research", "members_other"],
    *["staff_fte", "innovation_field"],
]
TEXT = ["summary_de", "summary_en", "description_de", "description_en"]
CONTACT = ["role_de", "role_en", "name", "email", "phone"]
LOCATION = ["place", "is_seat", "note_de", "note_en"]
ADDRESS = ["street", "postcode"]
NOTES = ["note_de", "note_en"]
# words that the first part of a key has, and what they mean
LINKS: dict[str, Any] = {"service": ServiceOffer, "driver": ClusterDriver}
TERMS: dict[str, Any] = {"service": ServiceType, "driver": Driver}
ROWS: dict[str, Any] = {"contact": Contact, "location": Location}


class Kind(StrEnum):
    LINE = "line"
    LINES = "lines"
    CHOICE = "choice"
    # yes or no
    FLAG = "flag"
    # whether a service or a driver is listed at the entry
    LISTED = "listed"
    TOPICS = "topics"


@dataclass(frozen=True)
class Fact:
    """One fact: `value` is what a reader sees, "" where nothing is documented.

    `stored` is the same in a form that depends on no language; `field` the column
    behind it, if it has one; `row` what the fact belongs to inside its section.
    """

    key: str
    section: str
    label: str
    value: str
    stored: str
    kind: Kind = Kind.LINE
    field: models.Field | None = None
    row: str = ""

    @property
    def full_label(self) -> str:
        """With the contact, location, service or driver that it belongs to."""
        return f"{self.row}: {self.label}" if self.row else self.label


def facts_of(cluster: Cluster, section: str, *, own: bool = False) -> list[Fact]:
    """The facts of one section, in the order of the page.

    `cluster` comes from `for_detail()`: no query. `own`: also what only the cluster and
    the office may see, such as hidden contacts and addresses that nobody has checked.
    """
    return list(READERS[Section(section)](cluster, own))


def possible_facts(cluster: Cluster, section: str, *, own: bool = False) -> list[Fact]:
    """The same, and the services and drivers that the entry does not list; 2 queries
    for those."""
    facts = facts_of(cluster, section, own=own)
    if section != Section.SERVICES:
        return facts
    present = {fact.key for fact in facts}
    absent = [
        listed(kind, term, is_listed=False)
        for kind, model in TERMS.items()
        for term in model.objects.all()
    ]
    return facts + [fact for fact in absent if fact.key not in present]


def find_fact(cluster: Cluster, key: str, *, own: bool = False) -> Fact | None:
    """The fact of this key as it stands now; None if the entry has no such fact."""
    found = (
        fact
        for section in Section.values
        for fact in possible_facts(cluster, section, own=own)
        if fact.key == key
    )
    return next(found, None)


def section_of(key: str) -> str:
    """The section of a key, for keys that facts have or had."""
    head = key.partition(":")[0]
    sections = {
        **dict.fromkeys(LINKS, Section.SERVICES),
        **dict.fromkeys([*TEXT, "topics"], Section.TEXT),
        "contact": Section.CONTACTS,
        "location": Section.LOCATIONS,
    }
    return sections.get(head, Section.MASTER)


def master_facts(cluster: Cluster, own: bool) -> Iterator[Fact]:
    for name in MASTER:
        yield column(cluster, name, Section.MASTER, key=name)


def service_facts(cluster: Cluster, own: bool) -> Iterator[Fact]:
    links: dict[str, Any] = {
        "service": cluster.offers.all(),
        "driver": cluster.driver_links.all(),
    }
    for kind, rows in links.items():
        for link in rows:
            term = getattr(link, link.TERM)
            yield listed(kind, term, is_listed=True)
            key = f"{kind}:{term.slug}"
            yield from columns(link, NOTES, Section.SERVICES, key, term.name)


def location_facts(cluster: Cluster, own: bool) -> Iterator[Fact]:
    for location in cluster.locations.all():
        is_shown = own or location.is_address_public
        names = [*(ADDRESS if is_shown else []), *LOCATION]
        names += ["is_address_public"] if own else []
        key = f"location:{location.pk}"
        place = location.place.name
        yield from columns(location, names, Section.LOCATIONS, key, place)


def contact_facts(cluster: Cluster, own: bool) -> Iterator[Fact]:
    for contact in cluster.contacts.all():
        if not (own or contact.is_public):
            continue
        names = [*CONTACT, *(["is_public"] if own else [])]
        key, row = f"contact:{contact.pk}", contact.role or str(contact)
        yield from columns(contact, names, Section.CONTACTS, key, row)


def text_facts(cluster: Cluster, own: bool) -> Iterator[Fact]:
    for name in TEXT:
        yield column(cluster, name, Section.TEXT, key=name)
    names = "\n".join(topic.name for topic in cluster.topics.all())
    label = capfirst(_("topics"))
    yield Fact("topics", Section.TEXT, label, names, names, Kind.TOPICS)


READERS: dict[str, Any] = {
    Section.MASTER: master_facts,
    Section.SERVICES: service_facts,
    Section.LOCATIONS: location_facts,
    Section.CONTACTS: contact_facts,
    Section.TEXT: text_facts,
}


def columns(
    row: models.Model, names: Iterable[str], section: str, key: str, title: str
) -> Iterator[Fact]:
    for name in names:
        yield column(row, name, section, key=f"{key}:{name}", title=title)


def column(
    row: models.Model, name: str, section: str, *, key: str, title: str = ""
) -> Fact:
    """The fact that one column of a row holds."""
    field: Any = row._meta.get_field(name)
    present = getattr(row, name)
    label = capfirst(str(field.verbose_name))
    value, stored = shown(present), as_stored(present)
    return Fact(key, section, label, value, stored, kind_of(field), field, title)


def listed(kind: str, term: Any, *, is_listed: bool) -> Fact:
    """Whether the entry lists a service or a driver; unlisted is not documented."""
    value, stored = (_("listed"), YES) if is_listed else ("", "")
    key = f"{kind}:{term.slug}"
    return Fact(key, Section.SERVICES, term.name, value, stored, Kind.LISTED)


def kind_of(field: models.Field) -> Kind:
    if isinstance(field, models.BooleanField):
        return Kind.FLAG
    if field.related_model is InnovationField:
        return Kind.CHOICE
    is_long = isinstance(field, models.TextField) or (field.max_length or 0) > 200
    return Kind.LINES if is_long else Kind.LINE


def shown(present: Any) -> str:
    """A column's value as a reader sees it, in the active language."""
    if isinstance(present, bool):
        return _("yes") if present else _("no")
    if isinstance(present, models.Model):
        return str(present)
    if present is None or isinstance(present, str):
        return present or ""
    if isinstance(present, Decimal):
        present = present.normalize()
    # a year is no quantity: no separators of thousands
    return number_format(present, use_l10n=True, force_grouping=False)


def as_stored(present: Any) -> str:
    """The same in every language."""
    if isinstance(present, bool):
        return YES if present else NO
    if isinstance(present, InnovationField):
        return present.slug
    if isinstance(present, Decimal):
        return f"{present.normalize():f}"
    # a browser sends the breaks of lines in its own way
    return "" if present is None else str(present).replace("\r\n", "\n")

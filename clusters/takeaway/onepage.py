"""What the one-page profile says, in the active language, as plain data.

Two columns, each in several versions from the fullest to the shortest; the layout takes
the first one that fits. Only what the public page shows, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusterallianz.glyphs import large_dots
from clusterallianz.typesetting import line
from clusters.facts import public as facts
from clusters.freshness import confirmation_in_words, confirmation_kind
from clusters.localized import text_language
from clusters.models import Certainty, Cluster, Freshness

LICENCE_URL = "https://www.govdata.de/dl-de/by-2-0"
# whoever copies an address must not get these places too; the layout sets it smaller
LONGEST_LINK = 46
LONGEST_ADDRESS = 80

Section = dict[str, Any]


@dataclass(frozen=True)
class Level:
    """How much of an entry is said: characters of a text, a note and a line of the
    narrow column, items of a list."""

    text: int
    note: int
    line: int
    items: int


LEVELS = [
    Level(text=5000, note=300, line=300, items=16),
    Level(text=2600, note=300, line=300, items=14),
    Level(text=1800, note=160, line=160, items=14),
    Level(text=1200, note=110, line=110, items=12),
    Level(text=800, note=60, line=90, items=12),
    Level(text=600, note=0, line=70, items=8),
    Level(text=350, note=0, line=60, items=4),
    Level(text=180, note=0, line=50, items=2),
    Level(text=90, note=0, line=36, items=1),
]


def one_page(cluster: Cluster, url: str) -> dict[str, Any]:
    """Everything the page says. `cluster`: from `for_detail()`; `url`: its profile."""
    today = date_format(timezone.localdate(), "DATE_FORMAT")
    return {
        "lang": "en" if get_language() == "en" else "de",
        "title": _("%(name)s: profile on one page")
        % {"name": line(cluster.short_name)},
        "kind": _("Profile"),
        # a heading is never empty, whatever signs a name is made of
        "name": line(cluster.name) or cluster.slug,
        "summary": text_of(cluster, "summary"),
        "signs": signs(cluster),
        "dormant": _("This cluster is dormant at present.")
        if cluster.state == Cluster.State.DORMANT
        else "",
        "main": [main_column(cluster, level) for level in LEVELS],
        "side": [side_column(cluster, level) for level in LEVELS],
        "more": _("… more at"),
        "url": url,
        "address": line(url.split("://", 1)[-1], LONGEST_ADDRESS),
        "current": _("Up to date, with the sources of all facts:"),
        "qr_alt": _("QR code that leads to %(address)s") % {"address": url},
        "as_of": _("As of %(date)s") % {"date": today},
        "credit": "Verzeichnis der ClusterAllianz.NRW, dl-de/by-2-0",
        "licence_url": LICENCE_URL,
    }


def signs(cluster: Cluster) -> list[dict[str, Any]]:
    """What the profile says below the name: how fresh, and whether a member."""
    is_fresh = confirmation_kind(cluster) == Freshness.FRESH
    is_member = cluster.membership == Cluster.Membership.CONFIRMED
    return [
        {"text": line(confirmation_in_words(cluster)), "is_sure": is_fresh},
        {"text": cluster.get_membership_display(), "is_sure": is_member},
    ]


# --- the wide column


def main_column(cluster: Cluster, level: Level) -> list[Section]:
    """What the cluster does, its services, its drivers."""
    about = text_of(cluster, "description")
    text, is_cut = shortened(about["text"], level.text)
    topics = [topic.label for topic in cluster.topics.all()]
    offers = [
        offer_item(offer, offer.service_type.name, level)
        for offer in cluster.offers.all()
    ]
    drivers = [
        offer_item(link, link.driver.name, level) | sign_of(link.driver)
        for link in cluster.driver_links.all()
    ]
    return [
        {
            "title": _("What the cluster does"),
            "paragraphs": [part for part in text.split("\n") if part],
            "lang": about["lang"],
            "is_cut": is_cut,
            "unknown": "" if text else _("not documented"),
        },
        section(_("Services"), offers, level.items, _("not documented")),
        section(_("Drivers"), drivers, level.items, _("not documented")),
        {
            "title": _("Topics"),
            "paragraphs": [" · ".join(map(line, topics[: level.items]))],
            "lang": "",
            "is_cut": len(topics) > level.items,
        }
        if topics
        else {},
    ]


def offer_item(link, name: str, level: Level) -> dict[str, Any]:
    """A service or driver with its note, and how certain it is unless it is."""
    note, is_cut = shortened(line(link.note), level.note)
    is_sure = link.certainty == Certainty.CONFIRMED
    return {
        "name": line(name),
        "note": note,
        "lang": text_language(link, "note"),
        "doubt": "" if is_sure else link.get_certainty_display(),
        "is_cut": is_cut,
    }


def sign_of(driver) -> dict[str, Any]:
    return {"slug": driver.slug, "dots": sorted(large_dots(driver.slug))}


# --- the narrow column


def side_column(cluster: Cluster, level: Level) -> list[Section]:
    """Whom to write to, where the cluster is, its facts."""
    contacts = facts.public_contacts(cluster)
    lines = [contact_lines(contact) for contact in contacts]
    website = [[linked(cluster.website)]] if cluster.website else []
    places = [place_lines(location) for location in cluster.locations.all()]
    sections = [
        section(
            _("Contact"), lines, level.items, _("No contact is documented."), website
        ),
        section(_("Locations"), places, level.items, _("Seat not documented")),
    ]
    shown = (each for part in sections for item in part["items"] for each in item)
    for entry in shown:
        entry["text"], _is_cut = shortened(entry["text"], level.line)
    return [*sections, {"title": _("Facts"), "rows": fact_rows(cluster, level.line)}]


def contact_lines(contact) -> list[dict[str, Any]]:
    """A contact, line by line: name, role, mail, telephone."""
    role = line(contact.role) + (f" ({_('deputy')})" if contact.is_deputy else "")
    lines = [
        said(contact.name, is_strong=True),
        said(role, lang=text_language(contact, "role")),
        linked(contact.email, "mailto:"),
        linked(contact.phone.replace(" ", ""), "tel:", shown=contact.phone),
    ]
    return [entry for entry in lines if entry["text"]]


def place_lines(location) -> list[dict[str, Any]]:
    name = location.place.name
    lines = [
        said(f"{name} ({_('seat')})" if location.is_seat else name, is_strong=True)
    ]
    if location.has_public_address:
        lines.append(said(location.street))
        lines.append(said(f"{location.postcode} {name}".strip()))
    if location.region:
        lines.append(said(location.region.name))
    return lines


def fact_rows(cluster: Cluster, longest: int) -> list[dict[str, Any]]:
    """The master data: what every profile says, and the rest where it is known."""
    always: list[tuple[str, facts.Value]] = [
        (_("Innovation field"), facts.field(cluster)),
        (_("Founded"), cluster.founding_year),
        (_("Legal form"), cluster.legal_form),
        (_("Carrier"), cluster.carrier),
        (_("Members"), cluster.members_count),
    ]
    unknown = _("not documented")
    known: list[tuple[str, facts.Value]] = [
        (_("Types of members"), facts.member_types(cluster)),
        (_("Staff in full-time equivalents"), facts.staff(cluster)),
    ]
    rows = [*always, *(row for row in known if row[1])]
    return [
        {
            "label": label,
            "value": shortened(line(str(value or unknown)), longest)[0],
            # these two are kept in German only
            "lang": "de" if value in (cluster.legal_form, cluster.carrier) else "",
            "is_unknown": not value,
        }
        for label, value in rows
    ]


# --- pieces


def section(
    title: str, items: list, most: int, unknown: str, always: Sequence = ()
) -> Section:
    """At most so many items, and those that are never left out."""
    has_cut_note = any(isinstance(item, dict) and item["is_cut"] for item in items)
    return {
        "title": title,
        "items": [*items[:most], *always],
        "is_cut": len(items) > most or has_cut_note,
        "unknown": "" if items or always else unknown,
    }


def said(text: str, *, is_strong: bool = False, lang: str = "") -> dict[str, Any]:
    return {"text": line(text), "is_strong": is_strong, "lang": lang, "href": ""}


def linked(target: str, scheme: str = "", shown: str = "") -> dict[str, Any]:
    """A link that says its address; an empty target gives an empty text."""
    text = shown or target.split("://", 1)[-1].rstrip("/")
    href = f"{scheme}{target}" if target else ""
    text = line(text, LONGEST_LINK)
    return {"text": text, "is_strong": False, "lang": "", "href": href}


def text_of(instance, name: str) -> dict[str, str]:
    """A text in two languages, and the language in which it is said."""
    parts = map(line, getattr(instance, name).splitlines())
    text = "\n".join(filter(None, parts))
    return {"text": text, "lang": text_language(instance, name)}


def shortened(text: str, most: int) -> tuple[str, bool]:
    """At most so many characters, cut between words, with "…" where something is left
    out; and whether something is."""
    if len(text) <= most:
        return text, False
    words = text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-\n")
    return (f"{words}…" if most else ""), True

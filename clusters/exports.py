"""What one takes away of an entry: vCard 4.0 (RFC 6350)."""

from __future__ import annotations

from datetime import UTC, datetime

FOLD_OCTETS = 75


def vcards(cluster, contacts, url: str) -> str:
    """One card of the organisation and one of each public contact, CRLF lines."""
    cards = [organisation_card(cluster, url)]
    cards += [contact_card(cluster, contact, url) for contact in contacts]
    lines = [line for card in cards for line in card]
    return "".join(f"{fold_line(line)}\r\n" for line in lines)


def organisation_card(cluster, url: str) -> list[str]:
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        f"FN:{escape(cluster.name)}",
        f"ORG:{escape(cluster.name)}",
        f"SOURCE:{url}",
    ]
    if cluster.website:
        lines.append(f"URL:{cluster.website}")
    lines += [address(location) for location in cluster.locations.all()]
    return [*lines, f"REV:{time_stamp(cluster.updated_at)}", "END:VCARD"]


def address(location) -> str:
    """ADR: post box; extended; street; locality; region; code; country."""
    is_public = location.is_address_public
    street = escape(location.street) if is_public else ""
    postcode = location.postcode if is_public else ""
    town = escape(location.place.name)
    return f"ADR:;;{street};{town};Nordrhein-Westfalen;{postcode};Deutschland"


def contact_card(cluster, contact, url: str) -> list[str]:
    """A person, or a role mailbox as a part of the organisation."""
    kind = "individual" if contact.name else "org"
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"KIND:{kind}",
        f"FN:{escape(contact.name or contact.role or cluster.short_name)}",
        f"ORG:{escape(cluster.name)}",
    ]
    optional = [
        ("ROLE", escape(contact.role)),
        ("EMAIL", escape(contact.email)),
        ("TEL", escape(contact.phone)),
        ("SOURCE", contact.source_url or url),
        ("REV", revision(contact, cluster)),
    ]
    lines += [f"{name}:{value}" for name, value in optional if value]
    return [*lines, "END:VCARD"]


def revision(contact, cluster) -> str:
    """When the contact was read, or else when the entry was changed."""
    day = contact.retrieved_on
    return f"{day:%Y%m%d}T000000Z" if day else time_stamp(cluster.updated_at)


def time_stamp(moment: datetime) -> str:
    """UTC in the basic form of ISO 8601, as REV wants it."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escape(text: str) -> str:
    """Text as RFC 6350 wants it: backslash, comma, semicolon and newline escaped."""
    for sign in ("\\", ",", ";"):
        text = text.replace(sign, f"\\{sign}")
    # whatever a reader may take for the end of a line would start another property
    return "\\n".join(text.splitlines())


def fold_line(line: str) -> str:
    """A line of at most 75 octets each; what follows begins with a space."""
    folded, length = "", 0
    for character in line:
        octets = len(character.encode())
        if length + octets > FOLD_OCTETS:
            folded, length = f"{folded}\r\n ", 1
        folded, length = folded + character, length + octets
    return folded

"""What the public may know of an impulse's state, as flat plain values.

Two such dictionaries are compared to say what changed, and changes are taken back to say
what was true on a past day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from impulses.models import Impulse, ImpulseLink, PublicEntry

Facts = dict[str, Any]
Changes = dict[str, list[Any]]

PLAIN = [
    "number",
    "title_de",
    "title_en",
    "text_de",
    "text_en",
    "wording",
    "page",
    "answer",
    "implementation",
    "next_step_de",
    "next_step_en",
    "evidence_url",
]
PART = ["title_de", "title_en", "measure_de", "measure_en", "state", "evidence_url"]


def public_facts(impulse: Impulse) -> Facts:
    """Key to a string, a number or None; days as ISO text, units by their slug.

    Parts have the keys `part.<pk>.<fact>`; `links` reads "#7:similar, #12:duplicate",
    by primary key: numbers change. Entries of before have numbers, without "#". Asks the
    database for units, parts and links.
    """
    facts: Facts = {name: getattr(impulse, name) for name in PLAIN}
    answer = impulse.published_answer
    facts["reason_de"] = answer.reason_de if answer else ""
    facts["reason_en"] = answer.reason_en if answer else ""
    facts["unit"] = slug_of(impulse.responsible_unit)
    facts["due_on"] = day_of(impulse.due_on)
    is_public = impulse.is_answer_due_public
    facts["answer_due_on"] = day_of(impulse.answer_due_on if is_public else None)
    facts["links"] = links_of(impulse)
    for part in impulse.parts.select_related("responsible_unit"):
        prefix = f"part.{part.pk}."
        facts |= {prefix + name: getattr(part, name) for name in PART}
        facts[prefix + "unit"] = slug_of(part.responsible_unit)
        facts[prefix + "due_on"] = day_of(part.due_on)
    return facts


def links_of(impulse: Impulse) -> str:
    pairs = sorted(
        (row.other_id if row.impulse_id == impulse.pk else row.impulse_id, row.kind)
        for row in ImpulseLink.objects.of(impulse)
    )
    return ", ".join(f"#{key}:{kind}" for key, kind in pairs)


def slug_of(unit) -> str | None:
    return unit.slug if unit else None


def day_of(day) -> str | None:
    return day.isoformat() if day else None


def changes_between(before: Facts, after: Facts) -> Changes:
    """Key to [before, after] for all that differs; what did not exist is None."""
    keys = sorted(before.keys() | after.keys())
    pairs = {key: [before.get(key), after.get(key)] for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def taken_back(facts: Facts, entries: Iterable[PublicEntry]) -> Facts:
    """The facts before these entries, which come the newest first."""
    earlier = dict(facts)
    for entry in entries:
        for key, (before, _after) in entry.changes.items():
            earlier[key] = before
    return earlier


def net_changes(entries: Iterable[PublicEntry]) -> Changes:
    """What several entries, the oldest first, changed all together."""
    net: Changes = {}
    for entry in entries:
        for key, (before, after) in entry.changes.items():
            first = net[key][0] if key in net else before
            net[key] = [first, after]
    return {key: pair for key, pair in net.items() if pair[0] != pair[1]}

"""What a brief says, in the active language, as plain values.

Every format is made of this alone, so that all four say the same. Only what the public
may know, unless `internal` was added for somebody who may read it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urljoin

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusterallianz.listing import ListingFilterSet
from clusters.models import Certainty, current_versions
from impulses.brief.asked import Condition, asked_in_words
from impulses.brief.clusters import clusters_offering, voices_of
from impulses.brief.internal import Internal, internal_of
from impulses.brief.texts import Text, plain, text_of
from impulses.caveats import about_assignment, about_list
from impulses.history import names_for
from impulses.lateness import days_late
from impulses.models import Impulse, PublicEntry
from impulses.timeline import Names, words_of

# the newest entries of each impulse's timeline
ENTRIES = 5
CREDIT = "Verzeichnis der ClusterAllianz.NRW"
LICENCE = "dl-de/by-2-0"
LICENCE_URL = "https://www.govdata.de/dl-de/by-2-0"


@dataclass(frozen=True)
class Part:
    title: Text
    state: str
    measure: Text
    unit: str
    due_on: date | None
    days_late: int
    evidence_url: str


@dataclass(frozen=True)
class Entry:
    """Something that happened; `role` is who did it."""

    on: date
    kind: str
    role: str
    text: Text
    changes: list[str]


@dataclass(frozen=True)
class Source:
    """A public page, and what it says of the impulse. `doubt`: empty if it is certain."""

    text: Text
    url: str
    doubt: str


@dataclass(frozen=True)
class Item:
    """One impulse. `state`: the key of its answer, for colours; `assignment`: a caveat
    about drivers, services and addressees.

    `answer_due_on` and `due_on` are promised in public; their days of lateness are 0
    while there is time, and once there is nothing more to wait for.
    """

    number: int
    title: Text
    url: str
    wording: Text
    wording_state: str
    page: int | None
    drivers: list[str]
    services: list[str]
    addressees: list[str]
    assignment: str
    asking: list[str]
    delivering: list[str]
    voices: str
    state: str
    answer: str
    reason: Text
    answered_on: date | None
    answer_due_on: date | None
    answer_days_late: int
    unit: str
    implementation: str
    next_step: Text
    due_on: date | None
    days_late: int
    next_due_on: date | None
    most_days_late: int
    evidence_url: str
    parts: list[Part]
    entries: list[Entry]
    sources: list[Source]
    internal: Internal | None = None


@dataclass(frozen=True)
class Brief:
    """`answers`, `implementations`: label and number of each state there is, in the order
    of the vocabulary. `marks`: what has to stand on every page; `caveats`: what our
    sources leave open."""

    language: str
    title: str
    as_of: date
    url: str
    conditions: list[Condition]
    order: str
    hints: list[str]
    items: list[Item]
    answers: list[tuple[str, int]]
    implementations: list[tuple[str, int]]
    late: int
    is_internal: bool
    is_practice: bool
    caveats: list[str]
    marks: list[str] = field(default_factory=list)


def brief_of(listing: ListingFilterSet, url: str, reader=None) -> Brief:
    """The impulses of a list, in its order; the same number of queries for any number.

    `url`: the address of the list, of which the impulses' addresses are made. `reader`:
    whose internal copy it is, None for what everybody may have: then no condition of the
    work area is named either.
    """
    rows = list(of_brief(listing.ordered()))
    internal = internal_of(rows, reader) if reader else {}
    voices, offering = voices_of(rows), clusters_offering(rows)
    known = names_for(row.pk for row in rows)
    items = [
        item_of(row, url, voices[row.pk], offering.get(row.pk, []), known)
        | {"internal": internal.get(row.pk)}
        for row in rows
    ]
    return Brief(
        language="en" if get_language() == "en" else "de",
        title=_("Impulses and answers"),
        as_of=timezone.localdate(),
        url=url,
        items=[Item(**item) for item in items],
        is_internal=reader is not None,
        caveats=about_list(rows),
        **asked_in_words(listing, is_internal=reader is not None),
        **numbers_of(rows),
        **marks_of(is_internal=reader is not None),
    )


def of_brief(rows):
    """The impulses with all that is said of them."""
    last = PublicEntry.objects.order_by("-at", "-pk")[:ENTRIES]
    return rows.for_brief().prefetch_related(
        Prefetch("public_entries", last, to_attr="last_entries")
    )


def numbers_of(rows: list[Impulse]) -> dict:
    answers = Counter(row.answer for row in rows)
    states = Counter(row.implementation for row in rows)
    return {
        "answers": [
            (str(label), answers[value])
            for value, label in Impulse.Answer.choices
            if answers[value]
        ],
        "implementations": [
            (str(label), states[value])
            for value, label in Impulse.Implementation.choices
            if states[value]
        ],
        "late": sum(days_late(row.next_due_on) > 0 for row in rows),
    }


def marks_of(*, is_internal: bool) -> dict:
    is_practice = current_versions().is_practice
    marks = [_("INTERNAL")] if is_internal else []
    if is_practice:
        marks.append(_("Practice data – invented"))
    return {"is_practice": is_practice, "marks": marks}


# --- one impulse


def item_of(row: Any, url: str, voices: str, offering: list[str], known: Names) -> dict:
    """`row`: as of `of_brief`; `offering`: clusters with a service that it is about;
    `known`: names of units and parts, for what the timeline says."""
    named = [plain(cluster.short_name) for cluster in row.delivering_clusters.all()]
    return {
        "number": row.number,
        "title": text_of(row, "title"),
        "url": urljoin(url, row.get_absolute_url()),
        "wording": text_of(row, "text"),
        "wording_state": row.get_wording_display(),
        "page": row.page,
        "drivers": names(row.drivers.all()),
        "services": names(row.service_types.all()),
        "addressees": names(row.addressees.all()),
        "assignment": about_assignment(row),
        "asking": [plain(cluster.short_name) for cluster in row.asking_clusters.all()],
        "delivering": list(dict.fromkeys([*named, *offering])),
        "voices": voices,
        "parts": [part_of(part) for part in row.parts.all()],
        "entries": [entry_of(entry, known) for entry in row.last_entries],
        "sources": [source_of(source) for source in row.sources.all()],
        **answer_of(row),
        **progress_of(row),
    }


def answer_of(row: Impulse) -> dict:
    """What the ministry said, or until when it will."""
    answer = row.published_answer
    return {
        "state": row.answer,
        "answer": row.get_answer_display(),
        "reason": text_of(answer, "reason") if answer else Text(),
        "answered_on": row.answered_on,
        "answer_due_on": row.promised_on,
        "answer_days_late": days_late(row.promised_on),
    }


def progress_of(row: Impulse) -> dict:
    """What becomes of it, and what is owed by when."""
    return {
        "unit": plain(row.responsible_unit.name) if row.responsible_unit else "",
        "implementation": row.get_implementation_display(),
        "next_step": text_of(row, "next_step"),
        "due_on": row.due_on,
        "days_late": 0 if row.is_finished else days_late(row.due_on),
        "next_due_on": row.next_due_on,
        "most_days_late": days_late(row.next_due_on),
        "evidence_url": plain(row.evidence_url),
    }


def part_of(part) -> Part:
    return Part(
        title=text_of(part, "title"),
        state=part.get_state_display(),
        measure=text_of(part, "measure"),
        unit=plain(part.responsible_unit.name) if part.responsible_unit else "",
        due_on=part.due_on,
        days_late=days_late(part.due_on) if part.is_open else 0,
        evidence_url=plain(part.evidence_url),
    )


def source_of(source) -> Source:
    is_certain = source.certainty == Certainty.CONFIRMED
    doubt = "" if is_certain else source.get_certainty_display()
    return Source(text_of(source, "says"), plain(source.source_url), doubt)


def entry_of(entry: PublicEntry, known: Names) -> Entry:
    said = [plain(line) for line in words_of(entry, known)]
    return Entry(
        on=timezone.localdate(entry.at),
        kind=entry.get_kind_display(),
        role=entry.get_role_display(),
        text=text_of(entry, "text"),
        changes=said,
    )


def names(terms) -> list[str]:
    return [plain(term.name) for term in terms]

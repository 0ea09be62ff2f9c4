"""An impulse as it stood at the end of a past day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from impulses.facts import PART, PLAIN, Facts, public_facts, taken_back
from impulses.lookup import day_in
from impulses.models import Answer, Impulse, ImpulsePart, PublicEntry, ResponsibleUnit
from impulses.paper import HANDED_OVER
from impulses.timeline import PART_KEY


@dataclass(frozen=True)
class Standing:
    """What a page shows. `day`: a past one, or None for today; `hint`: why not the day
    that was asked for; `now`: answer and implementation state of today, in words. The
    impulse, its answer and parts are never saved."""

    impulse: Impulse
    answer: Answer | None
    parts: list[ImpulsePart]
    day: date | None = None
    hint: str = ""
    now: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        return self.day or timezone.localdate()


def asked_day(text: str) -> tuple[date | None, str]:
    """The past day in a parameter, and a hint if it is none."""
    if not text:
        return None, ""
    day = day_in(text)
    if day is None:
        return None, _(
            "This is no date; the page shows today. Write 2026-10-01 or 1.10.2026."
        )
    if day > timezone.localdate():
        return None, _("This day is still to come; the page shows today.")
    if day < HANDED_OVER:
        return None, _(
            "The paper was handed over in April 2025, and nothing is kept of earlier "
            "days; the page shows today."
        )
    return (None if day == timezone.localdate() else day), ""


def today_only(text: str) -> dict[str, Any]:
    """For pages that show no past day: the one that was asked for, and a hint."""
    day, hint = asked_day(text)
    if day is not None:
        hint = _("This page has no past days; it shows today.")
    return {"asked_day": day, "hint": hint}


def standing_of(impulse: Impulse, text: str) -> Standing:
    """As of the day that a parameter names; `impulse`: of `for_detail()`."""
    day, hint = asked_day(text)
    if day is None:
        return of_today(impulse, hint)
    entries = impulse.public_entries.after(day)
    facts = taken_back(public_facts(impulse), entries)
    if facts["title_de"] is None:
        return of_today(
            impulse, _("This impulse was not entered yet on that day; this is today.")
        )
    now = impulse.get_answer_display(), impulse.get_implementation_display()
    units = {unit.slug: unit for unit in ResponsibleUnit.objects.all()}
    return Standing(
        with_facts(impulse, facts, units),
        answer_of(facts, impulse, day),
        parts_of(facts, units),
        day,
        now=now,
    )


def of_today(impulse: Impulse, hint: str) -> Standing:
    parts = list(impulse.parts.all())
    return Standing(impulse, impulse.published_answer, parts, hint=hint)


def with_facts(impulse: Impulse, facts: Facts, units: dict) -> Impulse:
    """The same object with the values of then; its number stays, it is its address."""
    for name in PLAIN:
        if name != "number" and facts.get(name) is not None:
            setattr(impulse, name, facts[name])
    impulse.page = facts.get("page")
    impulse.responsible_unit = units.get(facts.get("unit"))
    impulse.due_on = day_of(facts.get("due_on"))
    impulse.answer_due_on = day_of(facts.get("answer_due_on"))
    impulse.is_answer_due_public = impulse.answer_due_on is not None
    return impulse


def answer_of(facts: Facts, impulse: Impulse, day: date) -> Answer | None:
    """The answer that stood then, with the date of its publication."""
    if not impulse.is_answered:
        return None
    published = impulse.answers.published().filter(published_at__date__lte=day)
    last = published.order_by("-published_at").first()
    return Answer(
        impulse=impulse,
        answer=impulse.answer,
        reason_de=facts.get("reason_de") or "",
        reason_en=facts.get("reason_en") or "",
        published_at=last.published_at if last else None,
    )


def parts_of(facts: Facts, units: dict) -> list[ImpulsePart]:
    """The parts that there were then."""
    values: dict[int, dict[str, Any]] = {}
    for key, value in facts.items():
        if found := PART_KEY.fullmatch(key):
            values.setdefault(int(found[1]), {})[found[2]] = value
    return [
        part_with(pk, found, units)
        for pk, found in sorted(values.items())
        if found.get("state")
    ]


def part_with(pk: int, values: dict[str, Any], units: dict) -> ImpulsePart:
    part = ImpulsePart(pk=pk, **{name: values.get(name) or "" for name in PART})
    part.responsible_unit = units.get(values.get("unit"))
    part.due_on = day_of(values.get("due_on"))
    return part


def day_of(text: str | None) -> date | None:
    return parse_date(text) if text else None


class Owed(NamedTuple):
    """Who promised what to the public by when."""

    day: date
    who: str
    what: str


def owed(standing: Standing) -> list[Owed]:
    """What the public still waits for, the first first."""
    impulse = standing.impulse
    who = name_of(impulse.responsible_unit)
    days = []
    if impulse.promised_on:
        days.append(Owed(impulse.promised_on, who, _("answer")))
    if impulse.due_on and not impulse.is_finished:
        step = impulse.next_step.rstrip(". ")
        what = _("“%(step)s”") % {"step": step} if step else _("next step")
        days.append(Owed(impulse.due_on, who, what))
    days += [
        Owed(
            part.due_on,
            name_of(part.responsible_unit or impulse.responsible_unit),
            _("part “%(title)s”") % {"title": part.title},
        )
        for part in standing.parts
        if part.due_on and part.is_open
    ]
    return sorted(days, key=lambda promise: promise.day)


def name_of(unit: ResponsibleUnit | None) -> str:
    return unit.name if unit else str(PublicEntry.Role.MINISTRY.label)

"""The state of all impulses: counts by every state and term, and their growth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models import Driver, ServiceType
from impulses.burnup import Chart, Month, burn_up, draw
from impulses.filters import DUE, WITHOUT, WORDINGS
from impulses.models import Impulse, ResponsibleUnit
from impulses.querysets import ANSWERS, ImpulseQuerySet
from impulses.querysets.counts import (
    count_by,
    count_by_month,
    count_conditions,
    due_conditions,
    wording_conditions,
)
from impulses.tables import Axis, CrossTable, Number, Table, cross_table, number, table

Counts = dict[str, int]
UNTOUCHED = (Impulse.Answer.OPEN.value, Impulse.Implementation.NOT_STARTED.value)


@dataclass(frozen=True)
class BurnUp:
    """`undated`: answered impulses whose day nobody has recorded."""

    months: list[Month]
    chart: Chart
    undated: int

    @property
    def now(self) -> Month:
        return self.months[-1]


@dataclass(frozen=True)
class Dashboard:
    """`key_numbers`: total, answered, done and late. `is_untouched`: whether nothing
    has been recorded of any impulse since the paper."""

    key_numbers: list[Number]
    is_untouched: bool
    tables: list[Table]
    cross_tables: list[CrossTable]
    burn_up: BurnUp


def build_dashboard() -> Dashboard:
    """Everything in ten queries, whatever the number of impulses."""
    today = timezone.localdate()
    rows = Impulse.objects.all()
    states = count_by(rows, "answer", "implementation")
    by_driver = count_by(rows, "drivers__slug", "answer")
    conditions = count_conditions(rows, due_conditions(today) | wording_conditions())
    answers, works = answer_axis(), work_axis()
    drivers = term_axis("treiber", _("Driver"), Driver, _("without driver"))
    return Dashboard(
        key_numbers(states, conditions["ja"]),
        states.total() == states[UNTOUCHED],
        [
            table(answers, summed(states, 0)),
            table(works, summed(states, 1)),
            table(Axis("verzug", _("Due date"), named(DUE)), conditions),
            unit_table(rows),
            table(drivers, summed(by_driver, 0)),
            service_table(rows),
            table(Axis("wortlaut", _("Wording"), named(WORDINGS)), conditions),
        ],
        [
            cross_table(answers, works, states),
            cross_table(drivers, answers, with_none_named(by_driver)),
        ],
        build_burn_up(rows, states.total(), today),
    )


def key_numbers(states: Counter[tuple], late: int) -> list[Number]:
    """All impulses, and those that are answered, done and late."""
    answers, works = summed(states, 0), summed(states, 1)
    answered = sum(answers.get(answer, 0) for answer in ANSWERS)
    done = Impulse.Implementation.DONE.value
    return [
        number(_("Impulses"), states.total()),
        number(_("answered"), answered, antwort=ANSWERS),
        number(_("done"), works.get(done, 0), umsetzung=done),
        number(_("overdue"), late, verzug="ja"),
    ]


def answer_axis() -> Axis:
    return Axis("antwort", _("Answer"), named(dict(Impulse.Answer.choices)))


def work_axis() -> Axis:
    choices = dict(Impulse.Implementation.choices)
    return Axis("umsetzung", _("Implementation state"), named(choices))


def unit_table(rows: QuerySet) -> Table:
    axis = term_axis(
        "stelle", _("Responsible unit"), ResponsibleUnit, _("without responsible unit")
    )
    return table(axis, summed(count_by(rows, "responsible_unit__slug"), 0))


def service_table(rows: QuerySet) -> Table:
    axis = term_axis("leistung", _("Service"), ServiceType, _("without service type"))
    return table(axis, summed(count_by(rows, "service_types__slug"), 0))


def term_axis(name: str, label: str, model, without: str) -> Axis:
    """The terms of a vocabulary in its order, and at last what has none of them."""
    terms = {term.slug: term.name for term in model.objects.all()}
    return Axis(name, label, terms | {WITHOUT: without})


def named(values: dict) -> dict[str, str]:
    """Lazy names as text in the active language."""
    return {str(value): str(name) for value, name in values.items()}


def with_none_named(counts: Counter[tuple]) -> dict[tuple, int]:
    """Counts of tuples, those without a term under `ohne`."""
    return {
        tuple(WITHOUT if term is None else term for term in key): count
        for key, count in counts.items()
    }


def summed(counts: Counter[tuple], place: int) -> Counts:
    """Counts of tuples by what stands at one place of them."""
    sums: Counter[str] = Counter()
    for key, count in with_none_named(counts).items():
        sums[key[place]] += count
    return sums


def build_burn_up(rows: ImpulseQuerySet, total: int, today: date) -> BurnUp:
    answered = count_by_month(rows.answered(), "answered_on")
    done = count_by_month(rows.filter(done_on__isnull=False), "done_on")
    months = burn_up(total, answered, done, today)
    return BurnUp(months, draw(months), answered[None])

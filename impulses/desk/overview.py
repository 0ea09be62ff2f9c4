"""What waits for whom in the ministry, each number with its list in the work area."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Case, Count, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from impulses.models import Answer, Assignment, Impulse
from impulses.people import name_from
from impulses.querysets import DRAFTS, FINISHED, OPEN_ANSWERS, VOTES, own_votes
from impulses.querysets.counts import count_conditions
from impulses.tables import Number, Table, heated, number

# whose implementation somebody has to answer for
TO_DO = [Impulse.Answer.ACCEPTED.value, Impulse.Answer.PARTLY.value]
UNFINISHED = [s for s in Impulse.Implementation.values if s not in FINISHED]

OPEN = Q(answer__in=OPEN_ANSWERS)
TO_BE_DONE = Q(answer__in=TO_DO)


class Topic(NamedTuple):
    """`parameters` of the list that holds what fulfils the `condition`."""

    label: str
    condition: Q
    parameters: Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Person:
    """An account's assignments: overdue, outstanding, settled, all. What is overdue is
    outstanding, too."""

    name: str
    numbers: list[Number]


@dataclass(frozen=True)
class Overview:
    """`scheduled`: released answers, the next one first."""

    tables: list[Table]
    people: list[Person]
    scheduled: Sequence[Answer]


def build_overview() -> Overview:
    """Everything in three queries, whatever the number of impulses and accounts."""
    answers = Answer.objects.filter(state=Answer.State.SCHEDULED)
    return Overview(
        tables=count_topics(
            {
                ("voten", _("Assessments of open impulses")): vote_topics(),
                ("antworten", _("Answers on their way")): answer_topics(),
                ("fehlt", _("What is missing")): missing_topics(),
            }
        ),
        people=count_people(),
        scheduled=list(answers.select_related("impulse").order_by("publish_at", "pk")),
    )


def vote_topics() -> list[Topic]:
    labels = {
        "ohne": _("nobody assigned"),
        "keine": _("assigned, none settled yet"),
        "teils": _("some settled"),
        "alle": _("all settled"),
    }
    return [
        Topic(label, OPEN & VOTES[state], {"votum": state, "antwort": OPEN_ANSWERS})
        for state, label in labels.items()
    ]


def answer_topics() -> list[Topic]:
    all_voted = OPEN & VOTES["alle"] & DRAFTS["ohne"]
    parameters = {"votum": "alle", "entwurf": "ohne", "antwort": OPEN_ANSWERS}
    return [
        Topic(_("all settled, nothing prepared"), all_voted, parameters),
        *(
            Topic(label, DRAFTS[state], {"entwurf": state})
            for state, label in (
                ("vorbereitet", _("prepared, waits for release")),
                ("freigegeben", _("released for a set time")),
            )
        ),
    ]


def missing_topics() -> list[Topic]:
    to_do = TO_BE_DONE & Q(implementation__in=UNFINISHED)
    parameters = {"antwort": TO_DO, "umsetzung": UNFINISHED}
    return [
        Topic(
            _("open, without a published due date"),
            OPEN & Q(next_due_on=None),
            {"antwort": OPEN_ANSWERS, "verzug": "ohne"},
        ),
        Topic(
            _("to be done, without due date"),
            to_do & Q(next_due_on=None),
            parameters | {"verzug": "ohne"},
        ),
        Topic(
            _("to be done, without responsible unit"),
            to_do & Q(responsible_unit=None),
            parameters | {"stelle": "ohne"},
        ),
    ]


def count_topics(groups: Mapping[tuple[str, str], list[Topic]]) -> list[Table]:
    """A table for each group (anchor, caption) of topics, all in one query."""
    counts = count_conditions(
        Impulse.objects.with_votes(),
        {
            f"{name}_{place}": topic.condition
            for (name, _caption), topics in groups.items()
            for place, topic in enumerate(topics)
        },
    )
    return [
        Table(
            name,
            caption,
            heated(
                [
                    number(topic.label, counts[f"{name}_{place}"], **topic.parameters)
                    for place, topic in enumerate(topics)
                ]
            ),
        )
        for (name, caption), topics in groups.items()
    ]


def count_people() -> list[Person]:
    """All who are assigned something, those with most overdue first."""
    account = ("reviewer__username", "reviewer__first_name", "reviewer__last_name")
    rows = Assignment.objects.with_vote().order_by().annotate(state=state_of_vote())
    counts: defaultdict[tuple, Counter[str]] = defaultdict(Counter)
    for *names, state, count in rows.values_list(*account, "state").annotate(
        number=Count("pk")
    ):
        counts[tuple(names)][state] = count
    found = [person(*names, counts=states) for names, states in counts.items()]
    return sorted(found, key=lambda one: (-one.numbers[0].count, one.name))


def state_of_vote() -> Case:
    """The first of `own_votes` that holds for an assignment, the overdue ones apart."""
    conditions = own_votes(timezone.localdate())
    states = ["abgegeben", "ueberfaellig", "ausstehend"]
    whens = [When(conditions[state], then=Value(state)) for state in states]
    return Case(*whens, default=Value(""))


def person(username: str, first: str, last: str, *, counts: Counter[str]) -> Person:
    label = name_from(username, f"{first} {last}".strip())
    numbers = {
        "ueberfaellig": counts["ueberfaellig"],
        "ausstehend": counts["ausstehend"] + counts["ueberfaellig"],
        "abgegeben": counts["abgegeben"],
    }
    links = [
        number(label, count, person=username, abgabe=state)
        for state, count in numbers.items()
    ]
    return Person(label, [*links, number(label, counts.total(), person=username)])

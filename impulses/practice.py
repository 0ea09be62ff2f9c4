"""Invented data to practise with in the ministry's work area, by the demo's accounts.

Only `dev.py --demo-review` makes it, and marks the database for good: every page says
then that it is invented. Past events are written as they would have been on their day,
so that there is a history to look at; nobody is sent a mail about them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from clusters.models import Cluster, mark_as_practice
from impulses.facts import changes_between, public_facts
from impulses.models import (
    Absence,
    Answer,
    Assessment,
    AssessmentScore,
    Assignment,
    Criterion,
    Impulse,
    ImpulseLink,
    ImpulsePart,
    InternalEntry,
    InternalNote,
    PublicEntry,
    ResponsibleUnit,
    Voice,
)
from impulses.reviews.clock import settle

Kind = PublicEntry.Kind
State = Impulse.Implementation

UNITS = [
    ("uebung-a", "Übungsreferat A (erfunden)", "Practice unit A (invented)"),
    ("uebung-b", "Übungsreferat B (erfunden)", "Practice unit B (invented)"),
    ("uebung-c", "Übungsreferat C (erfunden)", "Practice unit C (invented)"),
]
REVIEWERS = ["demo-pruefung", "demo-pruefung-2"]
# number: days until the assessment is due, or None
ASSIGNED: dict[int, int | None] = {
    3: -20,
    4: -6,
    5: -5,
    6: 3,
    7: 12,
    8: 20,
    9: 25,
    10: None,
    11: None,
    12: 45,
}
# number: for each reviewer the scores of the criteria, or None for not yet
VOTES: dict[int, list[list[int] | None]] = {
    3: [[3, 3, 4, 2], [4, 3, 3, 2]],
    4: [[4, 2, 3, 1], [1, 1, 2, 3]],
    5: [None, [2, 3, 2, 3]],
    6: [None, [3, 4, 3, 3]],
    8: [[2, 2, 2, 2], None],
}
REASON = "Übung: Der Nutzen ist absehbar, die Mittel sind es noch nicht."
DECLINED_DE = (
    "Übung, erfunden: Für dieses Anliegen fehlt dem Land die Zuständigkeit; sie liegt"
    " beim Bund. Das Land gibt das Anliegen weiter und berichtet über die Antwort."
)
DECLINED_EN = (
    "Practice, invented: this is not for the state to decide but for the federation."
    " The state passes it on and reports what it hears."
)
# number: answer, unit, days since the answer, days until the next step is due
ANSWERS: dict[int, tuple[str, str, int, int | None]] = {
    13: (Impulse.Answer.ACCEPTED, "uebung-a", 160, -12),
    14: (Impulse.Answer.PARTLY, "uebung-b", 120, 40),
    15: (Impulse.Answer.NOTED, "uebung-c", 90, None),
    16: (Impulse.Answer.DECLINED, "uebung-c", 60, None),
    17: (Impulse.Answer.ACCEPTED, "uebung-a", 30, 20),
}
# number: for each part its name, state and days until it is due
PARTS: dict[int, list[tuple[str, str, int]]] = {
    14: [
        ("Übung: Bedarf erheben", State.DONE, -70),
        ("Übung: Förderaufruf vorbereiten", State.IN_PROGRESS, -9),
        ("Übung: Ergebnisse veröffentlichen", State.NOT_STARTED, 120),
    ],
    17: [
        ("Übung: Runder Tisch einberufen", State.IN_PROGRESS, 15),
        ("Übung: Leitfaden herausgeben", State.NOT_STARTED, 75),
    ],
}
VOICES = [
    ("demo-manager", 3, Voice.Stance.SUPPORTS, True, "Übung: Wir haben ein Testfeld."),
    ("demo-manager", 14, Voice.Stance.SUPPORTS, False, ""),
    ("demo-manager-2", 14, Voice.Stance.SUPPORTS, True, "Übung: Wir beraten dazu."),
    (
        "demo-manager-2",
        3,
        Voice.Stance.CONCERNS,
        False,
        "Übung: Kleine Betriebe brauchen längere Fristen.",
    ),
]


@transaction.atomic
def make_practice_data() -> bool:
    """Add the invented data once; returns whether it was added now.

    Needs the directory and the demo's accounts.
    """
    if ResponsibleUnit.objects.filter(slug=UNITS[0][0]).exists():
        return False
    mark_as_practice()
    Practice().make()
    return True


class Practice:
    def __init__(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate()
        users = get_user_model().objects
        self.account = {
            user.username: user for user in users.filter(username__startswith="demo-")
        }
        self.author = self.account["demo-koordination"]
        self.releaser = self.account["demo-koordination-2"]
        self.impulse = {impulse.number: impulse for impulse in Impulse.objects.all()}
        self.units = {
            slug: ResponsibleUnit.objects.create(
                slug=slug,
                name_de=german,
                name_en=english,
                mailbox=f"{slug}@example.org",
                position=position,
            )
            for position, (slug, german, english) in enumerate(UNITS)
        }

    def make(self) -> None:
        self.assign()
        self.vote()
        for number, known in ANSWERS.items():
            self.answer(number, *known)
        for number, parts in PARTS.items():
            self.add_parts(number, parts)
        self.prepare()
        self.voices()
        self.links_and_notes()
        last = PublicEntry.objects.filter(impulse=OuterRef("pk")).order_by("-at")
        told = Impulse.objects.filter(pk__in=PublicEntry.objects.values("impulse"))
        told.update(updated_at=Subquery(last.values("at")[:1]))

    def happened(
        self, impulse: Impulse, days_ago: int, kind: str, words: str = "", **values: Any
    ) -> None:
        """Write a change as of a past day, with its entry of the timeline."""
        before = public_facts(impulse)
        for name, value in values.items():
            setattr(impulse, name, value)
        settle(impulse)
        PublicEntry.objects.create(
            impulse=impulse,
            at=self.now - timedelta(days=days_ago),
            kind=kind,
            role=PublicEntry.Role.MINISTRY,
            text_de=words,
            changes=changes_between(before, public_facts(impulse)),
        )

    def take_up(self, number: int, days_ago: int) -> Impulse:
        impulse = self.impulse[number]
        if impulse.answer == Impulse.Answer.OPEN:
            review = Impulse.Answer.REVIEW
            self.happened(impulse, days_ago, Kind.REVIEW, answer=review)
        return impulse

    def assign(self) -> None:
        for number, days in ASSIGNED.items():
            impulse = self.take_up(number, 200 - number)
            for place, name in enumerate(REVIEWERS):
                Assignment.objects.create(
                    impulse=impulse,
                    reviewer=self.account[name],
                    is_lead=place == 0,
                    due_on=None if days is None else self.today + timedelta(days=days),
                    assigned_by=self.author,
                )
            InternalEntry.objects.create(
                impulse=impulse, kind=InternalEntry.Kind.ASSIGNED, by=self.author
            )
        # promised in public, and not kept: this one is late
        late: dict[str, Any] = {
            "answer_due_on": self.today - timedelta(days=8),
            "is_answer_due_public": True,
        }
        self.happened(self.impulse[4], 60, Kind.DUE, **late)
        Absence.objects.create(
            account=self.account[REVIEWERS[1]],
            deputy=self.account[REVIEWERS[0]],
            from_on=self.today + timedelta(days=7),
            until_on=self.today + timedelta(days=20),
        )

    def vote(self) -> None:
        criteria = list(Criterion.objects.filter(is_active=True))
        for number, votes in VOTES.items():
            for name, scores in zip(REVIEWERS, votes, strict=True):
                if scores is not None:
                    self.vote_once(
                        number, name, dict(zip(criteria, scores, strict=True))
                    )

    def vote_once(self, number: int, name: str, scores: dict[Criterion, int]) -> None:
        is_good = sum(scores.values()) > 2 * len(scores)
        assessment = Assessment.objects.create(
            impulse=self.impulse[number],
            reviewer=self.account[name],
            recommendation=Impulse.Answer.ACCEPTED if is_good else Impulse.Answer.NOTED,
            reason=REASON,
        )
        for criterion, value in scores.items():
            AssessmentScore.objects.create(
                assessment=assessment, criterion=criterion, value=value
            )
        InternalEntry.objects.create(
            impulse=self.impulse[number],
            kind=InternalEntry.Kind.ASSESSED,
            by=self.account[name],
        )

    def answer(
        self, number: int, kind: str, unit: str, days_ago: int, due: int | None
    ) -> None:
        impulse = self.take_up(number, days_ago + 60)
        due_on = None if due is None else self.today + timedelta(days=due)
        values: dict[str, Any] = {
            "responsible_unit": self.units[unit],
            "next_step_de": "Übung: Das Referat stimmt den Zeitplan ab." if due else "",
            "next_step_en": "Practice: the unit agrees on a timetable." if due else "",
            "due_on": due_on,
        }
        answer = self.draft(
            impulse,
            kind,
            state=Answer.State.PUBLISHED,
            released_by=self.releaser,
            published_at=self.now - timedelta(days=days_ago),
            **values,
        )
        impulse.answered_on = self.today - timedelta(days=days_ago)
        self.happened(
            impulse,
            days_ago,
            Kind.ANSWER,
            answer=kind,
            published_answer=answer,
            **values,
        )

    def draft(self, impulse: Impulse, kind: str, **values: Any) -> Answer:
        is_refusal = kind in (Impulse.Answer.PARTLY, Impulse.Answer.DECLINED)
        answer = Answer.objects.create(
            impulse=impulse,
            answer=kind,
            reason_de=DECLINED_DE
            if is_refusal
            else "Übung, erfunden: Das Land greift den Impuls auf.",
            reason_en=DECLINED_EN
            if is_refusal
            else "Practice, invented: the state takes the impulse up.",
            prepared_by=self.author,
            **values,
        )
        answer.authors.set([self.author])
        return answer

    def add_parts(self, number: int, parts: list[tuple[str, str, int]]) -> None:
        impulse = self.impulse[number]
        before = public_facts(impulse)
        for position, (title, state, days) in enumerate(parts):
            ImpulsePart.objects.create(
                impulse=impulse,
                position=position,
                title_de=title,
                measure_de="Übung: Es ist veröffentlicht.",
                state=state,
                responsible_unit=impulse.responsible_unit,
                due_on=self.today + timedelta(days=days),
            )
        settle(impulse)
        PublicEntry.objects.create(
            impulse=impulse,
            at=self.now - timedelta(days=25),
            kind=Kind.PART,
            role=PublicEntry.Role.MINISTRY,
            text_de="Übung: Der Impuls ist in Teile gegliedert.",
            text_en="Practice: the impulse is split into parts.",
            changes=changes_between(before, public_facts(impulse)),
        )

    def prepare(self) -> None:
        """One answer waits for the second pair of eyes, one for its time."""
        self.draft(self.impulse[3], Impulse.Answer.ACCEPTED)
        self.draft(
            self.take_up(18, 80),
            Impulse.Answer.NOTED,
            state=Answer.State.SCHEDULED,
            released_by=self.releaser,
            publish_at=self.now + timedelta(days=5),
        )

    def voices(self) -> None:
        for name, number, stance, can_deliver, text in VOICES:
            manager = self.account[name]
            Voice.objects.create(
                impulse=self.impulse[number],
                cluster=Cluster.objects.filter(managers=manager).get(),
                stance=stance,
                can_deliver=can_deliver,
                text=text,
                stated_by=manager,
            )

    def links_and_notes(self) -> None:
        ImpulseLink.objects.create(
            impulse=self.impulse[13],
            other=self.impulse[14],
            kind=ImpulseLink.Kind.SIMILAR,
        )
        InternalNote.objects.create(
            impulse=self.impulse[3],
            author=self.author,
            text="Übung: Vor der Antwort mit dem Übungsreferat A sprechen.",
        )

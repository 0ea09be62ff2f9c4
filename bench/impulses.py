"""Impulses that do not exist, with all that the ministry's work leaves behind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Max
from django.utils import timezone

from clusterallianz.management.commands.make_roles import make_roles
from clusters.models import Cluster, Driver, ServiceType
from clusters.roles import COORDINATORS, REVIEWERS
from impulses.models import (
    Addressee,
    Answer,
    Assessment,
    Assignment,
    Impulse,
    ImpulsePart,
    PublicEntry,
    ResponsibleUnit,
    Voice,
)
from impulses.querysets import ANSWERS
from impulses.reviews.clock import days_owed, state_of_parts

SEED = 20250408
BATCH = 250
PARTS = ENTRIES = 20
ASSIGNED = VOICES = 2
UNITS, ACCOUNTS = 12, 8
WORDING = "Dieser Satz ist erfunden und dient nur dem Messen. " * 30
REASON = "Synthetische Begründung, die nur dem Messen dient und nichts aussagt. " * 2


class ImpulseGenerator:
    """Makes clearly synthetic impulses, the same ones for the same seed.

    Each has parts, entries of the public timeline, assignments, some assessments and
    voices; what `settle` derives is as it would be.
    """

    def __init__(self, seed: int = SEED) -> None:
        self.chance = random.Random(seed)
        self.now = timezone.now()
        self.drivers = list(Driver.objects.all())
        self.services = list(ServiceType.objects.all())
        self.addressees = list(Addressee.objects.all())
        self.clusters = list(Cluster.objects.published())
        self.units = self._units()
        self.coordinators = self._accounts("koordination", COORDINATORS, 2)
        self.reviewers = self._accounts("pruefung", REVIEWERS, ACCOUNTS)
        self.number = Impulse.objects.aggregate(last=Max("number"))["last"] or 0

    def make(self, number: int) -> None:
        """Add so many impulses without indexing them."""
        for start in range(0, number, BATCH):
            self._make_batch(min(BATCH, number - start))

    def _make_batch(self, number: int) -> None:
        impulses = Impulse.objects.bulk_create(self._impulse() for _ in range(number))
        self._tie("drivers", "driver", self.drivers, impulses)
        self._tie("service_types", "servicetype", self.services, impulses)
        self._tie("addressees", "addressee", self.addressees, impulses)
        parts = {impulse.pk: list(self._parts(impulse)) for impulse in impulses}
        ImpulsePart.objects.bulk_create(p for some in parts.values() for p in some)
        answers = Answer.objects.bulk_create(
            self._answer(impulse) for impulse in impulses if impulse.is_answered
        )
        for answer in answers:
            answer.impulse.published_answer = answer
        for impulse in impulses:
            self._settle(impulse, parts[impulse.pk])
        derived = ["published_answer", "implementation", "next_due_on", "answered_on"]
        Impulse.objects.bulk_update(impulses, [*derived, "done_on"])
        self._make_traces(impulses)

    def _make_traces(self, impulses: list[Impulse]) -> None:
        """What people did with them."""
        for model, rows in (
            (PublicEntry, self._entries),
            (Assignment, self._assignments),
            (Assessment, self._assessments),
            (Voice, self._voices),
        ):
            model.objects.bulk_create(
                row for impulse in impulses for row in rows(impulse)
            )

    def _impulse(self) -> Impulse:
        self.number += 1
        today = self.now.date()
        return Impulse(
            number=self.number,
            title_de=f"Synthetischer Impuls {self.number}",
            title_en=f"Synthetic impulse {self.number}",
            text_de=WORDING,
            wording=Impulse.Wording.FULL,
            answer=self.chance.choice(Impulse.Answer.values),
            responsible_unit=self.chance.choice([None, *self.units]),
            due_on=today + timedelta(days=self.chance.randint(-100, 400)),
        )

    def _tie(self, field: str, column: str, terms: list, impulses: list) -> None:
        """Between none and three terms of a vocabulary for each impulse."""
        through = getattr(Impulse, field).through
        through.objects.bulk_create(
            through(**{"impulse_id": impulse.pk, f"{column}_id": term.pk})
            for impulse in impulses
            for term in self.chance.sample(terms, self.chance.randint(0, 3))
        )

    def _parts(self, impulse: Impulse) -> Iterator[ImpulsePart]:
        states = [s for s in Impulse.Implementation.values if s != "teilweise"]
        # most impulses are of a kind, so that every state occurs as a whole, too
        usual = self.chance.choice(states)
        for position in range(PARTS):
            yield ImpulsePart(
                impulse=impulse,
                position=position,
                title_de=f"Synthetischer Teil {position + 1}",
                title_en=f"Synthetic part {position + 1}",
                state=usual if self.chance.random() < 0.98 else states[0],
                responsible_unit=self.chance.choice(self.units),
                due_on=self.now.date() + timedelta(days=self.chance.randint(-90, 400)),
            )

    def _answer(self, impulse: Impulse) -> Answer:
        return Answer(
            impulse=impulse,
            answer=impulse.answer,
            reason_de=REASON,
            state=Answer.State.PUBLISHED,
            prepared_by=self.coordinators[0],
            released_by=self.coordinators[1],
            published_at=self.now - timedelta(days=self.chance.randint(0, 500)),
        )

    def _settle(self, impulse: Impulse, parts: list[ImpulsePart]) -> None:
        impulse.implementation = state_of_parts(part.state for part in parts)
        impulse.next_due_on = next(iter(days_owed(impulse, parts)), None)
        if impulse.published_answer:
            impulse.answered_on = impulse.published_answer.published_at.date()
        if impulse.implementation == Impulse.Implementation.DONE:
            impulse.done_on = self.now.date()

    def _entries(self, impulse: Impulse) -> Iterator[PublicEntry]:
        for place in range(ENTRIES):
            yield PublicEntry(
                impulse=impulse,
                at=self.now - timedelta(days=10 * place, minutes=impulse.number),
                kind=self.chance.choice(PublicEntry.Kind.values),
                role=PublicEntry.Role.MINISTRY,
                text_de="Synthetischer Eintrag.",
                text_en="Synthetic entry.",
                changes={"next_step_de": [f"Schritt {place}", f"Schritt {place - 1}"]},
            )

    def _assignments(self, impulse: Impulse) -> Iterator[Assignment]:
        chosen = self.chance.sample(self.reviewers, ASSIGNED)
        for place, reviewer in enumerate(chosen):
            yield Assignment(
                impulse=impulse,
                reviewer=reviewer,
                is_lead=place == 0,
                due_on=self.now.date() + timedelta(days=self.chance.randint(-60, 60)),
                assigned_by=self.coordinators[0],
            )

    def _assessments(self, impulse: Impulse) -> Iterator[Assessment]:
        for reviewer in self.chance.sample(self.reviewers, self.chance.randint(0, 2)):
            yield Assessment(
                impulse=impulse,
                reviewer=reviewer,
                recommendation=self.chance.choice(ANSWERS),
                reason="Synthetisches Votum.",
            )

    def _voices(self, impulse: Impulse) -> Iterator[Voice]:
        for cluster in self.chance.sample(self.clusters, VOICES):
            yield Voice(
                impulse=impulse,
                cluster=cluster,
                stance=self.chance.choice(Voice.Stance.values),
                can_deliver=self.chance.random() < 0.5,
                stated_by=self.coordinators[0],
            )

    def _units(self) -> list[ResponsibleUnit]:
        return [
            ResponsibleUnit.objects.create(
                slug=f"synthetisch-{place}",
                name_de=f"Synthetisches Referat {place}",
                name_en=f"Synthetic unit {place}",
            )
            for place in range(1, UNITS + 1)
        ]

    def _accounts(self, name: str, group: str, number: int) -> list:
        make_roles()
        accounts = get_user_model().objects.bulk_create(
            get_user_model()(username=f"synthetisch-{name}-{place}", is_staff=True)
            for place in range(number)
        )
        Group.objects.get(name=group).user_set.add(*accounts)
        return accounts

"""A ministry at work with a marker in everything internal, and where the marker shows.

Each internal text names its own field, so that a test that fails says what leaked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone

from impulses.models import Impulse
from tests import factories

# shorter fields hold codes
SHORTEST = 20
# no word of any text of ours
MARKER = "Zwergspinnerei"
ACCOUNT = "Kontenkauz"
# of nothing that is public
SECRET_DAY = date(2031, 3, 17)
SERIAL_DAY = (SECRET_DAY - date(1899, 12, 30)).days
DAYS = [
    *["17. März 2031", "17.03.2031", "17.3.2031", "17 March 2031", "March 17, 2031"],
    *["2031-03-17", "20310317", f"<v>{SERIAL_DAY}</v>"],
]

# What everybody may read of a model. Every other text of these models is internal, and
# so is every text of the models below: whoever adds one has to decide.
PUBLIC = {
    "Addressee": ["slug", "name_de", "name_en"],
    "FormerNumber": [],
    "Impulse": [
        *["title_de", "title_en", "text_de", "text_en", "evidence_url"],
        *["next_step_de", "next_step_en"],
    ],
    "ImpulseLink": [],
    "ImpulsePart": [
        *["title_de", "title_en", "measure_de", "measure_en", "evidence_url"]
    ],
    "ImpulseSource": ["source_url", "says_de", "says_en"],
    "PublicEntry": ["text_de", "text_en", "link"],
    "ResponsibleUnit": ["slug", "name_de", "name_en"],
    "Voice": ["text"],
}
# answers are public once they are published; these never are
INTERNAL = [
    *["Criterion", "CriterionChange", "Absence", "Answer", "Assessment"],
    *["AssessmentScore", "Assignment", "Follower", "InternalEntry", "InternalNote"],
    "Reminded",
]
# copies of what an impulse was, with who changed it
HISTORIES = ["HistoricalImpulse"]

SOON = timezone.make_aware(datetime.combine(SECRET_DAY, time(8)))
# an answer in each state that is not public
VARIANTS = {
    "Answer": [
        {"state": "prepared"},
        {"state": "scheduled", "publish_at": SOON},
        {"state": "discarded"},
    ],
    "Follower": [{"confirmed_at": timezone.now()}],
}


def own_models() -> dict[str, type[models.Model]]:
    found = apps.get_app_config("impulses").get_models()
    return {model.__name__: model for model in found}


def internal_texts(name: str) -> list[models.Field]:
    """The fields of a model that can hold words and are not public."""
    return [
        field
        for field in own_models()[name]._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and (field.max_length or SHORTEST) >= SHORTEST
        and field.name not in PUBLIC.get(name, [])
    ]


def marked(field: models.Field, number: int) -> str:
    """The marker in a form that the field takes."""
    place = f"{MARKER}-{field.model.__name__}-{number}"
    if isinstance(field, models.EmailField):
        return f"{place}@example.org".lower()
    if isinstance(field, models.URLField):
        return f"https://example.org/{place}"
    if isinstance(field, models.SlugField):
        return place.lower()
    text = f"{place} {field.name}"
    if isinstance(field, models.TextField):
        # some are read line by line
        return "\n".join([text] * 5)
    return text[: field.max_length]


class Ministry:
    """Impulses 1 to 4, of which 4 is answered; two clusters; accounts of every role."""

    def __init__(self):
        roles = [factories.CoordinatorFactory, factories.ReviewerFactory]
        self.coordinator, self.reviewer, *others = (
            role(
                username=f"{ACCOUNT}-{number}",
                first_name=ACCOUNT,
                last_name=f"{ACCOUNT} {number}",
                email=f"{ACCOUNT}-{number}@example.org".lower(),
            )
            for number, role in enumerate([*roles, *roles])
        )
        self.accounts = cycle([self.coordinator, self.reviewer, *others])
        self.manager = factories.UserFactory(username="leitung")
        self.office = factories.OfficeFactory(username="geschaeftsstelle")
        self.clusters = [
            factories.ClusterFactory(slug=slug, managers=[self.manager])
            for slug in ("eins", "zwei")
        ]
        self.driver = factories.DriverFactory(slug="demografie")
        self.service = factories.ServiceTypeFactory(slug="vernetzung")
        self.unit = self.make("ResponsibleUnit", 1)
        self.impulses = [self.impulse(number) for number in (1, 2, 3, 4)]
        self.answer_in_public(self.impulses[-1])
        for name in INTERNAL:
            self.fill(name)

    def impulse(self, number: int) -> Impulse:
        """The day of its answer is set, and not public."""
        impulse = factories.ImpulseFactory(
            number=number,
            drivers=[self.driver],
            service_types=[self.service],
            addressees=[factories.AddresseeFactory()],
            responsible_unit=self.unit,
        )
        # a change, which histories show
        impulse.answer_due_on = SECRET_DAY
        impulse.save()
        impulse.delivering_clusters.set(self.clusters)
        impulse.asking_clusters.set(self.clusters[:1])
        factories.ImpulseSourceFactory(impulse=impulse)
        factories.ImpulsePartFactory(impulse=impulse, responsible_unit=self.unit)
        factories.PublicEntryFactory(impulse=impulse)
        for cluster in self.clusters:
            voiced = {"text": "Wir tragen es mit.", "stated_by": next(self.accounts)}
            factories.VoiceFactory(impulse=impulse, cluster=cluster, **voiced)
        return impulse

    def answer_in_public(self, impulse: Impulse) -> None:
        impulse.published_answer = factories.AnswerFactory(
            impulse=impulse,
            prepared_by=self.coordinator,
            released_by=self.reviewer,
            state="published",
            published_at=timezone.now() - timedelta(days=1),
            responsible_unit=self.unit,
        )
        impulse.answer = "angenommen"
        impulse.save()

    def fill(self, name: str) -> None:
        """Rows of an internal model, with the marker in all that they say."""
        variants = VARIANTS.get(name, [{}])
        has_impulse = any(f.name == "impulse" for f in own_models()[name]._meta.fields)
        for number, impulse in enumerate(self.impulses[:-1], start=1):
            values = {"impulse": impulse} if has_impulse else {}
            self.make(name, number, **values, **variants[number % len(variants)])

    def make(self, name: str, number: int, **values):
        """A row with the marker in every internal text, accounts, and the secret day."""
        model = own_models()[name]
        values |= {field.name: marked(field, number) for field in internal_texts(name)}
        for field in model._meta.concrete_fields:
            if field.related_model is get_user_model():
                values.setdefault(field.name, next(self.accounts))
            elif type(field) is models.DateField and name in INTERNAL:
                values[field.name] = SECRET_DAY
        factory = getattr(factories, f"{name}Factory", None)
        return factory(**values) if factory else self.plain(model, values)

    def plain(self, model, values: dict):
        """Of a model without a factory: its links go to rows that are there."""
        for field in model._meta.concrete_fields:
            if field.is_relation and field.name not in values and not field.null:
                values[field.name] = field.related_model._default_manager.last()
        if model.__name__ == "AssessmentScore":
            return model._default_manager.get_or_create(value=3, **values)[0]
        return model._default_manager.create(**values)


def leaks_of(text: str, *, with_accounts: bool = True) -> list[str]:
    """What of the internal data stands in a text, with some words around it."""
    plain = re.sub(r"\s+", " ", text.replace("\u00ad", "").replace("\u200b", ""))
    wanted = [MARKER, *DAYS, *([ACCOUNT] if with_accounts else [])]
    return list(surroundings(plain, wanted))


def surroundings(text: str, wanted: list[str]) -> Iterator[str]:
    lower = text.lower()
    for word in wanted:
        place = lower.find(word.lower())
        if place >= 0:
            yield text[max(place - 40, 0) : place + 60]

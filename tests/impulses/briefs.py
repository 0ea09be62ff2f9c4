"""An impulse with everything that a brief can say, and briefs of a query."""

from datetime import date, timedelta

from django.http import QueryDict
from django.utils import timezone, translation

from clusters.models import Cluster
from impulses.brief.content import brief_of
from impulses.filters import ImpulseFilterSet
from impulses.models import Impulse
from impulses.reviews.clock import settle
from tests.factories import (
    AddresseeFactory,
    AnswerFactory,
    AssessmentFactory,
    AssignmentFactory,
    ClusterFactory,
    CoordinatorFactory,
    CriterionFactory,
    DriverFactory,
    ImpulseFactory,
    ImpulsePartFactory,
    InternalNoteFactory,
    PublicEntryFactory,
    ResponsibleUnitFactory,
    ReviewerFactory,
    ServiceOfferFactory,
    ServiceTypeFactory,
    VoiceFactory,
)

LIST = "https://cluster.example.org/impulse/"
SECRET_DAY = date(2031, 3, 17)


def brief(query="", *, reader=None, language="de"):
    """The brief of a query of the list."""
    with translation.override(language):
        listing = ImpulseFilterSet(QueryDict(query), Impulse.objects.all())
        return brief_of(listing, LIST, reader)


def full_impulse(number=7):
    """Answered, with two parts of which one is late, voices and a timeline."""
    service = ServiceTypeFactory(name_de="Vernetzung", name_en="Networking")
    impulse = ImpulseFactory(
        number=number,
        title_de="Wasserstoffnetze ausbauen",
        title_en="Extend hydrogen networks",
        text_de="Erster Absatz.\n\nZweiter Absatz.",
        wording="full",
        page=12,
        drivers=[DriverFactory(name_de="Dekarbonisierung", name_en="Decarbonisation")],
        service_types=[service],
        addressees=[AddresseeFactory(name_de="Land", name_en="State")],
    )
    named = ClusterFactory(short_name="Benannt", sort_key="z")
    offering = ClusterFactory(short_name="Anbietend", sort_key="a")
    ServiceOfferFactory(cluster=offering, service_type=service)
    hidden = ClusterFactory(short_name="Verborgen", state=Cluster.State.DRAFT)
    impulse.asking_clusters.set([named, hidden])
    impulse.delivering_clusters.set([named, hidden])
    VoiceFactory(impulse=impulse, cluster=named, can_deliver=True)
    VoiceFactory(impulse=impulse, cluster=offering, stance="bedenken")
    VoiceFactory(impulse=impulse, cluster=hidden)
    answered(impulse)
    PublicEntryFactory(impulse=impulse, link="https://example.org/beschluss/")
    return impulse


def answered(impulse):
    today = timezone.localdate()
    unit = ResponsibleUnitFactory(name_de="Referat 1", name_en="Unit 1")
    impulse.published_answer = AnswerFactory(
        impulse=impulse,
        answer="angenommen",
        reason_de="Das Land stimmt zu.",
        reason_en="The state agrees.",
        state="published",
        published_at=timezone.now(),
        released_by=CoordinatorFactory(),
    )
    impulse.answer = "angenommen"
    impulse.responsible_unit = unit
    impulse.next_step_de = "Förderaufruf veröffentlichen"
    impulse.next_step_en = "Publish the call"
    impulse.due_on = today + timedelta(days=30)
    impulse.evidence_url = "https://example.org/beleg/"
    ImpulsePartFactory(
        impulse=impulse,
        title_de="Bescheid",
        title_en="Decision",
        measure_de="Bescheid liegt vor",
        state="in-arbeit",
        due_on=today - timedelta(days=12),
        responsible_unit=unit,
        evidence_url="https://example.org/teil/",
    )
    ImpulsePartFactory(
        impulse=impulse, state="umgesetzt", due_on=today - timedelta(days=90)
    )
    settle(impulse)


def add_internal(impulse):
    """Two assessments, a note, an assignment, a draft and a day that is not public."""
    criterion = CriterionFactory(name_de="Wirkung", name_en="Effect")
    reviewers = [ReviewerFactory(), ReviewerFactory()]
    for reviewer, answer, value in zip(
        reviewers, ["angenommen", "teilweise"], [4, 1], strict=True
    ):
        vote = AssessmentFactory(
            impulse=impulse,
            reviewer=reviewer,
            recommendation=answer,
            reason=f"Votum zu {answer}.",
        )
        vote.scores.create(criterion=criterion, value=value)
    AssessmentFactory(
        impulse=impulse, kind="conflict", recommendation="", reason="Eigener Antrag."
    )
    InternalNoteFactory(impulse=impulse, author=reviewers[0], text="Mit Z klären.")
    AssignmentFactory(
        impulse=impulse, reviewer=reviewers[1], is_lead=True, due_on=SECRET_DAY
    )
    AnswerFactory(
        impulse=impulse,
        reason_de="Entwurf der Begründung.",
        next_step_de="Erlass zeichnen",
        due_on=SECRET_DAY,
    )
    return reviewers

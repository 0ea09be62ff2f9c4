"""Test data without surprises: every object passes full_clean()."""

from datetime import timedelta

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from clusterallianz.management.commands.make_roles import make_roles
from clusterallianz.text import german_slug, sort_key
from clusters import models as clusters
from clusters.roles import COORDINATORS, OFFICE, REVIEWERS
from impulses import models as impulses

PROOF = "https://example.org/"


class UserFactory(DjangoModelFactory):
    """An account of the staff without any role."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user-{n}")
    password = factory.django.Password("long-enough-for-tests")
    is_staff = True


def member_of(name):
    """Puts a new account into a group that has its permissions."""

    def join(user, create, value, **kwargs):
        make_roles()
        user.groups.add(Group.objects.get(name=name))

    return factory.PostGeneration(join)


class OfficeFactory(UserFactory):
    group = member_of(OFFICE)


class ReviewerFactory(UserFactory):
    group = member_of(REVIEWERS)


class CoordinatorFactory(UserFactory):
    group = member_of(COORDINATORS)


class TermFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    slug = factory.Sequence(lambda n: f"begriff-{n}")
    name_de = factory.LazyAttribute(lambda term: f"Begriff {term.slug}")
    name_en = factory.LazyAttribute(lambda term: f"Term {term.slug}")


class DriverFactory(TermFactory):
    class Meta:
        model = clusters.Driver


class ServiceTypeFactory(TermFactory):
    class Meta:
        model = clusters.ServiceType


class InnovationFieldFactory(TermFactory):
    class Meta:
        model = clusters.InnovationField


class RegionFactory(TermFactory):
    class Meta:
        model = clusters.Region


class AddresseeFactory(TermFactory):
    class Meta:
        model = impulses.Addressee


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Topic

    name = factory.Sequence(lambda n: f"Thema {n}")
    slug = factory.Sequence(lambda n: f"thema-{n}")


class PageFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Page

    slug = factory.Sequence(lambda n: f"seite-{n}")
    title_de = title_en = "Titel"
    body_de = body_en = "Text"


class PlaceFactory(DjangoModelFactory):
    """Solingen's coordinates, in degrees."""

    class Meta:
        model = clusters.Place

    geonames_id = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Ort {n}")
    slug = factory.LazyAttribute(lambda place: german_slug(place.name))
    sort_key = factory.LazyAttribute(lambda place: sort_key(place.name))
    latitude = 51.17
    longitude = 7.08


class ClusterFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Cluster
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"cluster-{n}")
    state = clusters.Cluster.State.PUBLISHED
    name = factory.Sequence(lambda n: f"Cluster {n} e.V.")
    short_name = factory.Sequence(lambda n: f"Cluster {n}")

    @factory.post_generation
    def managers(self, create, users, **kwargs):
        if create:
            self.managers.set(users or [])

    @factory.post_generation
    def topics(self, create, terms, **kwargs):
        if create:
            self.topics.set(terms or [])


class ServiceOfferFactory(DjangoModelFactory):
    class Meta:
        model = clusters.ServiceOffer

    cluster = factory.SubFactory(ClusterFactory)
    service_type = factory.SubFactory(ServiceTypeFactory)
    source_url = PROOF


class ClusterDriverFactory(DjangoModelFactory):
    class Meta:
        model = clusters.ClusterDriver

    cluster = factory.SubFactory(ClusterFactory)
    driver = factory.SubFactory(DriverFactory)
    source_url = PROOF


class LocationFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Location

    cluster = factory.SubFactory(ClusterFactory)
    place = factory.SubFactory(PlaceFactory)


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Contact

    cluster = factory.SubFactory(ClusterFactory)
    role_de = "Geschäftsstelle"
    email = factory.Sequence(lambda n: f"post-{n}@example.org")


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Source

    cluster = factory.SubFactory(ClusterFactory)
    source_url = factory.Sequence(lambda n: f"{PROOF}{n}")


class ConfirmationRequestFactory(DjangoModelFactory):
    class Meta:
        model = clusters.ConfirmationRequest

    cluster = factory.SubFactory(ClusterFactory)
    email = factory.Sequence(lambda n: f"funktion-{n}@example.org")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class ConfirmationFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Confirmation

    cluster = factory.SubFactory(ClusterFactory)
    section = clusters.Section.MASTER
    confirmed_on = factory.LazyFunction(timezone.localdate)
    confirmed_by = "Clustermanagement"
    way = clusters.Confirmation.Way.LINK


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Proposal

    cluster = factory.SubFactory(ClusterFactory)
    section = clusters.Section.MASTER
    fact = "website"
    label = "Website"
    new_value = "https://example.org/neu/"


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Invitation

    cluster = factory.SubFactory(ClusterFactory)
    email = factory.Sequence(lambda n: f"einladung-{n}@example.org")
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class EnquiryFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Enquiry

    number = factory.Sequence(lambda n: f"2026-{n + 1:06d}")
    subject = "Rezyklat für Spritzguss"
    need = "Wir suchen Hilfe beim Einsatz von Rezyklat."
    email = factory.Sequence(lambda n: f"betrieb-{n}@example.org")


class EnquiryThreadFactory(DjangoModelFactory):
    class Meta:
        model = clusters.EnquiryThread

    enquiry = factory.SubFactory(EnquiryFactory)
    cluster = factory.SubFactory(ClusterFactory)


class FeedbackFactory(DjangoModelFactory):
    class Meta:
        model = clusters.Feedback

    kind = clusters.Feedback.Kind.BARRIER
    page = "/cluster/"
    text = "Der Knopf ist mit der Tastatur nicht zu erreichen."


class DailyCountFactory(DjangoModelFactory):
    class Meta:
        model = clusters.DailyCount

    cluster = factory.SubFactory(ClusterFactory)
    day = factory.LazyFunction(timezone.localdate)
    kind = clusters.DailyCount.Kind.VIEW


class ImpulseFactory(DjangoModelFactory):
    class Meta:
        model = impulses.Impulse
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: n + 1)
    title_de = factory.LazyAttribute(lambda impulse: f"Thema {impulse.number}")
    title_en = factory.LazyAttribute(lambda impulse: f"Subject {impulse.number}")

    @factory.post_generation
    def drivers(self, create, terms, **kwargs):
        if create:
            self.drivers.set(terms or [])

    @factory.post_generation
    def service_types(self, create, terms, **kwargs):
        if create:
            self.service_types.set(terms or [])

    @factory.post_generation
    def addressees(self, create, terms, **kwargs):
        if create:
            self.addressees.set(terms or [])


class ImpulseSourceFactory(DjangoModelFactory):
    class Meta:
        model = impulses.ImpulseSource

    impulse = factory.SubFactory(ImpulseFactory)
    source_url = factory.Sequence(lambda n: f"{PROOF}{n}")


class ResponsibleUnitFactory(TermFactory):
    class Meta:
        model = impulses.ResponsibleUnit


class CriterionFactory(TermFactory):
    class Meta:
        model = impulses.Criterion

    words_de = "keine\ngering\nmittel\nhoch\nsehr hoch"
    words_en = "none\nsmall\nmedium\nhigh\nvery high"


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = impulses.Assignment

    impulse = factory.SubFactory(ImpulseFactory)
    reviewer = factory.SubFactory(ReviewerFactory)
    assigned_by = factory.SubFactory(CoordinatorFactory)


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = impulses.Assessment

    impulse = factory.SubFactory(ImpulseFactory)
    reviewer = factory.SubFactory(ReviewerFactory)
    recommendation = impulses.Impulse.Answer.ACCEPTED
    reason = "Der Nutzen ist belegt."


class AnswerFactory(DjangoModelFactory):
    """Prepared; whoever wrote it stands among the authors."""

    class Meta:
        model = impulses.Answer
        skip_postgeneration_save = True

    impulse = factory.SubFactory(ImpulseFactory)
    answer = impulses.Impulse.Answer.ACCEPTED
    reason_de = "Das Land nimmt den Impuls an."
    prepared_by = factory.SubFactory(CoordinatorFactory)

    @factory.post_generation
    def authors(self, create, accounts, **kwargs):
        if create:
            self.authors.set(accounts or [self.prepared_by])


class ImpulsePartFactory(DjangoModelFactory):
    class Meta:
        model = impulses.ImpulsePart

    impulse = factory.SubFactory(ImpulseFactory)
    title_de = factory.Sequence(lambda n: f"Teil {n}")
    title_en = factory.Sequence(lambda n: f"Part {n}")


class PublicEntryFactory(DjangoModelFactory):
    class Meta:
        model = impulses.PublicEntry

    impulse = factory.SubFactory(ImpulseFactory)
    kind = impulses.PublicEntry.Kind.PROGRESS
    role = impulses.PublicEntry.Role.MINISTRY
    text_de = "Das Referat hat begonnen."
    text_en = "The unit has begun."


class InternalEntryFactory(DjangoModelFactory):
    class Meta:
        model = impulses.InternalEntry

    impulse = factory.SubFactory(ImpulseFactory)
    kind = impulses.InternalEntry.Kind.NOTED


class InternalNoteFactory(DjangoModelFactory):
    class Meta:
        model = impulses.InternalNote

    impulse = factory.SubFactory(ImpulseFactory)
    author = factory.SubFactory(ReviewerFactory)
    text = "Nachfragen, wer die Daten hat."


class VoiceFactory(DjangoModelFactory):
    class Meta:
        model = impulses.Voice

    impulse = factory.SubFactory(ImpulseFactory)
    cluster = factory.SubFactory(ClusterFactory)
    stance = impulses.Voice.Stance.SUPPORTS
    stated_by = factory.SubFactory(UserFactory)


class FollowerFactory(DjangoModelFactory):
    class Meta:
        model = impulses.Follower

    impulse = factory.SubFactory(ImpulseFactory)
    email = factory.Sequence(lambda n: f"folgt-{n}@example.org")

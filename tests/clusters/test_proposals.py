"""Proposals as actions: what is kept, who decides, what changes and who is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from clusters.actions.facts import UnknownFactError, apply_fact
from clusters.actions.proposals import (
    ProposalDecidedError,
    ValueChangedError,
    accept_proposal,
    decline_proposal,
    propose,
)
from clusters.models import (
    Certainty,
    Cluster,
    Confirmation,
    OutgoingMail,
    Proposal,
    SearchPosting,
    Section,
)
from tests.factories import (
    ClusterFactory,
    ConfirmationRequestFactory,
    ContactFactory,
    DriverFactory,
    InnovationFieldFactory,
    LocationFactory,
    OfficeFactory,
    PlaceFactory,
    ProposalFactory,
    ReviewerFactory,
    ServiceOfferFactory,
    ServiceTypeFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NEW = "https://example.org/neu/"


@pytest.fixture
def manager(db):
    return UserFactory(email="leitung@example.org")


@pytest.fixture
def cluster(manager):
    return ClusterFactory(
        website="https://example.org/", short_name="Werk", managers=[manager]
    )


def mails():
    return sorted(OutgoingMail.objects.values_list("kind", "to"))


def present(cluster, name="website"):
    return getattr(Cluster.objects.get(pk=cluster.pk), name)


def test_proposal_waits_and_changes_nothing(cluster):
    proposal = propose(cluster, Section.MASTER, "website", "example.org/neu/")
    assert (proposal.old_value, proposal.new_value) == ("https://example.org/", NEW)
    assert (proposal.label, proposal.state) == ("Website", "new")
    assert present(cluster) == "https://example.org/"
    assert mails() == [("proposal-waits", "leitung@example.org")]


def test_same_proposal_twice_is_one(cluster):
    for _time in range(2):
        propose(cluster, Section.MASTER, "website", NEW, email="a@example.org")
    assert Proposal.objects.count() == 1
    assert mails() == [
        ("proposal-receipt", "a@example.org"),
        ("proposal-waits", "leitung@example.org"),
    ]


def test_proposal_without_managers_goes_to_the_office(settings):
    settings.OFFICE_EMAIL = "buero@example.org"
    propose(ClusterFactory(), Section.MASTER, "website", NEW)
    assert mails() == [("proposal-waits", "buero@example.org")]


def test_changes_of_one_section_by_one_link_are_one_mail(cluster):
    request = ConfirmationRequestFactory(cluster=cluster)
    said = {"origin": Proposal.Origin.LINK, "request": request}
    propose(cluster, Section.MASTER, "website", NEW, **said)
    propose(cluster, Section.MASTER, "carrier", "Stadt", **said)
    propose(cluster, Section.TEXT, "summary_de", "Ein Satz.", **said)
    assert [kind for kind, _to in mails()] == ["proposal-waits"] * 2


@pytest.mark.parametrize("key", ["unsinn", "slug", "state", "contact:1", "service:x"])
def test_unknown_fact_cannot_be_proposed(cluster, key):
    with pytest.raises(UnknownFactError):
        propose(cluster, Section.MASTER, key, "x")


def test_hidden_and_foreign_facts_cannot_be_proposed(cluster):
    hidden = ContactFactory(cluster=cluster, is_public=False)
    unchecked = LocationFactory(cluster=cluster, is_address_public=False)
    foreign = LocationFactory()
    for section, key in [
        (Section.CONTACTS, f"contact:{hidden.pk}:email"),
        (Section.LOCATIONS, f"location:{unchecked.pk}:street"),
        (Section.LOCATIONS, f"location:{foreign.pk}:place"),
        (Section.TEXT, "website"),
    ]:
        with pytest.raises(UnknownFactError):
            propose(cluster, section, key, "x")
    link = {"origin": Proposal.Origin.LINK}
    key = f"contact:{hidden.pk}:email"
    assert propose(cluster, Section.CONTACTS, key, "n@example.org", **link).pk


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("website", "kein link"),
        ("website", "javascript:alert(1)"),
        ("founding_year", "1066"),
        ("founding_year", "9" * 5000),
        ("members_count", "viele"),
        ("staff_fte", "NaN"),
        ("staff_fte", "99999999"),
        ("name", ""),
        ("name", "x" * 151),
        ("carrier", "a\x00b"),
        ("carrier", "a\x1bb"),
        ("carrier", "x" * 1_000_000),
        ("innovation_field", "unbekannt"),
        ("website", "https://example.org/"),
        ("", "   "),
    ],
)
def test_value_that_breaks_a_rule_is_refused(cluster, key, value):
    with pytest.raises(ValidationError):
        propose(cluster, Section.MASTER, key, value)
    assert Proposal.objects.count() == 0


def test_accepting_changes_the_entry_with_its_history(cluster, manager):
    proposal = propose(
        cluster, Section.MASTER, "website", NEW, email="a@example.org", language="en"
    )
    accept_proposal(proposal, by=manager)
    assert present(cluster) == NEW
    version = cluster.history.first()
    assert (version.history_user, version.website) == (manager, NEW)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("accepted", manager)
    told = OutgoingMail.objects.get(kind="proposal-accepted")
    assert told.subject == "Your proposal for Werk was accepted"
    assert "/en/cluster/" in told.body


def test_accepted_value_may_be_corrected(cluster, manager):
    proposal = propose(cluster, Section.MASTER, "website", NEW, email="a@example.org")
    accept_proposal(proposal, by=manager, value="https://example.org/besser/")
    assert present(cluster) == "https://example.org/besser/"
    proposal.refresh_from_db()
    assert proposal.new_value == NEW
    assert proposal.accepted_value == "https://example.org/besser/"
    told = OutgoingMail.objects.get(kind="proposal-accepted")
    assert "mit einer Korrektur" in told.body


def test_decision_is_made_once(cluster, manager):
    proposal = ProposalFactory(cluster=cluster, old_value="https://example.org/")
    accept_proposal(proposal, by=manager)
    before = cluster.history.count()
    with pytest.raises(ProposalDecidedError):
        accept_proposal(proposal, by=manager, value="https://example.org/zwei/")
    with pytest.raises(ProposalDecidedError):
        decline_proposal(proposal, by=manager, note="Doch nicht.")
    assert (present(cluster), cluster.history.count()) == (NEW, before)


def test_value_that_changed_meanwhile_is_accepted_explicitly_only(cluster, manager):
    proposal = propose(cluster, Section.MASTER, "website", NEW)
    apply_fact(cluster, "website", "https://example.org/anders/", by=manager)
    with pytest.raises(ValueChangedError) as refused:
        accept_proposal(proposal, by=manager)
    seen = refused.value.present
    assert seen == present(cluster) == "https://example.org/anders/"
    with pytest.raises(ValueChangedError):
        accept_proposal(proposal, by=manager, over="https://example.org/ganz-anders/")
    accept_proposal(proposal, by=manager, over=seen)
    assert present(cluster) == NEW


def test_value_that_stands_there_meanwhile_is_accepted_without_a_version(
    cluster, manager
):
    proposal = propose(cluster, Section.MASTER, "website", NEW)
    apply_fact(cluster, "website", NEW, by=manager)
    before = cluster.history.count()
    # of the cluster itself, the section would also count as confirmed
    accept_proposal(proposal, by=OfficeFactory())
    assert cluster.history.count() == before


@pytest.mark.parametrize("role", ["other manager", "reviewer", "nobody"])
def test_strangers_decide_nothing(cluster, role):
    users = {
        "other manager": lambda: ClusterFactory(
            managers=[UserFactory()]
        ).managers.get(),
        "reviewer": ReviewerFactory,
        "nobody": UserFactory,
    }
    proposal = ProposalFactory(cluster=cluster)
    user = users[role]()
    with pytest.raises(PermissionDenied):
        accept_proposal(proposal, by=user)
    with pytest.raises(PermissionDenied):
        decline_proposal(proposal, by=user, note="Nein.")
    with pytest.raises(PermissionDenied):
        apply_fact(cluster, "website", NEW, by=user)
    assert present(cluster) == "https://example.org/"


def test_declining_needs_a_reason_and_changes_nothing(cluster, manager):
    proposal = propose(cluster, Section.MASTER, "website", NEW, email="a@example.org")
    with pytest.raises(ValidationError):
        decline_proposal(proposal, by=manager, note="  ")
    decline_proposal(proposal, by=manager, note="Die Adresse gibt es nicht.")
    assert present(cluster) == "https://example.org/"
    told = OutgoingMail.objects.get(kind="proposal-declined")
    assert "Die Adresse gibt es nicht." in told.body


def test_section_as_a_whole_is_done_by_hand(cluster, manager):
    proposal = propose(cluster, Section.CONTACTS, "", "Frau Muster fehlt.")
    with pytest.raises(ValidationError):
        accept_proposal(proposal, by=manager)
    accept_proposal(proposal, by=manager, note="Eingetragen.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision_note) == ("accepted", "Eingetragen.")


def test_fact_that_is_gone_is_done_by_hand(cluster, manager):
    contact = ContactFactory(cluster=cluster)
    key = f"contact:{contact.pk}:email"
    proposal = propose(cluster, Section.CONTACTS, key, "neu@example.org")
    contact.delete()
    with pytest.raises(ValidationError):
        accept_proposal(proposal, by=manager)
    assert accept_proposal(proposal, by=manager, note="Gibt es nicht mehr.").pk


@pytest.mark.parametrize(
    ("origin", "decider", "number"),
    [
        (Proposal.Origin.PUBLIC, "manager", 1),
        (Proposal.Origin.PUBLIC, "office", 0),
        (Proposal.Origin.LINK, "office", 1),
    ],
)
def test_word_of_the_cluster_confirms_the_section(
    cluster, manager, origin, decider, number
):
    by = manager if decider == "manager" else OfficeFactory()
    proposal = propose(cluster, Section.MASTER, "website", NEW, origin=origin)
    accept_proposal(proposal, by=by)
    found = Confirmation.objects.filter(cluster=cluster, section=Section.MASTER)
    assert found.filter(way=Confirmation.Way.PROPOSAL).count() == number


def test_mail_to_managers_holds_nothing_of_a_stranger(cluster):
    word = "lockvogel.example"
    propose(
        cluster,
        Section.CONTACTS,
        "",
        f"https://{word}/",
        reason=f"https://{word}/",
        email=f"a@{word}",
    )
    for letter in OutgoingMail.objects.all():
        assert word not in letter.subject + letter.body


def test_mails_leave_after_the_proposal(cluster, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        propose(cluster, Section.MASTER, "website", NEW, email="a@example.org")
    assert sorted(sent.to[0] for sent in mail.outbox) == [
        "a@example.org",
        "leitung@example.org",
    ]


# the write side of each kind of fact


def test_facts_of_every_kind_are_applied(cluster, manager):
    field = InnovationFieldFactory(slug="feld", name_en="Field")
    PlaceFactory(name="Köln", slug="koeln")
    TopicFactory(name="Robotik", slug="robotik")
    ServiceTypeFactory(slug="labor")
    DriverFactory(slug="demografie")
    contact = ContactFactory(cluster=cluster)
    location = LocationFactory(cluster=cluster)
    seat = LocationFactory(cluster=cluster, is_seat=True)
    wanted = {
        "short_name": ("Ä  Werk", "Ä Werk"),
        "members_count": ("12", "12"),
        "staff_fte": ("3,5", "3.5"),
        "innovation_field": ("FIELD", "feld"),
        "description_de": ("Eins\r\nZwei", "Eins\nZwei"),
        "topics": ("robotik", "Robotik"),
        "service:labor": ("Ja", "ja"),
        "service:labor:note_de": ("Nach Absprache", "Nach Absprache"),
        "driver:demografie": ("aufgeführt", "ja"),
        f"contact:{contact.pk}:phone": ("+49 212 1234", "+49 212 1234"),
        f"contact:{contact.pk}:is_public": ("nein", "nein"),
        f"location:{location.pk}:place": ("köln", "Köln"),
        f"location:{location.pk}:is_seat": ("ja", "ja"),
    }
    stored = {
        key: apply_fact(cluster, key, text, by=manager)
        for key, (text, _stored) in wanted.items()
    }
    assert stored == {key: stored for key, (_text, stored) in wanted.items()}
    found = Cluster.objects.get(pk=cluster.pk)
    assert (found.sort_key, found.innovation_field) == ("a werk", field)
    assert found.offers.get().note_de == "Nach Absprache"
    assert found.offers.get().certainty == Certainty.CONFIRMED
    assert [place.pk for place in found.locations.filter(is_seat=True)] == [location.pk]
    assert seat.history.first().history_user == manager
    assert contact.history.first().history_user == manager
    assert {v.history_user for v in found.history.all()[: len(wanted)]} == {manager}


def test_service_is_taken_away_with_its_history(cluster, manager):
    offer = ServiceOfferFactory(
        cluster=cluster, service_type=ServiceTypeFactory(slug="labor")
    )
    apply_fact(cluster, "service:labor", "nein", by=manager)
    assert cluster.offers.count() == 0
    version = offer.history.first()
    assert (version.history_type, version.history_user) == ("-", manager)
    assert cluster.history.first().history_change_reason == "Leistungen"


def test_service_that_the_office_adds_is_likely(cluster):
    ServiceTypeFactory(slug="labor")
    apply_fact(cluster, "service:labor", "ja", by=OfficeFactory())
    assert cluster.offers.get().certainty == Certainty.LIKELY


def test_only_the_office_adds_topics(cluster, manager):
    with pytest.raises(ValidationError):
        apply_fact(cluster, "topics", "Tiefsee", by=manager)
    apply_fact(cluster, "topics", "Tiefsee", by=OfficeFactory())
    assert [topic.name for topic in cluster.topics.all()] == ["Tiefsee"]


def test_person_needs_a_source(cluster, manager):
    contact = ContactFactory(cluster=cluster)
    key = f"contact:{contact.pk}:name"
    with pytest.raises(ValidationError):
        apply_fact(cluster, key, "Erika Muster", by=manager)
    contact.source_url = "https://example.org/team/"
    contact.save()
    apply_fact(cluster, key, "Erika Muster", by=manager)
    contact.refresh_from_db()
    assert len(contact.as_of) == 10


def test_names_stay_unique(cluster, manager):
    other = ClusterFactory()
    with pytest.raises(ValidationError):
        apply_fact(cluster, "name", other.name, by=manager)


def test_accepted_text_is_found_at_once(cluster, manager):
    proposal = propose(cluster, Section.TEXT, "summary_de", "Wir prüfen Quarzsand.")
    found = SearchPosting.objects.filter(
        corpus="clusters", key=cluster.pk, term__text__startswith="quarzsand"
    )
    assert not found.exists()
    accept_proposal(proposal, by=manager)
    assert found.exists()


def test_addresses_of_old_proposals_are_forgotten(cluster, manager):
    proposal = propose(cluster, Section.MASTER, "website", NEW, email="a@example.org")
    waiting = propose(cluster, Section.MASTER, "carrier", "X", email="b@example.org")
    decline_proposal(proposal, by=manager, note="Nein.")
    proposal.refresh_from_db()
    before = Proposal.objects.expired(proposal.decided_at)
    assert before.count() == 0
    later = proposal.decided_at.replace(year=proposal.decided_at.year + 1)
    assert Proposal.objects.expired(later).forget_reporters() == 1
    proposal.refresh_from_db()
    waiting.refresh_from_db()
    assert (proposal.email, proposal.decision_note) == ("", "Nein.")
    assert waiting.email == "b@example.org"


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer at a time"
)
@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_are_one():
    user = UserFactory(email="leitung@example.org")
    cluster = ClusterFactory(managers=[user])
    proposal = ProposalFactory(cluster=cluster, email="a@example.org")
    start = Barrier(2)

    def decide(note):
        by = type(user).objects.get(pk=user.pk)
        start.wait()
        try:
            if note:
                decline_proposal(proposal, by=by, note=note)
            else:
                accept_proposal(proposal, by=by)
        except ProposalDecidedError:
            return "late"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, ["", "Nein."])) == ["done", "late"]
    assert OutgoingMail.objects.count() == 1

"""Going back to an earlier version of an entry."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from clusters.actions.history import RestoreError, record_untold, restore_entry
from clusters.history.changes import compared
from clusters.history.timeline import record_keys, saves
from clusters.history.versions import version_now
from clusters.models import Cluster, Contact, Location
from clusters.search import corpus
from tests.factories import (
    ClusterDriverFactory,
    LocationFactory,
    OfficeFactory,
    ServiceOfferFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
)
from tests.finding import finds


def values_of(version):
    """Everything that a version says, as plain data."""
    rows = [version.entry, *(row for _part, _key, row in version.rows())]
    left_out = ("updated_at", "_state")
    return [
        {k: v for k, v in vars(row).items() if k not in left_out and k[0] != "_"}
        for row in rows
    ]


@pytest.fixture
def full(own):
    for factory in (ServiceOfferFactory, ClusterDriverFactory, SourceFactory):
        factory(cluster=own)
    own.topics.add(TopicFactory(name="Holz", slug="holz"))
    return own


def change_everything(cluster):
    cluster.summary_de = "Anders."
    cluster.state = Cluster.State.DORMANT
    cluster.slug = "anders"
    cluster.save()
    cluster.topics.set([TopicFactory(name="Stahl", slug="stahl")])
    cluster.offers.get().delete()
    cluster.driver_links.get().delete()
    cluster.sources.get().delete()
    contact = cluster.contacts.get()
    contact.email = "anders@example.org"
    contact.save()
    LocationFactory(cluster=cluster)


def test_restore_brings_back_fields_and_parts(full, manager):
    before = values_of(version_now(full))
    moment = timezone.now()
    change_everything(full)
    restored = restore_entry(full, as_of=moment, by=manager)
    after = values_of(version_now(full))
    # what the office keeps stays as it is
    assert (restored.state, restored.slug) == ("dormant", "anders")
    before[0] |= {"state": "dormant", "slug": "anders", "slug_in_db": "anders"}
    assert after == before


def test_restore_is_a_new_version_by_somebody(full, manager):
    moment = timezone.now()
    change_everything(full)
    restore_entry(full, as_of=moment, by=manager)
    newest = full.history.first()
    assert newest.history_user == manager
    assert newest.history_change_reason.startswith("wiederhergestellt vom ")
    assert Contact.history.first().history_user == manager


def test_restore_is_found_by_the_search(own, manager):
    own.summary_de = "Xylofone für alle."
    own.save()
    corpus.update(own)
    moment = timezone.now()
    own.summary_de = ""
    own.save()
    corpus.update(own)
    restore_entry(own, as_of=moment, by=manager)
    assert finds(corpus, "Xylofone") == [own.pk]


def test_restore_may_move_the_seat(own, manager):
    Location.objects.all().delete()
    first = LocationFactory(cluster=own, is_seat=True)
    second = LocationFactory(cluster=own)
    moment = timezone.now()
    first.is_seat, second.is_seat = False, True
    first.save()
    second.save()
    restore_entry(own, as_of=moment, by=manager)
    assert own.locations.get(is_seat=True) == first


def test_restore_refuses_what_no_longer_fits(full, manager):
    moment = timezone.now()
    offer = full.offers.get()
    kind = offer.service_type
    offer.delete()
    kind.delete()
    full.summary_de = "Neuer."
    full.save()
    with pytest.raises(RestoreError) as caught:
        restore_entry(full, as_of=moment, by=manager)
    assert len(caught.value.messages) == 1
    full.refresh_from_db()
    assert full.summary_de == "Neuer."


def test_restore_refuses_a_moment_before_the_history(own, manager):
    with pytest.raises(RestoreError):
        restore_entry(own, as_of=timezone.now() - timedelta(days=1), by=manager)


def test_restore_is_for_those_who_keep_the_entry(own):
    with pytest.raises(PermissionDenied):
        restore_entry(own, as_of=timezone.now(), by=UserFactory())


def test_row_without_a_told_beginning_stays(own, manager):
    """Fixtures and imports past the history do not tell when a row began."""
    contact = own.contacts.get()
    Contact.history.all().delete()
    moment = timezone.now()
    contact.email = "neu@example.org"
    contact.save()
    restore_entry(own, as_of=moment, by=manager)
    assert own.contacts.get().email == "neu@example.org"


@pytest.mark.parametrize("is_there", [True, False])
def test_person_that_was_erased_does_not_come_back(own, manager, is_there):
    contact = own.contacts.get()
    moment = timezone.now()
    own.summary_de = "Neuer."
    own.save()
    contact.email = "neu@example.org"
    contact.save()
    Contact.history.update(name="", email="", phone="")
    if not is_there:
        contact.delete()
    restore_entry(own, as_of=moment, by=manager)
    own.refresh_from_db()
    assert own.summary_de == ""
    left = ["neu@example.org"] if is_there else []
    assert [contact.email for contact in own.contacts.all()] == left


def test_untold_rows_are_recorded_once(full):
    assert record_untold() == 0
    Contact.history.all().delete()
    Cluster.objects.filter(pk=full.pk).update(carrier="Verein")
    assert [record_untold(), record_untold()] == [2, 0]
    assert Cluster.history.first().carrier == "Verein"


def test_saves_put_together_what_was_saved_at_once(own):
    office = OfficeFactory()
    Cluster.history.all().update(history_date=timezone.now() - timedelta(hours=1))
    own._history_user = office
    own.summary_de = "Neu."
    own.save()
    contact = own.contacts.get()
    contact._history_user = office
    contact.email = "neu@example.org"
    contact.save()
    newest = saves(record_keys(own))[0]
    assert (newest.account, newest.role) == (office, "Geschäftsstelle")
    changed = [[f.new for f in change.fields] for change in newest.changes]
    assert changed == [["Neu."], ["neu@example.org"]]


def test_compared_texts_say_what_is_old_and_new():
    pieces = [
        (p.kind, p.text) for p in compared("Wir helfen Firmen.", "Wir beraten Firmen.")
    ]
    assert pieces == [
        ("same", "Wir "),
        ("old", "helfen"),
        ("new", "beraten"),
        ("same", " Firmen."),
    ]

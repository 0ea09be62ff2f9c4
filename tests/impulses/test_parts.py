"""Parts of an impulse, and the state of the whole that follows from them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from itertools import chain, combinations
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from impulses.models import Impulse, ImpulsePart, InternalEntry, PublicEntry
from impulses.reviews.clock import state_of_parts
from impulses.reviews.errors import ConflictError, NotAllowedError, StepError
from impulses.reviews.parts import (
    MOST,
    add_part,
    edit_part,
    reorder,
)
from tests.factories import (
    CoordinatorFactory,
    ImpulseFactory,
    ImpulsePartFactory,
    OfficeFactory,
    ResponsibleUnitFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.reading import page_of

NEW, GOING, DONE = "nicht-begonnen", "in-arbeit", "umgesetzt"
LATER, DROPPED, PARTLY = "zurueckgestellt", "nicht-mehr-relevant", "teilweise"
PART = {"title_de": "Leitfaden", "measure_de": "Er ist veröffentlicht."}


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def whole(impulse):
    impulse.refresh_from_db()
    return impulse.implementation


# --- the rule

# without those that are no longer relevant; the whole depends on which there are
WHOLES = {
    (): DROPPED,
    (NEW,): NEW,
    (GOING,): GOING,
    (DONE,): DONE,
    (LATER,): LATER,
    (NEW, GOING): GOING,
    (NEW, DONE): PARTLY,
    (NEW, LATER): NEW,
    (GOING, DONE): PARTLY,
    (GOING, LATER): GOING,
    (DONE, LATER): PARTLY,
    (NEW, GOING, DONE): PARTLY,
    (NEW, GOING, LATER): GOING,
    (NEW, DONE, LATER): PARTLY,
    (GOING, DONE, LATER): PARTLY,
    (NEW, GOING, DONE, LATER): PARTLY,
}


def test_table_of_wholes_has_every_combination():
    states = [NEW, GOING, DONE, LATER]
    assert set(WHOLES) == set(chain(*(combinations(states, n) for n in range(5))))


@pytest.mark.parametrize("states", WHOLES)
def test_state_of_the_whole_follows_from_the_parts(states):
    assert state_of_parts(states) == WHOLES[states]
    assert state_of_parts([*reversed(states), *states]) == WHOLES[states]
    assert state_of_parts([DROPPED, *states, DROPPED]) == WHOLES[states]


# --- writing


def test_parts_make_the_state(coordinator, impulse):
    part = add_part(impulse, PART | {"due_on": in_days(5)}, by=coordinator)
    add_part(impulse, PART, by=coordinator)
    edit_part(part, {"state": DONE}, 0, by=coordinator)
    assert (whole(impulse), impulse.next_due_on) == (PARTLY, None)
    assert [p.position for p in impulse.parts.all()] == [0, 1]
    assert [e.kind for e in PublicEntry.objects.all()] == ["part", "part", "part"]
    assert InternalEntry.objects.filter(kind="part", by=coordinator).count() == 3


@pytest.mark.parametrize("state", [PARTLY, "unsinn", DONE])
def test_step_that_there_is_not_is_refused(coordinator, impulse, state):
    part = ImpulsePartFactory(impulse=impulse, state=DROPPED)
    with pytest.raises(StepError):
        edit_part(
            part,
            {"state": state},
            0,
            by=coordinator,
            text_de="Dafür gibt es einen Grund.",
        )
    part.refresh_from_db()
    assert (part.state, PublicEntry.objects.count()) == (DROPPED, 0)


def test_part_is_dropped_and_taken_up_again_with_words(coordinator, impulse):
    part = ImpulsePartFactory(impulse=impulse)
    for version, state in enumerate([DROPPED, GOING, DONE, GOING]):
        free = state == DONE
        if not free:
            with pytest.raises(ValidationError, match="text_de"):
                edit_part(part, {"state": state}, version, by=coordinator)
        words = "" if free else "Dafür gibt es einen Grund."
        edit_part(part, {"state": state}, version, by=coordinator, text_de=words)
        assert whole(impulse) == state


def test_part_that_takes_the_whole_back_from_an_end_needs_words(coordinator, impulse):
    Impulse.objects.update(implementation=DONE)
    with pytest.raises(ValidationError, match="text_de"):
        add_part(impulse, PART, by=coordinator)
    assert (whole(impulse), ImpulsePart.objects.count()) == (DONE, 0)
    add_part(impulse, PART | {"state": DONE}, by=coordinator)
    with pytest.raises(ValidationError, match="text_de"):
        add_part(impulse, PART, by=coordinator)
    add_part(impulse, PART, by=coordinator, text_de="Es kommt etwas hinzu.")
    assert whole(impulse) == PARTLY


def test_moved_day_of_a_part_is_an_entry_of_its_own_kind(coordinator, impulse):
    part = ImpulsePartFactory(impulse=impulse, due_on=in_days(-4))
    edit_part(part, {"due_on": in_days(9)}, 0, by=coordinator)
    entry = PublicEntry.objects.get()
    days = [in_days(-4).isoformat(), in_days(9).isoformat()]
    assert (entry.kind, entry.changes) == ("due", {f"part.{part.pk}.due_on": days})


def test_day_of_a_part_lies_ahead(coordinator, impulse):
    with pytest.raises(ValidationError, match="due_on"):
        add_part(impulse, PART | {"due_on": in_days(-1)}, by=coordinator)
    part = ImpulsePartFactory(impulse=impulse, due_on=in_days(-4))
    edit_part(part, {"due_on": in_days(-4), "title_de": "Neu"}, 0, by=coordinator)
    part.refresh_from_db()
    assert part.title_de == "Neu"


def test_part_of_an_older_version_is_refused(coordinator, impulse):
    part = add_part(impulse, PART, by=coordinator)
    edit_part(part, {"title_de": "Neuer"}, 0, by=coordinator)
    with pytest.raises(ConflictError):
        edit_part(part, {"title_de": "Alter"}, 0, by=coordinator)
    assert ImpulsePart.objects.get().title_de == "Neuer"


def test_part_that_stays_as_it_is_leaves_no_trace(coordinator, impulse):
    part = ImpulsePartFactory(impulse=impulse, **PART)
    edit_part(part, PART | {"state": NEW}, 0, by=coordinator)
    part.refresh_from_db()
    assert (part.version, PublicEntry.objects.count()) == (0, 0)


def test_there_is_an_end_of_parts(coordinator, impulse):
    ImpulsePartFactory.create_batch(MOST, impulse=impulse)
    with pytest.raises(StepError):
        add_part(impulse, PART, by=coordinator)


def test_parts_are_put_in_order(coordinator, impulse):
    a, b, c = ImpulsePartFactory.create_batch(3, impulse=impulse)
    reorder(impulse, [c.pk, a.pk, b.pk], by=coordinator)
    assert list(impulse.parts.all()) == [c, a, b]
    for wrong in ([a.pk, b.pk], [a.pk, b.pk, b.pk], [a.pk, b.pk, c.pk, 0]):
        with pytest.raises(ConflictError):
            reorder(impulse, wrong, by=coordinator)
    assert (PublicEntry.objects.count(), InternalEntry.objects.count()) == (0, 1)


@pytest.mark.parametrize("factory", [UserFactory, OfficeFactory, ReviewerFactory])
def test_only_coordinators_change_parts(impulse, factory):
    part, user = ImpulsePartFactory(impulse=impulse), factory()
    for act in (
        lambda: add_part(impulse, PART, by=user),
        lambda: edit_part(part, PART, 0, by=user),
        lambda: edit_part(part, {"state": GOING}, 0, by=user),
        lambda: reorder(impulse, [part.pk], by=user),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert PublicEntry.objects.count() == 0


# --- two at once


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one write at a time"
)
@pytest.mark.django_db(transaction=True)
def test_two_parts_at_once_make_the_right_whole():
    """Each sees the other's: without the lock on the impulse both would compute
    “partly done”."""
    by = CoordinatorFactory()
    impulse = ImpulseFactory()
    parts = ImpulsePartFactory.create_batch(4, impulse=impulse, state=GOING)
    start = Barrier(len(parts))

    def finish(part):
        start.wait()
        try:
            edit_part(part, {"state": DONE}, 0, by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(parts)) as pool:
        list(pool.map(finish, parts))
    impulse.refresh_from_db()
    assert (impulse.implementation, impulse.version) == (DONE, len(parts))
    states = [
        e.changes.get("implementation") for e in PublicEntry.objects.order_by("pk")
    ]
    assert [pair for pair in states if pair] == [[NEW, PARTLY], [PARTLY, DONE]]


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one write at a time"
)
@pytest.mark.django_db(transaction=True)
def test_one_part_edited_twice_at_once_is_changed_once():
    by = CoordinatorFactory()
    part = ImpulsePartFactory()
    start = Barrier(2)

    def edit(title):
        start.wait()
        try:
            edit_part(part, {"title_de": title}, 0, by=by)
        except ConflictError:
            return "late"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(edit, ["Eins", "Zwei"])) == ["done", "late"]
    assert PublicEntry.objects.count() == 1


# --- pages


def test_part_is_added_and_moved_on_by_forms(as_coordinator, impulse):
    address = reverse("impulses:part-add", args=[7])
    data = PART | {"state": NEW}
    assert as_coordinator.post(address, data).status_code == 302
    part = impulse.parts.get()
    address = reverse("impulses:part", args=[7, part.pk])
    page = page_of(as_coordinator.get(address))
    offered = [field["value"] for field in page.select("[name=state]")]
    assert offered == [NEW, GOING, DONE, LATER, DROPPED]
    done = PART | {"state": DONE, "version": part.version}
    assert as_coordinator.post(address, done).status_code == 302
    assert whole(impulse) == DONE


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "Es wurde nichts geändert."), ("Es geht voran.", "die Öffentlichkeit")],
)
def test_part_saved_without_a_change_says_so(as_coordinator, impulse, words, said):
    empty = {"title_en": "", "measure_en": "", "due_on": None}
    part = ImpulsePartFactory(impulse=impulse, state=NEW, **PART, **empty)
    sent = PART | {"state": NEW, "version": part.version, "text_de": words}
    address = reverse("impulses:part", args=[7, part.pk])
    page = page_of(as_coordinator.post(address, sent, follow=True))
    assert said in page.select_one(".notices").text
    assert impulse.public_entries.count() == bool(words)


def test_first_part_says_that_the_state_will_follow(as_coordinator, impulse):
    Impulse.objects.update(implementation=GOING)
    address = reverse("impulses:part-add", args=[7])
    page = page_of(as_coordinator.get(address))
    assert "„in Arbeit“" in page.select_one(".notice.caution").text
    chosen = page.select("[name=state][checked]")
    assert [field["value"] for field in chosen] == [GOING]
    ImpulsePartFactory(impulse=impulse)
    page = page_of(as_coordinator.get(address))
    assert page.select(".notice.caution") == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"state": PARTLY}, 200),
        ({"state": ""}, 200),
        (
            {"state": DROPPED, "text_de": "Dafür gibt es einen Grund.", "version": 1},
            409,
        ),
        ({"state": "unsinn"}, 200),
        ({"state": LATER}, 200),
        ({"title_de": ""}, 200),
        ({"measure_de": " "}, 200),
        ({"title_de": "a\x00"}, 200),
        ({"due_on": "2020-01-01"}, 200),
        ({"evidence_url": "kein Beleg"}, 200),
        ({"version": 5}, 409),
        ({"version": ""}, 409),
    ],
)
def test_bad_part_is_refused_with_its_input(as_coordinator, impulse, change, status):
    part = ImpulsePartFactory(impulse=impulse, title_de="Vorher")
    address = reverse("impulses:part", args=[7, part.pk])
    words = {"text_de": "Meine Worte", "text_en": "My words"}
    data = PART | {"state": GOING, "version": 0} | words | change
    answer = as_coordinator.post(address, data)
    page = page_of(answer)
    assert (answer.status_code, len(page.select(".error-summary"))) == (status, 1)
    assert page.select_one("[name=text_en]").text.strip() == "My words"
    part.refresh_from_db()
    assert (part.title_de, part.state, part.version) == ("Vorher", NEW, 0)
    assert PublicEntry.objects.count() == 0


def test_empty_part_is_refused(as_coordinator, impulse):
    answer = as_coordinator.post(reverse("impulses:part-add", args=[7]))
    assert len(page_of(answer).select(".error-summary li")) == 3
    assert ImpulsePart.objects.count() == 0


def test_part_belongs_to_its_impulse(as_coordinator, impulse):
    foreign = ImpulsePartFactory()
    for pk in (foreign.pk, 10**12, 10**30):
        address = reverse("impulses:part", args=[7, pk])
        assert as_coordinator.get(address).status_code == 404
        address = reverse("impulses:part-up", args=[7, pk])
        assert as_coordinator.post(address).status_code == 404


def test_part_is_moved_up_by_its_button(client, coordinator, reviewer, impulse):
    a, b = ImpulsePartFactory.create_batch(2, impulse=impulse)
    address = reverse("impulses:part-up", args=[7, b.pk])
    client.force_login(reviewer)
    assert client.post(address).status_code == 403
    client.force_login(coordinator)
    assertRedirects(client.get(address), "/pruefung/impulse/7/")
    client.post(address)
    client.post(address)
    assert list(impulse.parts.all()) == [b, a]


def test_panel_shows_parts_with_lateness(as_coordinator, impulse):
    due_on = in_days(-12)
    ImpulsePartFactory(impulse=impulse, state=GOING, due_on=due_on, **PART)
    ImpulsePartFactory(impulse=impulse, state=DONE, due_on=due_on)
    page = page_of(as_coordinator.get(reverse("impulses:review", args=[7])))
    first, second = page.select(".part-rows > li")
    assert "seit 12 Tagen überfällig" in first.text
    assert "Er ist veröffentlicht." in first.text
    assert "überfällig" not in second.text


@pytest.mark.parametrize("name", ["impulses:detail", "impulses:review"])
def test_pages_ask_as_often_for_any_number_of_parts(as_coordinator, impulse, name):
    address, counts = reverse(name, args=[7]), []
    as_coordinator.get(address)
    for number in (1, 5, 50):
        for _part in range(number - impulse.parts.count()):
            unit = ResponsibleUnitFactory()
            ImpulsePartFactory(
                impulse=impulse, responsible_unit=unit, due_on=in_days(-1)
            )
        with CaptureQueriesContext(connection) as asked:
            as_coordinator.get(address)
        counts.append(len(asked))
    assert counts == [counts[0]] * 3


# --- the command


def test_derived_columns_are_settled(impulse):
    ImpulsePartFactory(impulse=impulse, state=GOING, due_on=in_days(-2))
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("settle_impulses", "--check", stdout=StringIO())
    assert whole(impulse) == NEW
    call_command("settle_impulses", stdout=StringIO())
    assert (whole(impulse), impulse.next_due_on) == (GOING, in_days(-2))
    entry = PublicEntry.objects.get()
    assert (entry.role, entry.changes) == ("system", {"implementation": [NEW, GOING]})
    call_command("settle_impulses", stdout=StringIO())
    call_command("settle_impulses", "--check", stdout=StringIO())
    assert PublicEntry.objects.count() == 1

"""Implementation, parts, links, corrections and units."""

from datetime import timedelta
from io import StringIO
from itertools import product

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from impulses.models import (
    Impulse,
    ImpulseLink,
    ImpulsePart,
    PublicEntry,
    ResponsibleUnit,
)
from impulses.reviews.clock import state_of_parts
from impulses.reviews.corrections import correct
from impulses.reviews.errors import ConflictError, NotAllowedError, StepError
from impulses.reviews.links import link_impulses, unlink_impulses
from impulses.reviews.parts import add_part, edit_part
from impulses.reviews.progress import change_implementation
from impulses.transitions import NEXT_STATES, needs_words
from tests.factories import (
    ImpulseFactory,
    ImpulsePartFactory,
    OfficeFactory,
    PublicEntryFactory,
    ResponsibleUnitFactory,
    ReviewerFactory,
    UserFactory,
)

NEW, GOING, DONE = "nicht-begonnen", "in-arbeit", "umgesetzt"
LATER, DROPPED, PARTLY = "zurueckgestellt", "nicht-mehr-relevant", "teilweise"


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


# --- the rule


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ([], DROPPED),
        ([DROPPED, DROPPED], DROPPED),
        ([DONE], DONE),
        ([DONE, DROPPED], DONE),
        ([DONE, NEW], PARTLY),
        ([DONE, LATER], PARTLY),
        ([DONE, GOING], PARTLY),
        ([GOING, NEW], GOING),
        ([GOING, LATER], GOING),
        ([LATER], LATER),
        ([LATER, DROPPED], LATER),
        ([LATER, NEW], NEW),
        ([NEW], NEW),
    ],
)
def test_state_of_the_whole_follows_from_the_parts(states, whole):
    assert state_of_parts(states) == whole


# --- an impulse without parts


@pytest.mark.parametrize(
    ("before", "after"),
    list(product(NEXT_STATES, [NEW, GOING, DONE, LATER, DROPPED, PARTLY])),
)
def test_only_the_steps_of_the_table_are_taken(coordinator, db, before, after):
    impulse = ImpulseFactory(implementation=before)

    def step(words):
        return change_implementation(
            impulse, {"implementation": after}, by=coordinator, version=0, text_de=words
        )

    if before == after:
        step("")
        return
    if after not in NEXT_STATES[before]:
        with pytest.raises(StepError):
            step("Grund.")
        return
    if needs_words(before, after):
        with pytest.raises(StepError):
            step(" ")
    assert step("Grund.").implementation == after
    entry = PublicEntry.objects.get()
    assert entry.changes["implementation"] == [before, after]


def test_state_cannot_be_typed_beside_parts(coordinator, impulse):
    ImpulsePartFactory(impulse=impulse)
    with pytest.raises(StepError):
        change_implementation(
            impulse, {"implementation": DONE}, by=coordinator, version=0
        )
    impulse.refresh_from_db()
    assert impulse.implementation == NEW


def test_moved_day_stays_in_the_timeline(coordinator, impulse):
    first, second = in_days(3), in_days(9)
    change_implementation(impulse, {"due_on": first}, by=coordinator, version=0)
    change_implementation(impulse, {"due_on": second}, by=coordinator, version=1)
    moved = PublicEntry.objects.order_by("pk").last().changes["due_on"]
    assert moved == [first.isoformat(), second.isoformat()]
    impulse.refresh_from_db()
    assert impulse.next_due_on == second


def test_older_version_is_refused(coordinator, impulse):
    change_implementation(impulse, {"implementation": GOING}, by=coordinator, version=0)
    with pytest.raises(ConflictError):
        change_implementation(
            impulse, {"implementation": DONE}, by=coordinator, version=0
        )


def test_done_day_is_kept_and_taken_back(coordinator, impulse):
    change_implementation(impulse, {"implementation": DONE}, by=coordinator, version=0)
    impulse.refresh_from_db()
    assert impulse.done_on == timezone.localdate()
    change_implementation(
        impulse,
        {"implementation": GOING},
        by=coordinator,
        version=1,
        text_de="Doch nicht.",
    )
    impulse.refresh_from_db()
    assert impulse.done_on is None


# --- parts


def test_parts_make_the_state(coordinator, impulse):
    values = {"title_de": "Erster", "measure_de": "Es steht."}
    part = add_part(impulse, values | {"due_on": in_days(5)}, by=coordinator)
    add_part(impulse, values, by=coordinator)
    edit_part(part, {"state": DONE}, 0, by=coordinator)
    impulse.refresh_from_db()
    assert (impulse.implementation, impulse.next_due_on) == (PARTLY, None)
    assert [p.position for p in impulse.parts.all()] == [0, 1]
    assert PublicEntry.objects.filter(kind="part").count() == 3


def test_part_of_an_older_version_is_refused(coordinator, impulse):
    part = add_part(impulse, {"title_de": "Teil"}, by=coordinator)
    edit_part(part, {"title_de": "Neuer"}, 0, by=coordinator)
    with pytest.raises(ConflictError):
        edit_part(part, {"title_de": "Alter"}, 0, by=coordinator)
    assert ImpulsePart.objects.get().title_de == "Neuer"


@pytest.mark.parametrize("factory", [UserFactory, OfficeFactory, ReviewerFactory])
def test_only_coordinators_change_anything(impulse, factory):
    other, part = ImpulseFactory(), ImpulsePartFactory(impulse=impulse)
    entry, user = PublicEntryFactory(impulse=impulse), factory()
    for act in (
        lambda: change_implementation(impulse, {}, by=user, version=0),
        lambda: add_part(impulse, {"title_de": "x"}, by=user),
        lambda: edit_part(part, {}, 0, by=user),
        lambda: link_impulses(impulse, other, "similar", by=user),
        lambda: unlink_impulses(impulse, other, by=user),
        lambda: correct(entry, text_de="x", by=user),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert PublicEntry.objects.count() == 1


# --- links and corrections


def test_links_stand_on_both_and_once(coordinator, impulse):
    other = ImpulseFactory(number=3)
    link_impulses(other, impulse, "similar", by=coordinator)
    with pytest.raises(StepError):
        link_impulses(impulse, other, "duplicate", by=coordinator)
    with pytest.raises(StepError):
        link_impulses(impulse, impulse, "similar", by=coordinator)
    assert {e.changes["links"][1] for e in PublicEntry.objects.all()} == {
        "3:similar",
        "7:similar",
    }
    unlink_impulses(impulse, other, by=coordinator)
    with pytest.raises(StepError):
        unlink_impulses(impulse, other, by=coordinator)
    assert (ImpulseLink.objects.count(), PublicEntry.objects.count()) == (0, 4)


def test_correction_names_the_wrong_entry(as_coordinator, impulse):
    wrong = PublicEntryFactory(impulse=impulse, text_de="Falsch.")
    address = reverse("impulses:correct", args=[wrong.pk])
    assert as_coordinator.post(address, {"text_de": " "}).status_code == 200
    assert as_coordinator.post(address, {"text_de": "Richtig."}).status_code == 302
    right = PublicEntry.objects.get(kind="correction")
    assert (right.corrects, right.text_de) == (wrong, "Richtig.")
    assert PublicEntry.objects.get(pk=wrong.pk).text_de == "Falsch."
    missing = reverse("impulses:correct", args=[10**12])
    assert as_coordinator.get(missing).status_code == 404


# --- pages


def test_form_offers_only_what_can_follow(as_coordinator, impulse):
    page = as_coordinator.get(reverse("impulses:progress", args=[7])).content.decode()
    assert 'value="teilweise"' not in page
    assert 'value="umgesetzt"' in page


@pytest.mark.parametrize(
    "change",
    [
        {"implementation": "teilweise"},
        {"implementation": "unsinn"},
        {"implementation": LATER},
        {"due_on": "2020-01-01"},
        {"due_on": "31.02.2030"},
        {"responsible_unit": "99999"},
        {"evidence_url": "javascript:alert(1)"},
        {"next_step_de": "a\x00b"},
        {"next_step_de": "x" * 301},
    ],
)
def test_bad_progress_is_refused_with_its_input(as_coordinator, impulse, change):
    data = {"implementation": NEW, "version": 0, "next_step_de": "Weiter"} | change
    answer = as_coordinator.post(reverse("impulses:progress", args=[7]), data)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert PublicEntry.objects.count() == 0


@pytest.mark.parametrize("version", ["", "5", "x"])
def test_stale_form_shows_both_versions(as_coordinator, impulse, version):
    data = {"implementation": GOING, "version": version, "next_step_de": "Meins"}
    answer = as_coordinator.post(reverse("impulses:progress", args=[7]), data)
    page = answer.content.decode()
    assert answer.status_code == (200 if version == "x" else 409)
    assert "Meins" in page
    assert PublicEntry.objects.count() == 0


def test_sending_a_stale_form_again_replaces_the_newer_one(as_coordinator, impulse):
    Impulse.objects.update(version=4, next_step_de="Das der anderen")
    address = reverse("impulses:progress", args=[7])
    data = {"implementation": GOING, "version": 0, "next_step_de": "Meins"}
    page = as_coordinator.post(address, data).content.decode()
    assert "Das der anderen" in page
    assert 'name="version" value="4"' in page
    assert as_coordinator.post(address, data | {"version": 4}).status_code == 302
    impulse.refresh_from_db()
    assert impulse.next_step_de == "Meins"


def test_part_is_added_and_changed_by_forms(as_coordinator, impulse):
    data = {"title_de": "Leitfaden", "measure_de": "Er ist veröffentlicht."}
    address = reverse("impulses:part-add", args=[7])
    assert as_coordinator.post(address, data).status_code == 302
    part = impulse.parts.get()
    address = reverse("impulses:part", args=[7, part.pk])
    assert as_coordinator.get(address).status_code == 200
    done = data | {"state": DONE, "version": part.version}
    assert as_coordinator.post(address, done).status_code == 302
    impulse.refresh_from_db()
    assert impulse.implementation == DONE
    foreign = ImpulsePartFactory()
    address = reverse("impulses:part", args=[7, foreign.pk])
    assert as_coordinator.get(address).status_code == 404


def test_links_are_made_by_the_form(as_coordinator, impulse):
    ImpulseFactory(number=3)
    address = reverse("impulses:link", args=[7])
    as_coordinator.post(address, {"nummer": 3, "art": "duplicate"})
    assert ImpulseLink.objects.get().kind == "duplicate"
    for bad in ({}, {"nummer": "x", "art": "similar"}, {"nummer": 3, "art": "x"}):
        assert as_coordinator.post(address, bad).status_code == 302
    assert (
        as_coordinator.post(address, {"nummer": 7, "art": "similar"}).status_code == 409
    )
    assert (
        as_coordinator.post(address, {"nummer": 99, "art": "similar"}).status_code
        == 404
    )
    as_coordinator.post(address, {"nummer": 3, "art": "similar", "aktion": "trennen"})
    assert ImpulseLink.objects.count() == 0


def test_units_are_added_closed_and_never_the_same(as_coordinator, impulse):
    data = {"name_de": "Referat Äpfel", "name_en": "Unit apples", "position": 0}
    for _round in range(2):
        as_coordinator.post(reverse("impulses:units"), data | {"is_active": "on"})
    slugs = [unit.slug for unit in ResponsibleUnit.objects.order_by("slug")]
    assert slugs == ["referat-aepfel", "referat-aepfel-2"]
    unit = ResponsibleUnit.objects.first()
    address = reverse("impulses:unit", args=[unit.pk])
    assert as_coordinator.post(address, data).status_code == 302
    unit.refresh_from_db()
    assert unit.is_active is False
    for bad in ({}, data | {"mailbox": "x"}, data | {"position": "-1"}):
        answer = as_coordinator.post(reverse("impulses:units"), bad)
        assert "error-summary" in answer.content.decode()
    assert as_coordinator.get("/pruefung/stellen/999999999999/").status_code == 404


@pytest.mark.parametrize("name", ["progress", "part-add", "link"])
def test_pages_are_for_coordinators(client, impulse, reviewer, name):
    address = reverse(f"impulses:{name}", args=[7])
    assert client.post(address).status_code == 302
    client.force_login(reviewer)
    assert client.post(address).status_code == 403
    assert client.post(reverse("impulses:units")).status_code == 403


@pytest.mark.parametrize("number", [1, 5, 50])
def test_public_page_asks_as_often_for_any_number_of_parts(
    client, impulse, django_assert_num_queries, number
):
    unit = ResponsibleUnitFactory()
    ImpulsePartFactory.create_batch(number, impulse=impulse, responsible_unit=unit)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(impulse.get_absolute_url())


PAGE_QUERIES = 20


# --- the command


def test_derived_columns_are_settled(impulse):
    ImpulsePartFactory(impulse=impulse, state=GOING, due_on=in_days(-2))
    with pytest.raises(CommandError, match="1 impulses differ"):
        call_command("settle_impulses", "--check", stdout=StringIO())
    call_command("settle_impulses", stdout=StringIO())
    impulse.refresh_from_db()
    assert (impulse.implementation, impulse.next_due_on) == (GOING, in_days(-2))
    call_command("settle_impulses", "--check", stdout=StringIO())

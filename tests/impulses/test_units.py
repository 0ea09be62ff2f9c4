"""The responsible units."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from impulses.models import ResponsibleUnit
from impulses.reviews.errors import ConflictError, NotAllowedError
from impulses.reviews.units import save_unit
from tests.factories import (
    ImpulseFactory,
    ImpulsePartFactory,
    OfficeFactory,
    ResponsibleUnitFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.reading import page_of

ADDRESS = "/pruefung/stellen/"
UNIT = {"name_de": "Referat Äpfel", "name_en": "Unit apples", "position": "0"}


def test_units_are_added_and_closed(as_coordinator):
    twice = {"name_de": "Referat: Äpfel", "name_en": "Unit: apples"}
    for names in ({}, twice):
        as_coordinator.post(ADDRESS, UNIT | {"is_active": "on"} | names)
    slugs = [unit.slug for unit in ResponsibleUnit.objects.order_by("slug")]
    assert slugs == ["referat-aepfel", "referat-aepfel-2"]
    unit = ResponsibleUnit.objects.get(slug="referat-aepfel")
    address = reverse("impulses:unit", args=[unit.pk])
    renamed = UNIT | {"name_de": "Referat Birnen", "mailbox": "b@example.org"}
    renamed |= {"version": "0"}
    assert as_coordinator.post(address, renamed).status_code == 302
    unit.refresh_from_db()
    found = (unit.slug, unit.name_de, unit.mailbox, unit.is_active)
    assert found == ("referat-aepfel", "Referat Birnen", "b@example.org", False)


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize(
    ("name", "text"),
    [("name_de", "referat  ÄPFEL"), ("name_en", " UNIT\u00a0apples ")],
)
def test_second_unit_of_a_name_is_refused(as_coordinator, name, text, is_active):
    ResponsibleUnitFactory(**UNIT, is_active=is_active)
    sent = {"name_de": "Anderes", "name_en": "Other", "position": "0"} | {name: text}
    page = page_of(as_coordinator.post(ADDRESS, sent))
    assert page.select_one(".error-summary a")["href"] == f"#id_{name}"
    other = ResponsibleUnitFactory()
    address = reverse("impulses:unit", args=[other.pk])
    page = page_of(as_coordinator.post(address, sent | {"version": "0"}))
    assert page.select_one(".error-summary a")["href"] == f"#id_{name}"
    assert ResponsibleUnit.objects.count() == 2


def test_two_units_of_one_name_from_before_can_be_closed(as_coordinator):
    unit, _other = [ResponsibleUnitFactory(**UNIT) for _number in range(2)]
    address = reverse("impulses:unit", args=[unit.pk])
    as_coordinator.post(address, UNIT | {"position": "0", "version": "0"})
    unit.refresh_from_db()
    assert not unit.is_active


def test_unit_that_is_saved_without_a_change_stays_as_it_is(as_coordinator):
    unit = ResponsibleUnitFactory(**UNIT)
    address = reverse("impulses:unit", args=[unit.pk])
    sent = UNIT | {"version": "0", "is_active": "on", "mailbox": unit.mailbox}
    page = page_of(as_coordinator.post(address, sent, follow=True))
    assert page.select_one(".notices").text.strip() == "Es wurde nichts geändert."
    unit.refresh_from_db()
    assert unit.version == 0


@pytest.mark.parametrize("version", ["0", "", "x", "-1"])
def test_unit_that_somebody_else_has_changed_stands_beside_what_was_typed(
    as_coordinator, version
):
    unit = ResponsibleUnitFactory(name_de="Referat A", version=1)
    address = reverse("impulses:unit", args=[unit.pk])
    typed = UNIT | {"version": version, "is_active": "on"}
    answer = as_coordinator.post(address, typed)
    page = page_of(answer)
    assert answer.status_code == 409
    assert page.select_one("[name=name_de]")["value"] == "Referat Äpfel"
    assert "Referat A" in [cell.text for cell in page.select(".conflict td")]
    again = UNIT | {"version": page.select_one("[name=version]")["value"]}
    assert as_coordinator.post(address, again).status_code == 302
    unit.refresh_from_db()
    assert (unit.name_de, unit.version) == ("Referat Äpfel", 2)


@pytest.mark.parametrize(
    "change",
    [
        {"name_de": ""},
        {"name_de": "a\x00b"},
        {"name_en": "x" * 161},
        {"mailbox": "keine Adresse"},
        {"position": "-1"},
        {"position": "99999999999999999999"},
    ],
)
def test_bad_unit_is_refused_with_its_input(as_coordinator, change):
    answer = as_coordinator.post(ADDRESS, UNIT | {"name_en": "Mine"} | change)
    page = page_of(answer)
    assert (answer.status_code, len(page.select(".error-summary"))) == (200, 1)
    assert ResponsibleUnit.objects.count() == 0
    if "name_en" not in change:
        assert page.select_one("[name=name_en]")["value"] == "Mine"


def test_heading_keeps_the_stored_name(as_coordinator):
    unit = ResponsibleUnitFactory(name_de="Referat A")
    address = reverse("impulses:unit", args=[unit.pk])
    page = page_of(as_coordinator.post(address, UNIT | {"mailbox": "x"}))
    assert page.select_one("#one").text == "Referat A ändern"


def test_units_say_what_they_owe(as_coordinator):
    unit = ResponsibleUnitFactory(name_de="Referat A")
    ImpulseFactory.create_batch(2, responsible_unit=unit)
    done = ImpulseFactory(responsible_unit=unit, implementation="umgesetzt")
    for state in ("umgesetzt", "in-arbeit", "nicht-begonnen"):
        ImpulsePartFactory(impulse=done, responsible_unit=unit, state=state)
    page = page_of(as_coordinator.get(ADDRESS))
    impulses, parts = page.select("tbody td")
    assert impulses.text.split() == [
        "3",
        "Impulse",
        "von",
        "Referat",
        "A",
        "davon",
        "offen:",
        "2",
    ]
    assert parts.text == "2"
    listed = page_of(as_coordinator.get(impulses.a["href"]))
    assert len(listed.select(".rows > li")) == 3


def test_two_of_one_name_at_once_are_a_conflict(coordinator, monkeypatch):
    ResponsibleUnitFactory(slug="referat")
    monkeypatch.setattr("impulses.reviews.units.free_slug", lambda name: "referat")
    with pytest.raises(ConflictError):
        save_unit(ResponsibleUnit(name_de="R", name_en="R"), by=coordinator)


@pytest.mark.parametrize("factory", [UserFactory, OfficeFactory, ReviewerFactory])
def test_units_are_for_coordinators(client, db, factory):
    assert client.get(ADDRESS).status_code == 302
    user = factory()
    client.force_login(user)
    unit = ResponsibleUnitFactory()
    for address in (ADDRESS, f"{ADDRESS}{unit.pk}/"):
        assert client.get(address).status_code == 403
        assert client.post(address, UNIT).status_code == 403
    with pytest.raises(NotAllowedError):
        save_unit(unit, by=user)


def test_unknown_unit_is_not_found(as_coordinator):
    for pk in (10**12, 10**30):
        assert as_coordinator.get(f"{ADDRESS}{pk}/").status_code == 404


def test_units_ask_as_often_for_any_number(as_coordinator):
    as_coordinator.get(ADDRESS)
    counts = []
    for number in (1, 5, 50):
        for _unit in range(number - ResponsibleUnit.objects.count()):
            ImpulseFactory(responsible_unit=ResponsibleUnitFactory())
        with CaptureQueriesContext(connection) as asked:
            as_coordinator.get(ADDRESS)
        counts.append(len(asked))
    assert counts == [counts[0]] * 3

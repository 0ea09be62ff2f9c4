"""How far an impulse is and what comes next: the steps, the words, the form."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from impulses.history import timeline_of
from impulses.lateness import clock_words
from impulses.models import Impulse, InternalEntry, PublicEntry
from impulses.reviews.errors import ConflictError, NotAllowedError, StepError
from impulses.reviews.progress import change_implementation
from impulses.transitions import NEXT_STATES, needs_words
from tests.factories import (
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


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def address(impulse):
    return reverse("impulses:progress", args=[impulse.number])


# --- the steps


@pytest.mark.parametrize(
    ("before", "after"),
    list(product(NEXT_STATES, [NEW, GOING, DONE, LATER, DROPPED, PARTLY])),
)
def test_only_the_steps_of_the_table_are_taken(coordinator, db, before, after):
    impulse = ImpulseFactory(implementation=before)

    def step(words):
        values = {"implementation": after}
        return change_implementation(
            impulse, values, by=coordinator, version=0, text_de=words
        )

    if before == after:
        assert step("").version == 0
        return
    if after not in NEXT_STATES[before]:
        with pytest.raises(StepError):
            step("Dafür gibt es einen Grund.")
        return
    if needs_words(before, after):
        with pytest.raises(ValidationError, match="text_de"):
            step(" ")
    assert step("Dafür gibt es einen Grund.").implementation == after
    entry = PublicEntry.objects.get()
    assert entry.changes["implementation"] == [before, after]


def test_words_are_needed_to_stop_and_to_come_back():
    steps = [(b, a) for b, following in NEXT_STATES.items() for a in following]
    free = [step for step in steps if not needs_words(*step)]
    onward = [(NEW, GOING), (NEW, DONE), (GOING, DONE)]
    assert free == [*onward, (PARTLY, GOING), (PARTLY, DONE)]


def test_state_cannot_be_typed_beside_parts(coordinator, impulse):
    ImpulsePartFactory(impulse=impulse)
    for state in (DONE, NEW):
        values = {"implementation": state}
        with pytest.raises(StepError):
            change_implementation(impulse, values, by=coordinator, version=0)
    impulse.refresh_from_db()
    assert (impulse.implementation, impulse.version) == (NEW, 0)


def test_next_step_can_change_without_the_state(coordinator, impulse):
    unit = ResponsibleUnitFactory(name_de="Referat A")
    values = {"responsible_unit": unit, "evidence_url": "https://example.org/beleg/"}
    change_implementation(impulse, values, by=coordinator, version=0)
    entry = PublicEntry.objects.get()
    assert (entry.kind, entry.link) == ("progress", "https://example.org/beleg/")
    assert entry.changes["unit"] == [None, unit.slug]
    assert InternalEntry.objects.get().by == coordinator


def test_moved_day_stays_in_the_timeline(coordinator, impulse):
    first, second = in_days(3), in_days(9)
    change_implementation(impulse, {"due_on": first}, by=coordinator, version=0)
    change_implementation(impulse, {"due_on": second}, by=coordinator, version=1)
    impulse.refresh_from_db()
    assert impulse.next_due_on == second
    line = timeline_of(impulse)[0]
    assert (line.entry.kind, len(line.words)) == ("due", 1)
    assert [str(day.year) in line.words[0] for day in (first, second)] == [True, True]
    assert line.entry.changes["due_on"] == [first.isoformat(), second.isoformat()]


def test_day_that_is_over_stays_but_is_not_set(coordinator, impulse):
    Impulse.objects.update(due_on=in_days(-3))
    values = {"due_on": in_days(-3), "next_step_de": "Nachholen"}
    change_implementation(impulse, values, by=coordinator, version=0)
    with pytest.raises(ValidationError, match="due_on"):
        change_implementation(
            impulse, {"due_on": in_days(-1)}, by=coordinator, version=1
        )
    impulse.refresh_from_db()
    assert impulse.due_on == in_days(-3)


def test_what_changes_nothing_leaves_no_trace(coordinator, impulse):
    values = {"implementation": NEW, "due_on": None, "next_step_de": ""}
    change_implementation(impulse, values, by=coordinator, version=0)
    impulse.refresh_from_db()
    entries = PublicEntry.objects.count() + InternalEntry.objects.count()
    assert (impulse.version, entries) == (0, 0)


def test_words_alone_are_an_entry(coordinator, impulse):
    change_implementation(
        impulse, {}, by=coordinator, version=0, text_de="Zwischenstand."
    )
    assert PublicEntry.objects.get().text_de == "Zwischenstand."


def test_older_version_is_refused(coordinator, impulse):
    change_implementation(impulse, {"implementation": GOING}, by=coordinator, version=0)
    values = {"implementation": DONE}
    with pytest.raises(ConflictError):
        change_implementation(impulse, values, by=coordinator, version=0)


def test_done_day_is_kept_and_taken_back(coordinator, impulse):
    change_implementation(impulse, {"implementation": DONE}, by=coordinator, version=0)
    impulse.refresh_from_db()
    assert impulse.done_on == timezone.localdate()
    values = {"implementation": GOING}
    change_implementation(
        impulse,
        values,
        by=coordinator,
        version=1,
        text_de="Doch noch nicht ganz fertig.",
    )
    impulse.refresh_from_db()
    assert impulse.done_on is None


@pytest.mark.parametrize("factory", [UserFactory, OfficeFactory, ReviewerFactory])
def test_only_coordinators_change_the_state(impulse, factory):
    with pytest.raises(NotAllowedError):
        change_implementation(
            impulse, {"implementation": GOING}, by=factory(), version=0
        )
    impulse.refresh_from_db()
    assert impulse.implementation == NEW


@pytest.mark.parametrize(
    ("days", "german", "english"),
    [
        (-12, "seit 12 Tagen überfällig", "overdue for 12 days"),
        (-1, "seit 1 Tag überfällig", "overdue for 1 day"),
        (0, "heute fällig", "due today"),
        (1, "fällig in 1 Tag", "due in 1 day"),
        (30, "fällig in 30 Tagen", "due in 30 days"),
        (31, "", ""),
    ],
)
def test_distance_of_a_day_is_said_in_words(days, german, english):
    today = timezone.localdate()
    assert clock_words(in_days(days), today) == german
    with translation.override("en"):
        assert clock_words(in_days(days), today) == english
    assert clock_words(None) == ""


# --- the form


def test_form_offers_only_what_can_follow(as_coordinator, address):
    page = page_of(as_coordinator.get(address))
    offered = [field["value"] for field in page.select("[name=implementation]")]
    assert offered == [NEW, GOING, DONE, LATER, DROPPED]


def test_form_of_an_impulse_with_parts_offers_no_state(
    as_coordinator, impulse, address
):
    ImpulsePartFactory(impulse=impulse)
    page = page_of(as_coordinator.get(address))
    assert page.select("[name=implementation]") == []
    assert "folgt er daraus" not in page.text
    assert "keine Stände" not in page.text
    assert page.select_one(".notice").text.count("„nicht begonnen“") == 1


def test_saving_without_a_change_claims_no_change(as_coordinator, impulse, address):
    sent = {"implementation": NEW, "version": 0}
    page = page_of(as_coordinator.post(address, sent, follow=True))
    assert page.select_one(".notices").text.strip() == "Es wurde nichts geändert."
    assert not impulse.public_entries.exists()
    sent["next_step_de"] = "Nachholen"
    page = page_of(as_coordinator.post(address, sent, follow=True))
    assert "die Öffentlichkeit sieht es" in page.select_one(".notices").text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"implementation": "teilweise"}, 409),
        ({"implementation": "unsinn"}, 200),
        ({"implementation": LATER}, 200),
        ({"due_on": "2020-01-01"}, 200),
        ({"due_on": "31.02.2030"}, 200),
        ({"due_on": "9999-12-31"}, 200),
        ({"responsible_unit": "99999"}, 200),
        ({"responsible_unit": "9" * 40}, 200),
        ({"responsible_unit": "\x00"}, 200),
        ({"evidence_url": "javascript:alert(1)"}, 200),
        ({"evidence_url": "ftp://example.org/"}, 200),
        ({"next_step_de": "a\x00b"}, 200),
        ({"next_step_de": "a\x07b"}, 200),
        ({"next_step_de": "x" * 301}, 200),
        ({"version": "x"}, 200),
        ({"version": "9" * 40}, 409),
        ({"version": ""}, 409),
    ],
)
def test_bad_progress_is_refused_with_its_input(
    as_coordinator, impulse, address, change, status
):
    words = {"text_de": "Meine Worte", "text_en": "My words"}
    data = {"implementation": NEW, "version": 0} | words | change
    answer = as_coordinator.post(address, data)
    page = page_of(answer)
    assert answer.status_code == status
    assert len(page.select(".error-summary")) == 1
    assert page.select_one("[name=text_en]").text.strip() == "My words"
    impulse.refresh_from_db()
    assert (impulse.version, PublicEntry.objects.count()) == (0, 0)


def test_words_in_english_alone_are_not_dropped(as_coordinator, impulse, address):
    data = {"implementation": NEW, "version": 0, "text_en": "My words"}
    page = page_of(as_coordinator.post(address, data), 200)
    assert page.select_one(".error-summary a")["href"] == "#id_text_de"
    assert page.select_one("[name=text_en]").text.strip() == "My words"


def test_state_forged_beside_parts_is_refused(as_coordinator, impulse, address):
    ImpulsePartFactory(impulse=impulse)
    data = {"implementation": DONE, "next_step_de": "Weiter", "version": 0}
    assert as_coordinator.post(address, data).status_code == 409
    impulse.refresh_from_db()
    assert (impulse.implementation, impulse.next_step_de) == (NEW, "")


def test_closed_unit_is_kept_and_not_offered_to_others(as_coordinator, address):
    closed = ResponsibleUnitFactory(is_active=False)
    select = "[name=responsible_unit] option"
    assert len(page_of(as_coordinator.get(address)).select(select)) == 1
    Impulse.objects.update(responsible_unit=closed)
    assert len(page_of(as_coordinator.get(address)).select(select)) == 2


def test_stale_form_shows_both_versions_and_can_replace(
    as_coordinator, impulse, address
):
    unit = ResponsibleUnitFactory(name_de="Referat B")
    Impulse.objects.update(version=4, implementation=DONE, responsible_unit=unit)
    data = {"implementation": GOING, "version": 0, "next_step_de": "Meins"}
    answer = as_coordinator.post(address, data)
    page = page_of(answer)
    assert answer.status_code == 409
    rows = [
        [cell.text for cell in row.select("th, td")] for row in page.select("tbody tr")
    ]
    assert rows == [
        ["Umsetzungsstand", "In Arbeit", "Umgesetzt"],
        ["Zuständige Stelle", "–", "Referat B"],
        ["Nächster Schritt (deutsch)", "Meins", "–"],
    ]
    assert page.select_one("[name=version]")["value"] == "4"
    assert page.select_one("[name=next_step_de]")["value"] == "Meins"
    again = data | {"version": 4, "text_de": "Es wird wieder aufgenommen."}
    assert as_coordinator.post(address, again).status_code == 302
    impulse.refresh_from_db()
    assert (impulse.implementation, impulse.next_step_de) == (GOING, "Meins")


@pytest.mark.parametrize("name", ["progress", "part-add", "link"])
def test_forms_are_for_coordinators(client, impulse, reviewer, office, name):
    address = reverse(f"impulses:{name}", args=[7])
    assert client.post(address).status_code == 302
    for account in (reviewer, office):
        client.force_login(account)
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403


def test_unknown_impulse_has_no_form(as_coordinator):
    for number in (99, 10**6, 10**30):
        for name in ("progress", "part-add", "link"):
            address = reverse(f"impulses:{name}", args=[number])
            assert as_coordinator.get(address).status_code == 404

"""The public timeline: changes in words, and nothing that alters it."""

import re
from datetime import date, timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone, translation

from clusters.querysets import AppendOnlyError
from impulses.desk.trace import trace_of
from impulses.models import InternalEntry, PublicEntry
from impulses.timeline import Names, changes_in_words
from tests.crawling import crawl
from tests.factories import (
    AnswerFactory,
    AssessmentFactory,
    AssignmentFactory,
    CoordinatorFactory,
    DriverFactory,
    ImpulseFactory,
    InternalEntryFactory,
    InternalNoteFactory,
    PublicEntryFactory,
    ResponsibleUnitFactory,
)
from tests.reading import page_of

NAMES = Names(units={"a": "Referat A"}, parts={3: "Leitfaden"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"answer": ["offen", "angenommen"]}, ["Antwort: offen → angenommen"]),
        ({"unit": [None, "a"]}, ["Zuständige Stelle: Referat A"]),
        ({"unit": ["a", None]}, ["Zuständige Stelle: nicht mehr „Referat A“"]),
        ({"unit": ["a", "weg"]}, ["Zuständige Stelle: Referat A → weg"]),
        (
            {"due_on": ["2026-03-01", "2026-06-01"]},
            ["Termin: verschoben vom 1. März 2026 auf den 1. Juni 2026"],
        ),
        ({"due_on": [None, "2026-03-01"]}, ["Termin: 1. März 2026"]),
        (
            {"due_on": ["2026-03-01", None]},
            ["Termin: aufgehoben (war 1. März 2026)"],
        ),
        ({"number": [7, 5]}, ["Nummer: 7 → 5"]),
        ({"text_de": ["", "Text."], "text_en": ["", "Text."]}, ["Wortlaut: neu"]),
        ({"reason_en": ["a", "b"]}, ["Öffentliche Begründung: geändert"]),
        ({"title_de": ["A", "B"], "title_en": ["C", "D"]}, ["Titel: A → B"]),
        (
            {"part.3.state": ["in-arbeit", "umgesetzt"]},
            ["Teilimpuls „Leitfaden“: Umsetzungsstand: in Arbeit → umgesetzt"],
        ),
        (
            {
                "part.9.state": [None, "nicht-begonnen"],
                "part.9.title_de": [None, "Neu"],
            },
            ["Teilimpuls „Neu“: neu; Umsetzungsstand: nicht begonnen"],
        ),
        ({"unbekannt": [1, 2], "part.3.unbekannt": [1, 2], "part.x": [1, 2]}, []),
        ({}, []),
    ],
)
def test_changes_are_said_in_german(changes, words):
    assert changes_in_words(changes, NAMES) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"answer": ["offen", "angenommen"]}, "Answer: open → accepted"),
        (
            {"implementation": ["in-arbeit", "umgesetzt"]},
            "Implementation state: in progress → done",
        ),
        ({"wording": ["subject", "full"]}, None),
        ({"page": [None, 12]}, "Page in the paper: 12"),
        ({"title_de": ["A", "B"], "title_en": ["C", "D"]}, "Title: C → D"),
        ({"text_de": ["a", "b"]}, "Wording: changed"),
        ({"reason_de": ["a", ""]}, "Public reason: removed"),
        ({"next_step_de": ["", "Plan"], "next_step_en": ["", "A"]}, "Next step: A"),
        ({"unit": [None, "a"]}, "Responsible unit: Referat A"),
        (
            {"due_on": ["2026-03-01", "2026-06-01"]},
            "Due date: moved from 1 March 2026 to 1 June 2026",
        ),
        ({"answer_due_on": [None, "2026-06-01"]}, "Answer due on: 1 June 2026"),
        (
            {"evidence_url": ["", "https://example.org/"]},
            "Evidence: https://example.org/",
        ),
        (
            {"links": ["7:similar", ""]},
            "Related impulses: no longer “7 (number of that day; similar)”",
        ),
        (
            {"part.3.due_on": ["2026-03-01", None], "part.3.measure_de": [None, "x"]},
            "Part “Leitfaden”: Done when: x; Due date: cancelled (was 1 March 2026)",
        ),
    ],
)
def test_changes_are_said_in_english(changes, words):
    with translation.override("en"):
        said = changes_in_words(changes, NAMES)
    assert len(said) == 1
    assert words is None or said == [words]


def test_changes_are_said_in_the_order_of_the_page():
    changes = {
        "due_on": [None, "2026-03-01"],
        "reason_de": ["", "x"],
        "part.3.state": ["in-arbeit", "umgesetzt"],
        "answer": ["offen", "angenommen"],
        "next_step_de": ["", "Plan"],
        "unit": [None, "a"],
    }
    assert [words.partition(":")[0] for words in changes_in_words(changes, NAMES)] == [
        "Antwort",
        "Öffentliche Begründung",
        "Zuständige Stelle",
        "Nächster Schritt",
        "Termin",
        "Teilimpuls „Leitfaden“",
    ]


def test_page_shows_entries_with_corrections(client, impulse):
    wrong = PublicEntryFactory(impulse=impulse, text_de="Falsch.")
    right = PublicEntryFactory(
        impulse=impulse, kind="correction", text_de="Richtig.", corrects=wrong
    )
    page = client.get(impulse.get_absolute_url()).content.decode()
    assert page.index("Richtig.") < page.index("Falsch.")
    assert f'href="#eintrag-{wrong.pk}"' in page
    assert f'href="#eintrag-{right.pk}"' in page


def test_internal_words_are_on_no_public_page(client, impulse):
    word, account = "Zwergspinnerei", CoordinatorFactory(username="zwergspinner")
    unit = ResponsibleUnitFactory(mailbox="zwergspinner@example.org")
    driver = DriverFactory()
    impulse.drivers.add(driver)
    impulse.answer_due_on, impulse.responsible_unit = date(2031, 7, 4), unit
    impulse.save()
    InternalNoteFactory(impulse=impulse, text=word, author=account)
    AssessmentFactory(impulse=impulse, reason=word, reviewer=account)
    InternalEntryFactory(impulse=impulse, text=word, by=account)
    AssignmentFactory(impulse=impulse, reviewer=account, due_on=date(2031, 7, 4))
    draft = AnswerFactory(impulse=impulse, reason_de=word, next_step_de=word)
    AnswerFactory(
        impulse=ImpulseFactory(),
        state="scheduled",
        reason_de=word,
        publish_at=timezone.now() + timedelta(days=9),
        released_by=account,
    )
    PublicEntryFactory(impulse=impulse, changes={"answer": ["offen", "in-pruefung"]})
    found = crawl(
        client,
        "/impulse/aenderungen/?format=csv",
        f"/impulse/treiber/{driver.slug}/aenderungen.atom",
        f"{impulse.get_absolute_url()}?stand=2026-01-01",
        "/impulse/?stand=2026-01-01",
        "/impulse/?sortierung=faellig",
    )
    wanted = {"/impulse/7/", "/impulse/7/aenderungen.atom", "/impulse/aenderungen/"}
    assert wanted - set(found) == set()
    told = re.compile(
        f"{word}|zwergspinner|2031-07-04|4. Juli 2031|4 July 2031"
        f"|{draft.prepared_by.username}\\b",
        re.IGNORECASE,
    )
    assert [address for address, text in found.items() if told.search(text)] == []


def test_internal_briefs_in_a_row_are_one_line(
    as_coordinator, coordinator, impulse, django_assert_num_queries
):
    kinds = ["taken-away", "noted", "taken-away", "taken-away", "taken-away"]
    for number, kind in enumerate(kinds):
        text = f"Nr. {number}"
        InternalEntryFactory(impulse=impulse, kind=kind, by=coordinator, text=text)
    with django_assert_num_queries(1):
        assert [len(group) for group in trace_of(impulse)] == [3, 1, 1]
    page = page_of(as_coordinator.get("/pruefung/impulse/7/"), 200)
    together, noted, alone = page.select_one("#verlauf .entries").select(":scope > li")
    assert "3" in together.summary.text
    assert "Nr." not in together.summary.text
    texts = [line.text for line in together.select("details li")]
    assert [f"Nr. {n}" in text for n, text in zip([4, 3, 2], texts, strict=True)] == (
        [True] * 3
    )
    assert "Nr. 1" in noted.text
    assert "Nr. 0" in alone.text
    assert alone.details is None


# --- nothing alters it


@pytest.mark.parametrize("factory", [PublicEntryFactory, InternalEntryFactory])
def test_entries_are_written_once(db, factory):
    entry = factory()
    for act in (
        entry.save,
        entry.delete,
        lambda: type(entry).objects.all().delete(),
        lambda: type(entry).objects.update(kind="due"),
    ):
        with pytest.raises(AppendOnlyError):
            act()


def addresses(number, pk):
    """Every address of the impulses and of the work area that takes such arguments."""
    resolver = get_resolver().namespace_dict["impulses"][1]
    values = {"number": number, "pk": pk, "slug": "x", "key": None, "step": "x"}
    found = set()
    for name in resolver.reverse_dict:
        if not isinstance(name, str):
            continue
        for possibility in resolver.reverse_dict.getlist(name):
            pattern, parameters = possibility[0][0]
            if all(values.get(p) is not None for p in parameters):
                found.add("/" + pattern % {p: values[p] for p in parameters})
    return sorted(found)


def test_no_address_edits_or_deletes_an_entry(as_coordinator, impulse):
    entry = PublicEntryFactory(impulse=impulse)
    InternalEntryFactory(impulse=impulse)
    models = PublicEntry, InternalEntry
    before = [list(model.objects.order_by("pk").values()) for model in models]
    tried = addresses(impulse.number, entry.pk)
    assert len(tried) > 15
    nonsense = {"text": "x", "delete": "yes", "id": entry.pk, "_method": "DELETE"}
    for address in tried:
        for method in (as_coordinator.post, as_coordinator.put, as_coordinator.delete):
            assert method(address, nonsense).status_code < 500
    for model, rows in zip(models, before, strict=True):
        # others may have been added: that is what a timeline is for
        kept = model.objects.filter(pk__in=[row["id"] for row in rows])
        assert list(kept.order_by("pk").values()) == rows

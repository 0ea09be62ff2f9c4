"""What a brief says, whatever the format."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from clusters.models import mark_as_practice
from impulses.assessing import Figures
from impulses.brief.asked import public_query
from impulses.brief.content import ENTRIES
from impulses.brief.internal import Assigned, Score
from impulses.brief.sections import point_of
from impulses.brief.texts import Text, plain
from impulses.filters import ImpulseFilterSet
from impulses.models import Impulse
from tests.factories import (
    CoordinatorFactory,
    DriverFactory,
    ImpulseFactory,
    InternalNoteFactory,
    PublicEntryFactory,
    ReviewerFactory,
)
from tests.impulses.briefs import SECRET_DAY, add_internal, brief, full_impulse

pytestmark = pytest.mark.django_db


def test_brief_says_everything_public_of_an_impulse():
    full_impulse()
    today = timezone.localdate()
    (item,) = brief().items
    assert item.number == 7
    assert item.title == Text("Wasserstoffnetze ausbauen", "de")
    assert item.url == "https://cluster.example.org/impulse/7/"
    assert item.wording.paragraphs == ["Erster Absatz.", "Zweiter Absatz."]
    assert (item.wording_state, item.page) == ("Wortlaut erfasst", 12)
    assert item.drivers == ["Dekarbonisierung"]
    assert item.services == ["Vernetzung"]
    assert item.addressees == ["Land"]
    assert item.asking == ["Benannt"]
    assert item.delivering == ["Benannt", "Anbietend"]
    assert item.voices == "1 von 2 trägt mit, 1 mit Bedenken, 1 kann liefern"
    assert (item.state, item.answer) == ("angenommen", "angenommen")
    assert item.reason == Text("Das Land stimmt zu.", "de")
    assert item.answered_on == today
    assert item.unit == "Referat 1"
    assert item.implementation == "teilweise umgesetzt"
    assert item.next_step == Text("Förderaufruf veröffentlichen", "de")
    assert (item.due_on, item.days_late) == (today + timedelta(days=30), 0)
    assert item.most_days_late == 12
    assert item.evidence_url == "https://example.org/beleg/"
    assert item.internal is None
    late, done = item.parts
    assert (late.title.text, late.measure.text) == ("Bescheid", "Bescheid liegt vor")
    assert (late.state, late.unit, late.days_late) == ("in Arbeit", "Referat 1", 12)
    # nothing is owed any more
    assert (done.state, done.days_late) == ("umgesetzt", 0)
    (entry,) = item.entries
    assert (entry.on, entry.role) == (today, "Wirtschaftsministerium")
    assert entry.text.text == "Das Referat hat begonnen."


def test_brief_is_english_on_english_pages():
    full_impulse()
    said = brief(language="en")
    (item,) = said.items
    assert said.language == "en"
    assert item.title == Text("Extend hydrogen networks", "en")
    # there is no English wording: the German one is shown, and marked as German
    assert item.wording.lang == "de"
    assert item.url == "https://cluster.example.org/en/impulse/7/"
    assert item.voices == "1 of 2 supports it, 1 with concerns, 1 can deliver"
    assert item.parts[0].title.text == "Decision"


def test_brief_counts_answers_states_and_what_is_late():
    full_impulse()
    ImpulseFactory()
    said = brief()
    assert said.answers == [("offen", 1), ("angenommen", 1)]
    assert said.implementations == [("nicht begonnen", 1), ("teilweise umgesetzt", 1)]
    assert said.late == 1


def test_brief_follows_filter_and_order():
    driver = DriverFactory(slug="demografie", name_de="Demografie")
    for number in (3, 1, 2):
        ImpulseFactory(number=number, drivers=[driver] if number != 2 else [])
    answered = ImpulseFactory(number=4, answer="angenommen", drivers=[driver])
    PublicEntryFactory(impulse=answered)
    said = brief("treiber=demografie&antwort=offen&seite=7")
    assert [item.number for item in said.items] == [1, 3]
    assert [str(c) for c in said.conditions] == [
        "Treiber: Demografie",
        "Antwort: offen",
    ]
    assert (said.order, said.hints) == ("Nummer", [])
    newest = brief("sortierung=neueste&treiber=demografie")
    assert [item.number for item in newest.items] == [4, 1, 3]
    assert newest.order == "neueste Änderung"


def test_brief_says_what_of_the_filter_was_left_out():
    ImpulseFactory()
    said = brief("antwort=quatsch&foo=1")
    assert said.conditions == []
    assert len(said.hints) == 2
    assert len(said.items) == 1


def test_brief_knows_no_past_day_and_says_so():
    ImpulseFactory()
    assert len(brief("stand=2026-05-01").hints) == 1
    asked = QueryDict("stand=2026-05-01&antwort=offen")
    listing = ImpulseFilterSet(asked, Impulse.objects.all())
    assert public_query(listing) == "?antwort=offen"


def test_text_of_a_search_is_a_condition():
    assert [str(c) for c in brief("q=Wasser%07stoff").conditions] == [
        "Suchtext: „Wasserstoff“"
    ]


def test_timeline_is_cut_to_the_newest():
    impulse = ImpulseFactory()
    for number in range(ENTRIES + 2):
        at = timezone.now() - timedelta(days=number)
        PublicEntryFactory(impulse=impulse, at=at, text_de=f"vor {number} Tagen")
    other = PublicEntryFactory(text_de="anderswo")
    first, second = brief().items
    texts = [entry.text.text for entry in first.entries]
    assert texts == [f"vor {number} Tagen" for number in range(ENTRIES)]
    assert [entry.text.text for entry in second.entries] == [other.text_de]


def test_day_of_an_answer_is_said_only_where_it_is_public():
    impulse = ImpulseFactory(answer_due_on=SECRET_DAY)
    assert brief().items[0].answer_due_on is None
    impulse.is_answer_due_public = True
    impulse.save()
    assert brief().items[0].answer_due_on == SECRET_DAY
    impulse.answer = "angenommen"
    impulse.save()
    assert brief().items[0].answer_due_on is None


# --- the internal copy


def test_internal_brief_adds_what_reviewers_work_with():
    impulse = full_impulse()
    impulse.answer, impulse.answer_due_on = "offen", SECRET_DAY
    impulse.save()
    first, second = add_internal(impulse)
    said = brief(reader=CoordinatorFactory())
    internal = said.items[0].internal
    assert (said.is_internal, said.marks) == (True, ["INTERN"])
    assert internal.scores == [
        Score("Wirkung", Figures((1, 4))),
        Score("Gesamt", Figures((1.0, 4.0))),
    ]
    assert internal.recommendations == [("angenommen", 1), ("teilweise angenommen", 1)]
    assert [(v.reviewer, v.recommendation, v.reason) for v in internal.votes[:2]] == [
        (first.username, "angenommen", "Votum zu angenommen."),
        (second.username, "teilweise angenommen", "Votum zu teilweise."),
    ]
    assert [v.scores for v in internal.votes] == [
        [("Wirkung", 4)],
        [("Wirkung", 1)],
        [],
    ]
    assert internal.votes[2].kind == "befangen"
    assert [note.text for note in internal.notes] == ["Mit Z klären."]
    assert internal.assigned == [Assigned(second.username, True, SECRET_DAY)]
    assert internal.draft.reason.text == "Entwurf der Begründung."
    assert internal.draft.due_on == SECRET_DAY
    assert internal.answer_due_on == SECRET_DAY


def test_replaced_assessment_counts_no_more():
    impulse = full_impulse()
    reviewer, _other = add_internal(impulse)
    old = impulse.assessments.get(reviewer=reviewer)
    new = impulse.assessments.create(
        reviewer=reviewer, recommendation="abgelehnt", replaces=old, is_blind=False
    )
    internal = brief(reader=CoordinatorFactory()).items[0].internal
    assert internal.scores[0] == Score("Wirkung", Figures((1,)))
    assert internal.votes[-1].recommendation == new.get_recommendation_display()
    assert internal.votes[-1].mark == "nach Einsicht geändert"
    assert len(internal.votes) == 3


def test_reader_sees_no_more_assessments_than_in_the_work_area():
    impulse = full_impulse()
    add_internal(impulse)
    internal = brief(reader=ReviewerFactory()).items[0].internal
    assert internal.votes == internal.scores == internal.recommendations == []


def test_practice_data_are_marked():
    assert brief().marks == []
    mark_as_practice()
    assert brief().marks == ["Übungsdaten – erfunden"]
    assert brief(reader=CoordinatorFactory()).marks == [
        "INTERN",
        "Übungsdaten – erfunden",
    ]


# --- reading


@pytest.mark.parametrize("is_internal", [False, True])
def test_queries_do_not_grow_with_the_impulses(
    django_assert_max_num_queries, is_internal
):
    reader = CoordinatorFactory() if is_internal else None
    # the account's permissions are read once
    brief(reader=reader)
    counts = []
    for number, more in ((10, 1), (20, 4), (50, 45)):
        for offset in range(more):
            if offset < 4:
                add_internal(full_impulse(number + offset))
            else:
                InternalNoteFactory(impulse__number=number + offset)
        with django_assert_max_num_queries(30) as queries:
            said = brief(reader=reader)
        counts.append(len(queries))
    assert len(said.items) == 50
    assert counts[0] == counts[1] == counts[2], counts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x07c", "a b c"),
        ("  eins \r\n\n zwei\u2028drei ", "eins\nzwei\ndrei"),
        ("\ud83d ok \ufffe", "ok"),
        ("", ""),
    ],
)
def test_plain_text_fits_every_format(text, shown):
    assert plain(text) == shown


def test_timeline_says_what_changed(impulse):
    changes = {"answer_due_on": [None, "2030-03-01"]}
    PublicEntryFactory(
        impulse=impulse, kind="due", changes=changes, text_de="", text_en=""
    )
    (entry,) = brief().items[0].entries
    assert entry.changes == ["Antwort fällig am: 1. März 2030"]
    assert point_of(entry)[1].text == "Antwort fällig am: 1. März 2030"

"""Answers: written by one, let out by another, recalled until they are out."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from impulses.facts import public_facts
from impulses.models import Answer, Impulse, InternalEntry, PublicEntry
from impulses.reviews import answers, timeline
from impulses.reviews.errors import ConflictError, FourEyesError, StepError
from tests.factories import (
    AnswerFactory,
    ImpulseFactory,
    ResponsibleUnitFactory,
)
from tests.impulses.answering import REASON, stored, values

State = Answer.State


@pytest.fixture
def draft(impulse, coordinator):
    return answers.prepare_answer(impulse, values(), by=coordinator)


def later(**delta):
    return timezone.now() + timedelta(**delta)


def kinds(impulse) -> list[str]:
    entries = InternalEntry.objects.filter(impulse=impulse).order_by("pk")
    return list(entries.values_list("kind", flat=True))


def test_next_step_is_due_on_a_day_to_come(impulse, coordinator):
    today = timezone.localdate()
    over = today - timedelta(days=1)
    with pytest.raises(ValidationError, match="due_on"):
        answers.prepare_answer(impulse, values(due_on=over), by=coordinator)
    # unless it is late in public already
    Impulse.objects.update(due_on=over)
    draft = answers.prepare_answer(impulse, values(due_on=over), by=coordinator)
    assert draft.due_on == over


def test_prepared_answer_is_internal(impulse, coordinator):
    before = public_facts(impulse)

    draft = answers.prepare_answer(impulse, values(), by=coordinator)

    assert (draft.state, draft.version, draft.prepared_by) == (
        State.PREPARED,
        0,
        coordinator,
    )
    assert list(draft.authors.all()) == [coordinator]
    impulse.refresh_from_db()
    assert public_facts(impulse) == before
    assert not PublicEntry.objects.exists()
    entry = InternalEntry.objects.get()
    assert (entry.kind, entry.by, entry.text) == ("prepared", coordinator, "")


def test_prepared_answers_are_one_an_impulse(draft, second_coordinator):
    before = stored()

    with pytest.raises(StepError):
        answers.prepare_answer(draft.impulse, values(), by=second_coordinator)

    assert stored() == before
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerFactory(impulse=draft.impulse)


def test_edited_answer_names_who_wrote_last(draft, coordinator, second_coordinator):
    edited = answers.edit_answer(
        draft, values(next_step_de="Prüfen"), 0, by=second_coordinator
    )

    assert (edited.next_step_de, edited.version) == ("Prüfen", 1)
    assert edited.prepared_by == second_coordinator
    assert set(edited.authors.all()) == {coordinator, second_coordinator}
    assert kinds(draft.impulse) == ["prepared", "edited"]
    assert InternalEntry.objects.first().text == gettext("next step (German)")


def test_edit_that_changes_nothing_makes_nobody_an_author(draft, second_coordinator):
    before = stored()

    answers.edit_answer(draft, values(), 0, by=second_coordinator)

    assert stored() == before


def test_edit_of_an_older_version_is_refused(draft, coordinator, second_coordinator):
    answers.edit_answer(draft, values(answer="zur-kenntnis"), 0, by=second_coordinator)
    before = stored()

    with pytest.raises(ConflictError):
        answers.edit_answer(draft, values(next_step_de="Alt"), 0, by=coordinator)

    assert stored() == before


@pytest.mark.parametrize("number", [0, 79])
@pytest.mark.parametrize("answer", ["teilweise", "abgelehnt"])
def test_refusals_need_a_public_reason(impulse, coordinator, answer, number):
    # blanks do not count, wherever they stand
    reason = " ".join("x" * number) + " " * 90
    before = stored()

    with pytest.raises(ValidationError) as caught:
        answers.prepare_answer(
            impulse, values(answer=answer, reason_de=reason), by=coordinator
        )

    assert list(caught.value.message_dict) == ["reason_de"]
    assert f"noch {80 - number}." in caught.value.message_dict["reason_de"][0]
    assert stored() == before


@pytest.mark.parametrize("answer", ["teilweise", "abgelehnt"])
def test_refusals_with_80_characters_pass(impulse, coordinator, answer):
    reason = "x" * 80

    draft = answers.prepare_answer(
        impulse, values(answer=answer, reason_de=reason), by=coordinator
    )

    assert draft.reason_de == reason


def test_refusals_without_reason_are_refused_by_the_database(impulse, coordinator):
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerFactory(impulse=impulse, answer="abgelehnt", reason_de="x" * 79)


def test_closed_units_cannot_be_chosen(impulse, coordinator):
    unit = ResponsibleUnitFactory(is_active=False)

    with pytest.raises(ValidationError) as caught:
        answers.prepare_answer(impulse, values(responsible_unit=unit), by=coordinator)

    assert list(caught.value.message_dict) == ["responsible_unit"]


def test_published_answer_reaches_the_impulse(
    impulse, coordinator, second_coordinator, monkeypatch
):
    told = []
    monkeypatch.setattr(timeline, "tell_followers", lambda *what: told.append(what))
    unit, day = ResponsibleUnitFactory(), date(2031, 5, 2)
    draft = answers.prepare_answer(
        impulse,
        values(answer="teilweise", reason_de=REASON, responsible_unit=unit, due_on=day),
        by=coordinator,
    )

    answer = answers.publish_answer(draft, 0, by=second_coordinator)

    impulse.refresh_from_db()
    assert impulse.published_answer == answer
    assert (impulse.answer, impulse.responsible_unit) == ("teilweise", unit)
    assert (impulse.next_step_de, impulse.next_step_en) == ("Gespräche führen", "Talk")
    assert (impulse.due_on, impulse.next_due_on) == (day, day)
    assert impulse.answered_on == timezone.localdate()
    assert impulse.evidence_url == "https://example.org/beleg/"
    assert impulse.history.first().history_user == second_coordinator
    assert (answer.state, answer.released_by) == (State.PUBLISHED, second_coordinator)
    entry = PublicEntry.objects.get()
    assert (entry.kind, entry.role) == ("answer", "ministry")
    assert entry.text_de == "Das Ministerium hat geantwortet: teilweise angenommen."
    assert entry.text_en == "The ministry has answered: accepted in part."
    assert entry.link == impulse.evidence_url
    assert entry.changes["reason_de"] == ["", REASON]
    assert entry.changes["unit"] == [None, unit.slug]
    assert kinds(impulse) == ["prepared", "published"]
    assert told == [(impulse, entry)]


def test_published_answer_is_superseded_and_stays(
    draft, coordinator, second_coordinator
):
    first = answers.publish_answer(draft, 0, by=second_coordinator)
    second = answers.prepare_answer(
        draft.impulse, values(answer="zur-kenntnis"), by=coordinator
    )
    # a number names one text of the impulse
    assert second.version > first.version

    answers.publish_answer(second, second.version, by=second_coordinator)

    draft.impulse.refresh_from_db()
    assert draft.impulse.published_answer == second
    assert list(draft.impulse.answers.published()) == [second, first]
    newest = PublicEntry.objects.first()
    assert (
        newest.text_de == "Das Ministerium hat neu geantwortet: zur Kenntnis genommen."
    )


@pytest.mark.parametrize("is_last", [True, False])
def test_no_author_releases_an_answer(draft, coordinator, second_coordinator, is_last):
    draft = answers.edit_answer(
        draft, values(next_step_de="Prüfen"), 0, by=second_coordinator
    )
    author = second_coordinator if is_last else coordinator
    before = stored()

    with pytest.raises(FourEyesError):
        answers.publish_answer(draft, 1, by=author)
    with pytest.raises(FourEyesError):
        answers.schedule_answer(draft, later(days=1), 1, by=author)

    assert stored() == before


def test_four_eyes_are_a_rule_of_the_database(draft, coordinator):
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.update(released_by=coordinator)


def test_another_version_than_seen_is_not_published(
    draft, coordinator, second_coordinator
):
    answers.edit_answer(draft, values(answer="zur-kenntnis"), 0, by=coordinator)
    before = stored()

    with pytest.raises(ConflictError):
        answers.publish_answer(draft, 0, by=second_coordinator)

    assert stored() == before


@pytest.mark.parametrize("delta", [{"seconds": -1}, {"days": 400}])
def test_release_needs_a_time_to_come(draft, second_coordinator, delta):
    before = stored()

    with pytest.raises(StepError):
        answers.schedule_answer(draft, later(**delta), 0, by=second_coordinator)

    assert stored() == before


def test_scheduled_answer_is_recalled(draft, coordinator, second_coordinator):
    when = later(hours=1)
    scheduled = answers.schedule_answer(draft, when, 0, by=second_coordinator)
    assert (scheduled.state, scheduled.publish_at) == (State.SCHEDULED, when)
    assert scheduled.released_by == second_coordinator

    recalled = answers.recall_answer(scheduled, 1, by=coordinator)

    assert (recalled.state, recalled.version) == (State.PREPARED, 2)
    assert (recalled.publish_at, recalled.released_by) == (None, None)
    assert kinds(draft.impulse) == ["prepared", "scheduled", "recalled"]
    assert not answers.publish_due_answers(later(hours=2))


def test_published_answer_is_never_recalled(draft, coordinator, second_coordinator):
    answer = answers.publish_answer(draft, 0, by=second_coordinator)
    before = stored()

    for step in (answers.recall_answer, answers.discard_answer):
        with pytest.raises(StepError):
            step(answer, answer.version, by=coordinator)

    assert stored() == before


def test_discarded_answer_makes_room(draft, coordinator, second_coordinator):
    answers.discard_answer(draft, 0, by=second_coordinator)

    fresh = answers.prepare_answer(draft.impulse, values(), by=second_coordinator)

    # whoever looked at the discarded one must not publish the new one
    assert fresh.version == 2
    with pytest.raises(ConflictError):
        answers.publish_answer(fresh, 0, by=coordinator)


def test_due_answers_are_published_once(draft, second_coordinator):
    answers.schedule_answer(draft, later(minutes=1), 0, by=second_coordinator)

    assert answers.publish_due_answers(timezone.now()) == []
    first = answers.publish_due_answers(later(minutes=2))
    second = answers.publish_due_answers(later(minutes=2))

    assert [(o.answer, o.reason, o.concerns) for o in first] == [(draft, "", [])]
    assert second == []
    draft.refresh_from_db()
    assert (draft.state, draft.released_by) == (State.PUBLISHED, second_coordinator)
    # a command carries out what the ministry has decided
    assert PublicEntry.objects.get().role == "ministry"
    assert InternalEntry.objects.first().by is None


@pytest.mark.parametrize("is_closed", [True, False])
def test_due_answer_waits_if_its_releaser_may_not_publish_any_more(
    draft, second_coordinator, is_closed
):
    answers.schedule_answer(draft, later(minutes=1), 0, by=second_coordinator)
    if is_closed:
        second_coordinator.is_active = False
        second_coordinator.save()
    else:
        second_coordinator.groups.clear()
    (outcome,) = answers.publish_due_answers(later(minutes=2))
    assert "nicht mehr veröffentlichen" in outcome.reason
    draft.refresh_from_db()
    assert draft.state == State.SCHEDULED
    assert PublicEntry.objects.count() == 0


def test_due_answer_of_a_closed_unit_is_published_and_told(
    impulse, coordinator, second_coordinator
):
    unit = ResponsibleUnitFactory(name_de="Referat", name_en="Unit")
    draft = answers.prepare_answer(
        impulse, values(responsible_unit=unit), by=coordinator
    )
    answers.schedule_answer(draft, later(minutes=1), 0, by=second_coordinator)
    unit.is_active = False
    unit.save()

    outcome = answers.publish_due_answers(later(minutes=2))[0]

    assert outcome.reason == ""
    assert outcome.concerns == ["Die Stelle „Referat“ ist geschlossen."]
    impulse.refresh_from_db()
    assert impulse.responsible_unit == unit


def test_due_answer_that_fails_stops_no_other(
    coordinator, second_coordinator, monkeypatch
):
    for number in (1, 2, 3):
        impulse = ImpulseFactory(number=number)
        draft = answers.prepare_answer(impulse, values(), by=coordinator)
        answers.schedule_answer(draft, later(minutes=number), 0, by=second_coordinator)
    # past all functions: whoever released it stands among the authors
    Answer.objects.get(impulse__number=1).authors.add(second_coordinator)

    def fail(impulse, entry):
        if impulse.number == 2:
            raise RuntimeError("kaputt")

    monkeypatch.setattr(timeline, "tell_followers", fail)

    outcomes = answers.publish_due_answers(later(minutes=5))

    assert [outcome.reason for outcome in outcomes] == [
        "Wer eine Antwort geschrieben hat, kann sie nicht veröffentlichen.",
        "RuntimeError: kaputt",
        "",
    ]
    states = Answer.objects.order_by("impulse__number").values_list("state", flat=True)
    assert list(states) == ["scheduled", "scheduled", "published"]
    assert PublicEntry.objects.count() == 1


def test_dry_run_changes_nothing(draft, second_coordinator):
    answers.schedule_answer(draft, later(minutes=1), 0, by=second_coordinator)
    before = stored()

    outcomes = answers.publish_due_answers(later(minutes=2), dry_run=True)

    assert [outcome.reason for outcome in outcomes] == [""]
    assert stored() == before


def test_several_answers_say_what_went_and_what_did_not(
    coordinator, second_coordinator
):
    drafts = [
        answers.prepare_answer(ImpulseFactory(number=n), values(), by=coordinator)
        for n in (1, 2, 3)
    ]
    answers.edit_answer(drafts[1], values(answer="zur-kenntnis"), 0, by=coordinator)
    own = answers.prepare_answer(
        ImpulseFactory(number=4), values(), by=second_coordinator
    )

    seen = [(draft, 0) for draft in [*drafts, own]]
    done, refused = answers.publish_answers(seen, by=second_coordinator)

    assert done == [drafts[0], drafts[2]]
    assert [answer for answer, _reason in refused] == [drafts[1], own]
    assert refused[0][1] == gettext("Somebody else has changed this in the meantime.")
    assert "geschrieben" in refused[1][1]


def test_several_answers_are_released_for_one_time(coordinator, second_coordinator):
    drafts = [
        answers.prepare_answer(ImpulseFactory(), values(), by=coordinator)
        for _ in range(2)
    ]
    when = later(days=3)

    done, refused = answers.publish_answers(
        [(draft, 0) for draft in drafts], by=second_coordinator, publish_at=when
    )

    assert (done, refused) == (drafts, [])
    assert {answer.publish_at for answer in done} == {when}
    assert {answer.state for answer in done} == {State.SCHEDULED}


def test_public_words_do_not_depend_on_the_language_of_the_page(
    draft, second_coordinator
):
    with translation.override("en"):
        answers.publish_answer(draft, 0, by=second_coordinator)

    assert PublicEntry.objects.get().text_de.endswith("geantwortet: angenommen.")
    assert InternalEntry.objects.first().text == "angenommen"

"""The form of an answer: who may open it, what it takes, and what it keeps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from impulses.models import Answer
from impulses.reviews import answers
from tests.factories import (
    CoordinatorFactory,
    ImpulseFactory,
    OfficeFactory,
    ResponsibleUnitFactory,
)
from tests.impulses.answering import (
    DAY,
    FORM,
    MARK,
    PREVIEW,
    REASON,
    replaced_in,
    stored,
    typed,
    values,
    words,
)
from tests.reading import page_of


@pytest.mark.parametrize("path", [FORM, PREVIEW, "/pruefung/antworten/"])
def test_pages_are_for_coordinators(client, foreign_draft, reviewer, coordinator, path):
    assert client.get(path).status_code == 302
    for account in (reviewer, OfficeFactory()):
        client.force_login(account)
        assert client.get(path).status_code == 403
    client.force_login(coordinator)
    assert client.get(path).status_code == 200
    assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "ways"),
    [
        (FORM, ["/pruefung/", "/pruefung/impulse/7/"]),
        (PREVIEW, ["/pruefung/", "/pruefung/impulse/7/", "/pruefung/antworten/"]),
        ("/pruefung/antworten/", ["/pruefung/"]),
        ("/pruefung/antworten/auswahl/", ["/pruefung/", "/pruefung/antworten/"]),
    ],
)
def test_pages_lead_back(as_coordinator, foreign_draft, path, ways):
    page = page_of(as_coordinator.get(path, {"antwort": foreign_draft.pk}))

    assert [link["href"] for link in page.select(".crumbs a")] == ways


@pytest.mark.parametrize("number", [8, 99_999_999_999])
def test_unknown_impulses_have_no_answer(as_coordinator, impulse, number):
    for path in ("antwort/", "antwort/vorschau/"):
        answer = as_coordinator.get(f"/pruefung/impulse/{number}/{path}")
        assert answer.status_code == 404
    sent = as_coordinator.post(
        f"/pruefung/impulse/{number}/schritt/veroeffentlichen/", {"version": 0}
    )
    assert sent.status_code == 404


def test_form_saves_a_draft_and_leads_to_its_preview(
    as_coordinator, impulse, coordinator
):
    unit = ResponsibleUnitFactory(name_de="Referat")
    sent = typed(responsible_unit=unit.pk, due_on="24.12.2031", version="")

    answer = as_coordinator.post(FORM, sent, follow=True)

    assert answer.redirect_chain == [(PREVIEW, 302)]
    draft = Answer.objects.get()
    assert (draft.prepared_by, draft.responsible_unit) == (coordinator, unit)
    assert draft.due_on.isoformat() == "2031-12-24"
    assert page_of(answer).h1.text == "Vorschau – noch nicht veröffentlicht"
    assert "Das Land nimmt den Impuls an." in words(answer)
    # nothing of it is public
    public = as_coordinator.get("/impulse/7/").content.decode()
    assert "Das Land nimmt den Impuls an." not in public


def test_form_starts_with_what_stands_in_public(as_coordinator):
    unit = ResponsibleUnitFactory()
    ImpulseFactory(
        number=7,
        answer="angenommen",
        responsible_unit=unit,
        next_step_de="Bedarf erheben",
    )

    form = page_of(as_coordinator.get(FORM))

    assert form.find(id="id_next_step_de")["value"] == "Bedarf erheben"
    assert form.select_one("#id_responsible_unit [selected]")["value"] == str(unit.pk)
    assert form.find(id="id_reason_de").text.strip() == ""


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("answer", "", "erforderlich"),
        ("answer", "offen", "Auswahl"),
        ("reason_de", "a\0b", "Steuerzeichen"),
        ("reason_de", "a\x1bb", "Steuerzeichen"),
        ("reason_de", "x" * 10_001, "10000"),
        ("next_step_de", "x" * 301, "300"),
        ("due_on", "31.02.2031", "Datum"),
        ("due_on", "01.01.0001", "Jahr"),
        ("due_on", "31.01.2020", "vorbei"),
        ("due_on", "9" * 400, "Datum"),
        ("evidence_url", "javascript:alert(1)", "Adresse"),
        ("evidence_url", "ftp://example.org/", "Adresse"),
        ("responsible_unit", "x", "Auswahl"),
        ("responsible_unit", "9" * 40, "Auswahl"),
        ("responsible_unit", "\0", "Nullzeichen"),
        ("version", "x", "Zahl"),
    ],
)
def test_form_refuses_bad_input_and_keeps_the_text(
    as_coordinator, impulse, field, text, message
):
    before = stored()

    sent = typed(reason_en="What I typed.") | {"version": ""} | {field: text}
    answer = as_coordinator.post(FORM, sent)

    assert answer.status_code == 200
    assert message in page_of(answer).select_one(".error-summary").text
    assert page_of(answer).find(id="id_reason_en").text.strip() == "What I typed."
    assert stored() == before


def test_form_says_how_many_characters_a_refusal_lacks(as_coordinator, impulse):
    sent = typed(answer="abgelehnt", reason_de=" a " * 79, version="")

    answer = as_coordinator.post(FORM, sent)

    summary = page_of(answer).select_one(".error-summary").text
    assert "„abgelehnt“" in summary
    assert "Es fehlt noch 1." in summary
    as_coordinator.post(FORM, sent | {"reason_de": " a " * 80})
    assert Answer.objects.get().answer == "abgelehnt"


def test_form_takes_text_out_of_a_word_processor(as_coordinator, impulse):
    sent = typed(reason_de="§\u00a04 gilt,\r\nauch an\u00adders.", version="")

    as_coordinator.post(FORM, sent)

    assert Answer.objects.get().reason_de == "§ 4 gilt,\nauch anders."


def test_form_shows_a_closed_unit_and_refuses_it(as_coordinator):
    unit = ResponsibleUnitFactory(name_de="Altes Referat", is_active=False)
    ImpulseFactory(number=7, answer="angenommen", responsible_unit=unit)
    ResponsibleUnitFactory(name_de="Anderes altes Referat", is_active=False)

    text = words(as_coordinator.get(FORM))
    assert "Altes Referat (geschlossen)" in text
    assert "Anderes altes Referat" not in text

    answer = as_coordinator.post(FORM, typed(responsible_unit=unit.pk, version=""))
    assert "Diese Stelle ist geschlossen" in words(answer)
    assert not Answer.objects.exists()


def test_stale_form_shows_both_versions(as_coordinator, foreign_draft):
    before = stored()
    old = foreign_draft.version
    author = foreign_draft.prepared_by
    answers.edit_answer(foreign_draft, values(reason_de="Neuer Text."), old, by=author)
    before = stored()

    sent = typed(reason_de="Mein Text.", version=old)
    answer = as_coordinator.post(FORM, sent)

    assert answer.status_code == 409
    assert stored() == before
    assert page_of(answer).find(id="id_reason_de").text.strip() == "Mein Text."
    assert "Neuer Text." in page_of(answer).select_one(".beside").text
    # saved once more it replaces what was seen
    version = page_of(answer).find(id="id_version")["value"]
    as_coordinator.post(FORM, sent | {"version": version})
    assert Answer.objects.get().reason_de == "Mein Text."


def test_second_first_draft_shows_the_other_one(as_coordinator, foreign_draft):
    answer = as_coordinator.post(FORM, typed(reason_de="Mein Text.", version=""))

    assert answer.status_code == 409
    assert MARK in page_of(answer).select_one(".beside").text
    assert page_of(answer).find(id="id_reason_de").text.strip() == "Mein Text."


def test_form_of_a_draft_that_is_gone_keeps_the_text(as_coordinator, foreign_draft):
    answers.discard_answer(foreign_draft, 0, by=foreign_draft.prepared_by)

    answer = as_coordinator.post(FORM, typed(reason_de="Mein Text.", version=0))

    assert answer.status_code == 409
    assert "verworfen oder veröffentlicht" in words(answer)
    assert page_of(answer).find(id="id_version").get("value", "") == ""


def test_released_answer_cannot_be_changed(
    as_coordinator, foreign_draft, second_coordinator
):
    when = timezone.now() + timedelta(days=1)
    answers.schedule_answer(foreign_draft, when, 0, by=second_coordinator)
    before = stored()

    assert as_coordinator.get(FORM)["Location"] == PREVIEW
    answer = as_coordinator.post(FORM, typed(reason_de="Mein Text.", version=1))

    assert answer.status_code == 409
    assert stored() == before
    assert page_of(answer).find(id="id_reason_de").text.strip() == "Mein Text."


@pytest.mark.parametrize("path", [FORM, "/pruefung/impulse/7/umsetzung/"])
def test_what_may_be_needed_is_not_marked_as_optional(as_coordinator, impulse, path):
    page = page_of(as_coordinator.get(path))
    needed, free = (
        ("reason_de", "reason_en") if path == FORM else ("text_de", "text_en")
    )
    marked = {
        name: bool(page.select(f"[for=id_{name}] .optional")) for name in (needed, free)
    }
    assert marked == {needed: False, free: True}


def test_new_answer_replaces_no_reason_by_itself(
    as_coordinator, impulse, second_coordinator
):
    unit = ResponsibleUnitFactory()
    written = values(responsible_unit=unit, reason_de=REASON.strip(), due_on=DAY)
    first = answers.prepare_answer(impulse, written, by=CoordinatorFactory())
    answers.publish_answer(first, 0, by=second_coordinator)

    page = page_of(as_coordinator.get(FORM))
    assert page.select(".notice")
    fields = page.select("form.stacked [name]:not([type=radio])")
    sent = {field["name"]: typed_in(field) for field in fields}
    sent["answer"] = page.select_one("[name=answer][checked]")["value"]
    answer = as_coordinator.post(FORM, sent, follow=True)

    assert answer.redirect_chain == [(PREVIEW, 302)]
    draft = Answer.objects.on_their_way().get()
    assert {name: getattr(draft, name) for name in written} == written
    assert replaced_in(answer) == []
    # the draft is what the form shows from now on
    assert not page_of(as_coordinator.get(FORM)).select(".notice")


def typed_in(field) -> str:
    if field.name == "select":
        return field.select_one("[selected]")["value"]
    return field.text.strip() if field.name == "textarea" else field.get("value", "")

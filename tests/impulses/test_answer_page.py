"""The form of an answer, its preview, and what becomes of each step by POST."""

from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from clusters.models import OutgoingMail
from impulses.models import Answer, Impulse, PublicEntry
from impulses.reviews import answers
from tests.factories import (
    AnswerFactory,
    CoordinatorFactory,
    ImpulseFactory,
    OfficeFactory,
    ResponsibleUnitFactory,
)
from tests.impulses.answering import (
    REASON,
    moment,
    step_url,
    stored,
    typed,
    values,
    words,
)
from tests.reading import page_of

FORM = "/pruefung/impulse/7/antwort/"
PREVIEW = "/pruefung/impulse/7/antwort/vorschau/"
MARK = "Merkwort"
DAY = date(2031, 5, 2)


@pytest.fixture
def foreign_draft(impulse):
    """Written by somebody else than who is signed in."""
    author = CoordinatorFactory(username="andere")
    text = f"{MARK}: Das Land nimmt den Impuls an."
    return answers.prepare_answer(impulse, values(reason_de=text), by=author)


@pytest.fixture
def own_draft(impulse, coordinator):
    return answers.prepare_answer(impulse, values(), by=coordinator)


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


def test_preview_without_draft_leads_to_the_form(as_coordinator, impulse):
    assert as_coordinator.get(PREVIEW)["Location"] == FORM


def test_preview_is_what_the_public_gets(as_coordinator, foreign_draft):
    before = page_of(as_coordinator.get(PREVIEW)).select_one(".answer")

    as_coordinator.post(step_url(foreign_draft.impulse, "publish"), {"version": 0})

    impulse = Impulse.objects.get()
    context = {"impulse": impulse, "answer": impulse.published_answer}
    after = render_to_string("impulses/partials/answer.html", context)
    assert before == BeautifulSoup(after, "html.parser").select_one(".answer")


def test_preview_exists_in_both_languages(as_coordinator, impulse):
    text = {"reason_de": "Deutscher Text.", "reason_en": "English text."}
    AnswerFactory(impulse=impulse, next_step_de="Nur deutsch", **text)

    german = page_of(as_coordinator.get(PREVIEW)).select_one(".preview")
    english = page_of(as_coordinator.get(PREVIEW + "?sprache=en")).select_one(
        ".preview"
    )
    other = page_of(as_coordinator.get(PREVIEW + "?sprache=xx")).select_one(".preview")

    assert (german["lang"], english["lang"], other["lang"]) == ("de", "en", "de")
    assert "Deutscher Text." in german.text
    assert "English text." in english.text
    assert "Accepted" in english.text
    # what exists in German only says so
    assert english.find("dd", string="Nur deutsch")["lang"] == "de"
    assert not german.find("dd", string="Nur deutsch").get("lang")


def test_preview_offers_what_is_allowed(as_coordinator, foreign_draft):
    buttons = [
        b.text for b in page_of(as_coordinator.get(PREVIEW)).main.find_all("button")
    ]

    assert buttons == [
        "Jetzt veröffentlichen",
        "Für diesen Zeitpunkt freigeben",
        "Entwurf verwerfen",
    ]


def test_preview_of_an_own_draft_says_why_not(as_coordinator, own_draft):
    answer = as_coordinator.get(PREVIEW)

    assert [b.text for b in page_of(answer).main.find_all("button")] == [
        "Entwurf verwerfen"
    ]
    assert "Sie haben diese Antwort geschrieben" in words(answer)


def test_preview_warns_of_what_no_longer_fits(as_coordinator, foreign_draft):
    unit = ResponsibleUnitFactory(name_de="Referat", is_active=False)
    Answer.objects.update(responsible_unit=unit, due_on="2020-01-31")

    text = words(as_coordinator.get(PREVIEW))

    assert "Die Stelle „Referat“ ist geschlossen." in text
    assert "Der Tag des nächsten Schritts, 31. Januar 2020, ist vorbei." in text
    assert "Tagen überfällig" in text


def test_preview_names_what_would_be_gone(as_coordinator, foreign_draft):
    unit = ResponsibleUnitFactory(name_de="Referat")
    Impulse.objects.update(
        next_step_de="Gespräche führen", responsible_unit=unit, due_on="2031-05-02"
    )

    # the next step is the same in both
    assert replaced_in(as_coordinator.get(PREVIEW)) == [
        "Zuständige Stelle: nicht mehr „Referat“",
        "Nächster Schritt fällig am: nicht mehr „2. Mai 2031“",
    ]


def label_of(name: str) -> str:
    return capfirst(Answer._meta.get_field(name).verbose_name)


def replaced_in(answer) -> list[str]:
    return [item.text for item in page_of(answer).select(".replaced li")]


def test_preview_names_every_public_field_that_changes(
    as_coordinator, impulse, second_coordinator
):
    old, new = (ResponsibleUnitFactory(name_de=name) for name in ("Alt", "Neu"))
    all_of_it = values(responsible_unit=old, reason_de=REASON, due_on=DAY)
    first = answers.prepare_answer(impulse, all_of_it, by=CoordinatorFactory())
    answers.publish_answer(first, 0, by=second_coordinator)
    changed = values(
        answer="zur-kenntnis",
        reason_de="",
        reason_en="Other words.",
        responsible_unit=new,
        next_step_de="Anderes",
        next_step_en="",
        due_on=DAY + timedelta(days=1),
        evidence_url="",
    )
    answers.prepare_answer(impulse, changed, by=CoordinatorFactory())

    assert replaced_in(as_coordinator.get(PREVIEW)) == [
        "Antwort: angenommen → zur Kenntnis genommen",
        f"{label_of('reason_de')}: entfernt",
        f"{label_of('reason_en')}: geändert",
        "Zuständige Stelle: Alt → Neu",
        f"{label_of('next_step_de')}: Gespräche führen → Anderes",
        f"{label_of('next_step_en')}: nicht mehr „Talk“",
        "Nächster Schritt fällig am: 2. Mai 2031 → 3. Mai 2031",
        "Beleg: nicht mehr „https://example.org/beleg/“",
    ]


def test_answer_without_unit_and_step_says_that_none_is_named(
    client, impulse, coordinator, second_coordinator
):
    nothing = {"responsible_unit": None, "next_step_de": "", "next_step_en": ""}
    draft = answers.prepare_answer(impulse, values(**nothing), by=coordinator)
    answers.publish_answer(draft, 0, by=second_coordinator)
    said = page_of(client.get("/impulse/7/")).select(".answer dd.unknown")
    # nothing here waits for a source
    words_of = [gettext("no unit named"), gettext("no next step named")]
    assert [item.text for item in said] == words_of


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


def test_publish_by_button(as_coordinator, foreign_draft, coordinator):
    answer = as_coordinator.post(
        step_url(foreign_draft.impulse, "publish"), {"version": 0}, follow=True
    )

    assert "Die Antwort ist veröffentlicht." in words(answer)
    foreign_draft.refresh_from_db()
    assert foreign_draft.released_by == coordinator
    assert PublicEntry.objects.count() == 1
    # twice is refused and changes nothing
    before = stored()
    url = step_url(foreign_draft.impulse, "publish")
    assert as_coordinator.post(url, {"version": 0}).status_code == 409
    assert stored() == before


def test_stale_preview_shows_the_new_text(as_coordinator, foreign_draft):
    author = foreign_draft.prepared_by
    answers.edit_answer(foreign_draft, values(reason_de="Neuer Text."), 0, by=author)
    before = stored()

    url = step_url(foreign_draft.impulse, "publish")
    answer = as_coordinator.post(url, {"version": 0})

    assert answer.status_code == 409
    assert stored() == before
    assert "Neuer Text." in words(answer)
    assert page_of(answer).find("input", {"name": "version"})["value"] == "1"


def test_schedule_and_recall_by_button(as_coordinator, foreign_draft):
    sent = {"version": 0, "day": "24.12.2026", "time": "14:30"}
    with pytest.MonkeyPatch.context() as patch:
        now = datetime(2026, 12, 1, 9, tzinfo=UTC)
        patch.setattr(timezone, "now", lambda: now)
        answer = as_coordinator.post(
            step_url(foreign_draft.impulse, "schedule"), sent, follow=True
        )
    foreign_draft.refresh_from_db()
    # winter time in Germany
    assert foreign_draft.publish_at.isoformat() == "2026-12-24T13:30:00+00:00"
    assert "erscheint am 24. Dezember 2026 14:30" in words(answer)

    answer = as_coordinator.post(
        step_url(foreign_draft.impulse, "recall"), {"version": 1}, follow=True
    )
    assert "wieder ein Entwurf" in words(answer)
    foreign_draft.refresh_from_db()
    assert foreign_draft.state == Answer.State.PREPARED


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "erforderlich"),
        ({"day": "gestern", "time": "14:30"}, "gültiges Datum"),
        ({"day": "24.12.2030", "time": "25:00"}, "gültige Uhrzeit"),
        ({"day": "01.01.0001", "time": "00:00"}, "Jahr"),
        ({"day": "31.12.9999", "time": "23:59"}, "Jahr"),
        ({"day": "\0", "time": "\0"}, "gültiges Datum"),
        (moment(minutes=-5), "schon vorbei"),
        (moment(days=500), "mehr als ein Jahr"),
        # the clocks go forward: this hour does not exist
        ({"day": "28.03.2027", "time": "02:30"}, "2027-03-28"),
    ],
)
def test_schedule_refuses_bad_times(as_coordinator, foreign_draft, sent, message):
    before = stored()

    url = step_url(foreign_draft.impulse, "schedule")
    answer = as_coordinator.post(url, sent | {"version": 0})

    assert answer.status_code == 400
    assert message in page_of(answer).select_one(".error-summary").text
    assert page_of(answer).find(id="id_day").get("value", "") == sent.get("day", "")
    assert stored() == before


def test_discard_by_button(as_coordinator, foreign_draft):
    url = step_url(foreign_draft.impulse, "discard")

    answer = as_coordinator.post(url, {"version": 0}, follow=True)

    assert "Der Entwurf ist verworfen." in words(answer)
    assert Answer.objects.get().state == Answer.State.DISCARDED


def test_drafts_are_on_no_public_page(client, foreign_draft):
    for path in ("/impulse/7/", "/impulse/", "/matrix/", "/"):
        assert MARK not in client.get(path).content.decode()
    assert "0 Treffer" in words(client.get(f"/impulse/?q={MARK}"))
    assert not OutgoingMail.objects.exists()


def test_panel_shows_drafts_to_coordinators_alone(
    client, foreign_draft, reviewer, coordinator
):
    client.force_login(reviewer)
    assert "vorbereitet" not in words(client.get("/pruefung/impulse/7/"))

    client.force_login(coordinator)
    panel = page_of(client.get("/pruefung/impulse/7/")).find(id="antwort")
    assert panel.find("a", string="Ansehen und veröffentlichen")["href"] == PREVIEW

    answers.publish_answer(foreign_draft, 0, by=coordinator)
    client.force_login(reviewer)
    panel = page_of(client.get("/pruefung/impulse/7/")).find(id="antwort")
    assert MARK in panel.text
    assert not panel.find("a")


def test_panel_offers_to_prepare(as_coordinator, impulse):
    panel = page_of(as_coordinator.get("/pruefung/impulse/7/")).find(id="antwort")

    assert panel.find("a", string="Antwort vorbereiten")["href"] == FORM


def test_refusal_reasons_survive_the_round(as_coordinator, impulse):
    as_coordinator.post(FORM, typed(answer="teilweise", reason_de=REASON, version=""))

    assert Answer.objects.get().reason_de == REASON.strip()

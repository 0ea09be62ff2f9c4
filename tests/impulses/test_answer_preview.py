"""The preview of an answer, and what becomes of each step by POST."""

from datetime import UTC, datetime, timedelta

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
    ResponsibleUnitFactory,
)
from tests.impulses.answering import (
    DAY,
    FORM,
    MARK,
    PREVIEW,
    REASON,
    moment,
    replaced_in,
    step_url,
    stored,
    typed,
    values,
    words,
)
from tests.reading import page_of


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

"""Several answers at once: chosen, looked at together, released together."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext
from pytest_django.asserts import assertRedirects

from impulses.models import Answer, PublicEntry
from impulses.reviews import answers
from tests.factories import (
    AnswerFactory,
    CoordinatorFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
)
from tests.impulses.answering import moment, stored, values, words
from tests.reading import page_of

LIST = "/pruefung/antworten/"
CHECK = "/pruefung/antworten/auswahl/"
PUBLISH = "/pruefung/antworten/veroeffentlichen/"
SCHEDULE = "/pruefung/antworten/planen/"


@pytest.fixture
def drafts(second_coordinator):
    """Three that another account wrote."""
    return [
        answers.prepare_answer(
            ImpulseFactory(number=number),
            values(reason_de=f"Begründung {number}."),
            by=second_coordinator,
        )
        for number in (1, 2, 3)
    ]


@pytest.fixture
def own(coordinator):
    return answers.prepare_answer(ImpulseFactory(number=4), values(), by=coordinator)


def seen(*drafts) -> dict:
    return {"seen": [f"{draft.pk}:{draft.version}" for draft in drafts]}


def ticks(answer) -> list[str]:
    return [box["value"] for box in page_of(answer).find_all("input", type="checkbox")]


def test_list_offers_what_another_wrote(as_coordinator, drafts, own):
    when = timezone.now() + timedelta(days=1)
    answers.schedule_answer(
        drafts[2], when, 0, by=CoordinatorFactory(username="dritte")
    )

    answer = as_coordinator.get(LIST)

    assert ticks(answer) == [str(drafts[0].pk), str(drafts[1].pk)]
    rows = page_of(answer).select(".drafts > li")
    assert ["antwort-" in str(row) for row in rows] == [True, True, False, False]
    assert "freigegeben von dritte für" in rows[2].text
    assert "geschrieben von Ihnen" in rows[3].text
    assert "Sie haben diese Antwort geschrieben" in rows[3].text
    assert not page_of(answer).find_all("input", checked=True)
    ticked = page_of(as_coordinator.get(LIST + "?alle=1")).find_all(
        "input", checked=True
    )
    assert len(ticked) == 2


def test_list_without_drafts_says_so(as_coordinator):
    answer = as_coordinator.get(LIST)

    assert "Zurzeit wird keine Antwort vorbereitet." in words(answer)


def test_list_of_own_drafts_has_nothing_to_tick(as_coordinator, own):
    answer = as_coordinator.get(LIST)

    assert "Keine dieser Antworten wartet auf Ihre Freigabe." in words(answer)
    assert not page_of(answer).main.find_all("button")


def test_list_tells_that_the_command_does_not_run(as_coordinator, drafts, own):
    Answer.objects.filter(pk=drafts[0].pk).update(
        state="scheduled",
        publish_at=timezone.now() - timedelta(hours=1),
        released_by=own.prepared_by,
    )

    assert "Der regelmäßige Befehl läuft nicht" in words(as_coordinator.get(LIST))


@pytest.mark.parametrize("path", [LIST, CHECK])
def test_lists_ask_the_database_the_same_for_any_number(
    as_coordinator, path, django_assert_max_num_queries
):
    def ask() -> int:
        query = "&".join(f"antwort={a.pk}" for a in Answer.objects.all())
        with django_assert_max_num_queries(30) as captured:
            as_coordinator.get(f"{path}?{query}")
        return len(captured)

    AnswerFactory()
    number = ask()
    for total in (5, 50):
        AnswerFactory.create_batch(total - Answer.objects.count())
        assert ask() == number


def test_check_shows_each_as_the_public_will_see_it(as_coordinator, drafts, own):
    query = "&".join(f"antwort={a.pk}" for a in (*drafts[:2], own))

    answer = as_coordinator.get(f"{CHECK}?{query}")

    previews = page_of(answer).select(".preview")
    assert [preview["lang"] for preview in previews] == ["de", "en", "de", "en"]
    assert "Begründung 1." in previews[0].text
    assert (
        page_of(answer).select_one(".left-out").text.strip().startswith("Impuls 4: Sie")
    )
    hidden = page_of(answer).main.find_all("input", {"name": "seen"})
    # both forms, now and later, carry what was shown
    assert [h["value"] for h in hidden] == seen(*drafts[:2])["seen"] * 2
    assert not PublicEntry.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "?antwort=", "?antwort=x", "?antwort=%00", "?antwort=" + "9" * 50]
)
def test_check_without_a_choice_goes_back(as_coordinator, drafts, query):
    answer = as_coordinator.get(CHECK + query, follow=True)

    assert answer.redirect_chain == [(LIST, 302)]
    assert "Bitte kreuzen Sie mindestens eine Antwort an." in words(answer)


def test_several_are_published_and_the_rest_is_explained(as_coordinator, drafts, own):
    shown = seen(*drafts, own)
    answers.edit_answer(
        drafts[1], values(reason_de="Neu."), 0, by=drafts[1].prepared_by
    )

    answer = as_coordinator.post(PUBLISH, shown, follow=True)

    notices = page_of(answer).select(".notices .notice")
    reason = gettext("Somebody else has changed this in the meantime.")
    assert [item.text for item in notices] == [
        "2 Antworten sind veröffentlicht: Impulse 1, 3.",
        f"Fehler: Impuls 2 wurde nicht freigegeben: {reason}",
        "Fehler: Impuls 4 wurde nicht freigegeben: Sie haben diese Antwort geschrieben:"
        " Veröffentlichen muss sie eine andere Person.",
    ]
    assert ["caution" in item["class"] for item in notices] == [False, True, True]
    assert PublicEntry.objects.count() == 2


def test_several_are_released_for_a_time(as_coordinator, drafts):
    when = moment(days=2)

    answer = as_coordinator.post(SCHEDULE, seen(*drafts) | when, follow=True)

    assert "3 Antworten erscheinen am" in words(answer)
    moments = set(Answer.objects.values_list("publish_at", flat=True))
    assert [timezone.localtime(m).strftime("%d.%m.%Y %H:%M") for m in moments] == [
        f"{when['day']} {when['time']}"
    ]


@pytest.mark.parametrize(
    "sent", [{}, moment(minutes=-5), {"day": "31.02.2027", "time": "08:00"}]
)
def test_several_are_not_released_for_a_bad_time(as_coordinator, drafts, sent):
    before = stored()

    answer = as_coordinator.post(SCHEDULE, seen(*drafts) | sent)

    assert answer.status_code == 400
    assert page_of(answer).select_one(".error-summary")
    assert len(page_of(answer).select(".preview")) == 6
    assert stored() == before


@pytest.mark.parametrize(
    "forged", [[], [""], ["1"], ["x:y"], ["\0:1"], ["9" * 30 + ":0"], ["999999:0"]]
)
@pytest.mark.parametrize("path", [PUBLISH, SCHEDULE])
def test_forged_choices_change_nothing(as_coordinator, drafts, path, forged):
    before = stored()

    answer = as_coordinator.post(path, {"seen": forged} | moment(days=1), follow=True)

    assert "Bitte kreuzen Sie mindestens eine Antwort an." in words(answer)
    assert stored() == before


@pytest.mark.parametrize("path", [PUBLISH, SCHEDULE])
def test_several_are_released_by_coordinators_alone(client, drafts, path):
    before = stored()
    sent = seen(*drafts) | moment(days=1)

    assert client.post(path, sent).status_code == 302
    for account in (ReviewerFactory(), OfficeFactory()):
        client.force_login(account)
        assert client.post(path, sent).status_code == 403
        assert client.get(LIST).status_code == 403
        assert client.get(CHECK).status_code == 403
    client.force_login(drafts[0].prepared_by)
    assertRedirects(client.get(path), LIST)
    client.post(path, sent)
    assert stored() == before

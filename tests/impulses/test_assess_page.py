"""The form of an assessment, as reviewers use and abuse it."""

import pytest
from django.urls import reverse

from tests.factories import (
    AssignmentFactory,
    ClusterFactory,
    CriterionFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.impulses.voting import form, vote
from tests.reading import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def criterion(db):
    return CriterionFactory(
        name_de="Wirkung", help_de="Was ändert sich?", words_de="keine\nb\nc\nd\ngroß"
    )


@pytest.fixture
def address(impulse):
    return reverse("impulses:assess", args=[impulse.number])


def errors(response) -> list[str]:
    return [item.text for item in page_of(response, 200).select(".error-summary li")]


# --- who may


def test_roles_and_the_form(client, impulse, reviewer, coordinator, criterion, address):
    manager = UserFactory()
    ClusterFactory(managers=[manager])
    answers = {}
    for name, account in {
        "anonymous": None,
        "manager": manager,
        "office": OfficeFactory(),
        "unassigned": ReviewerFactory(),
        "assigned": reviewer,
        "coordinator": coordinator,
    }.items():
        client.logout()
        if account:
            client.force_login(account)
        got = client.get(address).status_code
        posted = client.post(address, form((criterion, 2)))
        answers[name] = got, posted.status_code, impulse.assessments.count()
        assert "no-store" in client.get(address).get("Cache-Control", "no-store")
    assert answers == {
        "anonymous": (302, 302, 0),
        "manager": (403, 403, 0),
        "office": (403, 403, 0),
        "unassigned": (403, 403, 0),
        "assigned": (200, 302, 1),
        "coordinator": (200, 302, 2),
    }


def test_unknown_impulse_is_not_found(as_coordinator):
    for number in (8, 99999, 10**30):
        address = f"/pruefung/impulse/{number}/votum/"
        assert as_coordinator.get(address).status_code == 404
        assert as_coordinator.post(address).status_code == 404


# --- the form


def test_form_asks_in_words(as_reviewer, criterion, address):
    page = page_of(as_reviewer.get(address), 200)
    scale = page.select_one(f"#id_kriterium_{criterion.pk}")
    assert scale.legend.text == "Wirkung"
    assert scale.select_one(".help").text == "Was ändert sich?"
    words = [" ".join(label.text.split()) for label in scale.select("label")]
    assert words == ["0 keine", "1 b", "2 c", "3 d", "4 groß"]
    assert [box["value"] for box in page.select("[name=art]")] == [
        "judged",
        "abstained",
        "conflict",
    ]
    assert [box["value"] for box in page.select("[name=empfehlung]")] == [
        "angenommen",
        "teilweise",
        "zur-kenntnis",
        "abgelehnt",
    ]
    assert "Wasserstoffnetze" in page.h1.text
    # Enter saves: the first button of the form is the one that browsers press
    assert page.select("form.stacked button")[0].get("name") is None


def test_form_opens_with_the_focus_on_its_first_field(
    as_reviewer, impulse, reviewer, criterion, address
):
    def focused() -> list:
        return page_of(as_reviewer.get(address), 200).select("[autofocus]")

    assert [field["value"] for field in focused()] == ["judged"]
    own = vote(impulse, reviewer, kind="abstained", recommendation="", reason="")
    assert [field["value"] for field in focused()] == ["abstained"]
    data = form((criterion, 2), ersetzt=str(own.pk)) | {"begruendung": ""}
    (summary,) = page_of(as_reviewer.post(address, data), 200).select("[autofocus]")
    assert summary["class"] == ["error-summary"]
    stale = page_of(as_reviewer.post(address, form((criterion, 2))), 409)
    assert [found["role"] for found in stale.select("[autofocus]")] == ["alert"]


def test_form_says_that_its_input_is_unsaved(as_reviewer, criterion, address):
    page = page_of(as_reviewer.get(address))
    assert page.select_one("form.stacked")["data-unsaved"] == ""
    assert page.select_one("head script[src*=unsaved][type=module]")
    refused = page_of(as_reviewer.post(address, {}))
    assert refused.select_one("form.stacked")["data-unsaved"] == "refused"
    elsewhere = page_of(as_reviewer.get("/pruefung/"))
    assert elsewhere.select("script[src*=unsaved]") == []


def test_confirmation_stands_where_the_focus_is(
    as_reviewer, reviewer, criterion, address
):
    AssignmentFactory(reviewer=reviewer)
    data = form((criterion, 4), weiter="1")
    page = page_of(as_reviewer.post(address, data, follow=True), 200)
    assert len(page.select(".notices")) == 1
    assert page.select_one("form.stacked .notices")


def test_form_asks_in_english(as_reviewer, criterion, address):
    page = page_of(as_reviewer.get(f"/en{address}"), 200)
    assert page.select_one(f"#id_kriterium_{criterion.pk} legend").text.startswith(
        "Term"
    )
    assert "Accepted in part" in page.text


def test_closed_criteria_are_not_asked_for(as_reviewer, address):
    CriterionFactory(is_active=False)
    assert page_of(as_reviewer.get(address), 200).select(".scale") == []


def test_saved_assessment_leads_to_the_impulse(
    as_reviewer, impulse, criterion, address
):
    response = as_reviewer.post(address, form((criterion, 4)))
    # an anchor would open the page below the confirmation
    assert response.url == "/pruefung/impulse/7/"
    assert page_of(as_reviewer.get(response.url)).select_one(".notices .notice")
    assessment = impulse.assessments.get()
    assert assessment.recommendation == "angenommen"
    assert assessment.scores.get().value == 4
    page = page_of(as_reviewer.get(address), 200)
    checked = [box["value"] for box in page.select("[checked]")]
    assert checked == ["judged", "4", "angenommen"]
    assert page.select_one("[name=ersetzt]")["value"] == str(assessment.pk)


@pytest.mark.parametrize(
    ("kind", "reason"), [("abstained", ""), ("conflict", "Eigenes Projekt")]
)
def test_what_the_kind_does_not_need_is_ignored(
    as_reviewer, impulse, criterion, address, kind, reason
):
    junk = form((criterion, "99"), art=kind, empfehlung="quatsch", begruendung=reason)
    assert as_reviewer.post(address, junk).status_code == 302
    assessment = impulse.assessments.get()
    found = assessment.kind, assessment.recommendation, assessment.reason
    assert found == (kind, "", reason)
    assert not assessment.scores.exists()


def test_everything_that_is_missing_is_listed(as_reviewer, impulse, criterion, address):
    assert errors(as_reviewer.post(address, {})) == [
        "Wie stimmen Sie ab?: Wählen Sie, wie Sie abstimmen.",
        "Wirkung: Wählen Sie einen Wert.",
        "Welche Antwort empfehlen Sie?: Wählen Sie eine Empfehlung.",
        "Begründung: Begründen Sie Ihr Votum mit mindestens 10 Zeichen.",
    ]
    assert not impulse.assessments.exists()


def test_errors_lead_to_their_fields(as_reviewer, criterion, address):
    page = page_of(as_reviewer.post(address, {}), 200)
    targets = [link["href"] for link in page.select(".error-summary a")]
    assert [len(page.select(target)) for target in targets] == [1] * 4
    assert page.title.text.startswith("Fehler:")


@pytest.mark.parametrize(
    "more",
    [
        {"art": "x\x00"},
        {"empfehlung": "offen"},
        {"empfehlung": "a\x00b"},
        {"begruendung": "kurz"},
        {"begruendung": "x" * 5001},
        {"begruendung": "Nutzen\x00 und mehr"},
        {"begruendung": "Nutzen\x1b und mehr"},
        {"begruendung": " " * 40},
        {"art": "conflict", "begruendung": ""},
        {"ersetzt": "\x00"},
        {"wert": "5"},
        {"wert": "-1"},
        {"wert": "9" * 400},
        {"wert": "zwei"},
    ],
)
def test_bad_input_is_refused_and_kept(as_reviewer, impulse, criterion, address, more):
    value = more.pop("wert", 3)
    data = form((criterion, value), begruendung="Ein Grund, der bleibt.") | more
    page = page_of(as_reviewer.post(address, data), 200)
    assert page.select(".error-summary li")
    typed = page.select_one("[name=begruendung]").text.strip()
    assert typed == data["begruendung"].strip()
    assert not impulse.assessments.exists()
    assert not impulse.internal_entries.exists()


def test_criterion_that_came_meanwhile_is_asked_for(
    as_reviewer, impulse, criterion, address
):
    CriterionFactory(name_de="Neu")
    assert errors(as_reviewer.post(address, form((criterion, 1)))) == [
        "Neu: Wählen Sie einen Wert."
    ]


# --- two windows


@pytest.mark.parametrize("seen", ["", "0", "abc", "9" * 50])
def test_stale_form_shows_both_and_loses_nothing(
    as_reviewer, impulse, reviewer, criterion, address, seen
):
    newer = vote(impulse, reviewer, (criterion, 1), reason="Im anderen Fenster.")
    data = form((criterion, 4), begruendung="Hier getippt, lang.", ersetzt=seen)
    page = page_of(as_reviewer.post(address, data), status=409)
    assert "Im anderen Fenster." in page.select_one(".newer").text
    assert "Wirkung: 1 b" in " ".join(page.select_one(".newer").text.split())
    assert page.textarea.text.strip() == "Hier getippt, lang."
    assert [box["value"] for box in page.select("[checked]")] == [
        "judged",
        "4",
        "angenommen",
    ]
    assert impulse.assessments.count() == 1
    on_top = data | {"ersetzt": page.select_one("[name=ersetzt]")["value"]}
    assert as_reviewer.post(address, on_top).status_code == 302
    current = impulse.assessments.current().get()
    assert (current.replaces, current.reason) == (newer, "Hier getippt, lang.")


def test_assessment_of_another_cannot_be_named(
    as_reviewer, impulse, other_reviewer, criterion, address
):
    others = vote(impulse, other_reviewer, reason="Zwergspinnerei hier.")
    data = form((criterion, 4), ersetzt=others.pk)
    response = as_reviewer.post(address, data)
    assert response.status_code == 409
    assert "Zwergspinnerei" not in response.content.decode()
    assert list(impulse.assessments.all()) == [others]


# --- on to the next


def test_save_and_next_leads_on(as_reviewer, reviewer, criterion, address):
    following = AssignmentFactory(
        impulse=ImpulseFactory(number=9), reviewer=reviewer
    ).impulse
    response = as_reviewer.post(address, form((criterion, 1), weiter="1"))
    assert response.url == reverse("impulses:assess", args=[following.number])
    response = as_reviewer.post(response.url, form((criterion, 1), weiter="1"))
    assert response.url == reverse("impulses:work")
    page = page_of(as_reviewer.get(response.url), 200)
    assert "Es wartet kein weiteres auf Sie." in page.text

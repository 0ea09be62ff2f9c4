"""Assessing an impulse in a real browser: by keyboard, without scripts, on a phone."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from impulses.models import Assignment, Criterion, Impulse
from impulses.reviews.assessments import save_assessment
from tests.browser.conftest import sign_in
from tests.browser.test_accessibility import (
    UNFOLD,
    VIEWS,
    findings,
    is_wider_than_the_window,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = "/pruefung/impulse/7/votum/"


@pytest.fixture
def assigned(site):
    """Impulse 7 waits for the demo's reviewer; the coordinator has assessed it."""
    users = get_user_model().objects
    reviewer = users.get(username="demo-pruefung")
    coordinator = users.get(username="demo-koordination")
    impulse = Impulse.objects.get(number=7)
    Assignment.objects.create(
        impulse=impulse, reviewer=reviewer, assigned_by=coordinator
    )
    save_assessment(
        impulse,
        by=coordinator,
        kind="judged",
        recommendation="abgelehnt",
        scores=dict.fromkeys(Criterion.objects.active(), 1),
        reason="Ein anderer Blick darauf.",
    )
    return impulse


def test_assessment_by_keyboard_alone(open_page, assigned):
    page = open_page()
    sign_in(page, "demo-pruefung")
    page.goto(FORM)
    expect(page.get_by_label("Ich gebe ein Votum ab")).to_be_focused()
    for _criterion in Criterion.objects.active():
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Der Nutzen ist belegt.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pruefung/impulse/7/")
    assert "Ein anderer Blick darauf." in page.locator("#votum").inner_text()
    saved = assigned.assessments.get(reviewer__username="demo-pruefung")
    assert (saved.recommendation, saved.is_blind) == ("angenommen", True)
    assert {score.value for score in saved.scores.all()} == {2}


def test_leaving_an_unsaved_vote_is_asked_about(open_page, assigned):
    page = open_page()
    sign_in(page, "demo-pruefung")
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.accept())

    def leave():
        page.get_by_role("link", name="Meine Arbeit").first.click()
        page.wait_for_url("**/pruefung/")

    page.goto(FORM)
    leave()
    assert asked == []
    page.goto(FORM)
    page.get_by_label("Begründung").press_sequentially("Kurz.")
    leave()
    assert asked == ["beforeunload"]
    page.goto(FORM)
    page.get_by_label("Begründung").press_sequentially("Kurz.")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert len(asked) == 1
    # a refused form holds what is saved nowhere
    leave()
    assert len(asked) == 2


def test_assessment_without_scripts(open_page, assigned):
    page = open_page(java_script_enabled=False)
    sign_in(page, "demo-pruefung")
    page.goto(FORM)
    page.get_by_label("Ich bin befangen").check()
    # what a conflict of interest does not need is gone, without a script
    assert not page.locator(".judging").is_visible()
    page.get_by_label("Begründung").fill("Eigenes Projekt")
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url("**/pruefung/impulse/7/")
    assert "anderer Blick" not in page.content()


@pytest.mark.parametrize("view", VIEWS)
def test_pages_of_assessments_have_no_findings(open_page, assigned, view):
    page = open_page(**VIEWS[view])
    sign_in(page, "demo-koordination")
    found = []
    paths = [FORM, "/pruefung/impulse/7/", "/pruefung/kriterien/"]
    for path in [*paths, "/pruefung/kriterien/wirkung/bearbeiten/"]:
        page.goto(path)
        page.evaluate(UNFOLD)
        found += findings(page)
        if is_wider_than_the_window(page):
            found.append(f"{path} is too wide")
    page.goto(FORM)
    page.locator("[name=begruendung]").fill("")
    page.get_by_role("button", name="Speichern", exact=True).click()
    assert page.locator(".error-summary").is_visible()
    assert found + findings(page) == []

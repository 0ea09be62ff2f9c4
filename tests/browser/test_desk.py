"""What a manager does in the admin: by keyboard, in two windows, interrupted."""

import re

import pytest
from playwright.sync_api import expect

from clusters.models import Cluster
from tests.browser.test_accessibility import (
    UNFOLD,
    findings,
    is_wider_than_the_window,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def change(site):
    cluster = Cluster.objects.get(slug="automotiveland-nrw")
    return f"/admin/clusters/cluster/{cluster.pk}/change/"


def save(page):
    page.get_by_role("button", name="Speichern", exact=True).first.click()


def sentence(page):
    return page.get_by_label("Zweck in einem Satz (deutsch)")


def change_elsewhere(page, change, text):
    """Somebody else saves the entry while the page is open."""
    other = page.context.new_page()
    other.goto(change)
    sentence(other).fill(text)
    save(other)
    # the page stays open: closing it while it loads can wait for ever
    expect(other.locator(".messagelist .success")).to_be_visible()


def tab_to(page, target, limit=80):
    for _time in range(limit):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    pytest.fail("the keyboard does not reach it")


def test_manager_goes_from_the_start_to_the_preview_by_keyboard(manager_page):
    page = manager_page
    tab_to(page, page.get_by_role("link", name="Prüfen und bestätigen"))
    page.keyboard.press("Enter")
    preview = page.get_by_role("button", name="Vorschau").first
    tab_to(page, preview)
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    shown = opened.value
    expect(shown.get_by_text("Vorschau: noch nicht gespeichert")).to_be_visible()
    expect(shown.get_by_role("heading", level=1)).to_have_text(re.compile("automotive"))
    expect(preview).to_be_visible()
    assert findings(shown) == []


def test_manager_confirms_a_section_on_the_start_page(manager_page):
    page = manager_page
    row = page.locator(".sections li").filter(has_text="Kontakte")
    row.get_by_role("button", name="Stimmt noch").click()
    expect(page.locator(".messagelist")).to_contain_text("Kontakte")
    expect(row.locator(".freshness")).to_contain_text("bestätigt am")


def test_leaving_unsaved_input_is_asked_about(manager_page, change):
    page = manager_page
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.accept())
    page.goto(change)
    page.goto("/admin/")
    assert asked == []
    page.goto(change)
    sentence(page).press_sequentially("x")
    page.goto("/admin/")
    assert asked == ["beforeunload"]


def test_two_windows_end_in_a_decision(manager_page, change):
    page = manager_page
    page.goto(change)
    sentence(page).fill("Von mir.")
    change_elsewhere(page, change, "Von anderen.")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Nichts ist verloren")
    assert findings(page) == []
    page.get_by_role("radio", name="Ihre Fassung").check()
    page.get_by_role("button", name="Auswahl speichern").click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.goto(change)
    expect(sentence(page)).to_have_value("Von mir.")


def test_input_survives_the_end_of_the_session(manager_page, change):
    page = manager_page
    page.goto(change)
    sentence(page).fill("Lange überlegt.")
    page.context.clear_cookies(name="sessionid")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("nicht mehr angemeldet")
    assert findings(page) == []
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Anmelden").click()
    from tests.browser.conftest import sign_in

    sign_in(opened.value)
    page.get_by_role("button", name="zurück zum Formular").click()
    expect(page.get_by_role("alert")).to_contain_text("wieder da")
    expect(sentence(page)).to_have_value("Lange überlegt.")


def test_problems_are_focused_and_lead_to_the_field(manager_page, change):
    page = manager_page
    page.goto(change)
    name = page.get_by_label("Name:", exact=False).first
    page.locator("#id_name").fill("")
    save(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert findings(page) == []
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_name")).to_be_in_viewport()
    expect(name).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_desk_have_no_findings(manager_page, change, scheme):
    page = manager_page
    page.emulate_media(color_scheme=scheme)
    change_elsewhere(page, change, "Andere Fassung.")
    history = change.replace("change/", "history/")
    found = []
    for path in ["/admin/", change, f"{change}?neu=contacts", history]:
        page.goto(path)
        page.evaluate(UNFOLD)
        found += findings(page)
    page.get_by_role("link", name="wiederherstellen").last.click()
    expect(page.get_by_role("button", name="Diese Fassung")).to_be_visible()
    assert found + findings(page) == []


def test_pages_of_the_desk_fit_a_narrow_window(manager_page, change):
    page = manager_page
    page.set_viewport_size({"width": 320, "height": 640})
    wide = []
    for path in ["/admin/", change, change.replace("change/", "history/")]:
        page.goto(path)
        if is_wider_than_the_window(page):
            wide.append(path)
    assert wide == []


def test_manager_adds_a_contact_without_javascript(open_page, change):
    from tests.browser.conftest import sign_in

    page = open_page(java_script_enabled=False)
    sign_in(page)
    page.goto(change)
    page.get_by_role("link", name="Weitere Ansprechperson hinzufügen").click()
    mail = page.locator("[name^=contacts-][name$=-email]").nth(-2)
    mail.fill("neu@example.org")
    save(page)
    page.goto(change)
    expect(page.locator("[value='neu@example.org']")).to_have_count(1)

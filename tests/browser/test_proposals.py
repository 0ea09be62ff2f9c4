"""Reporting what is not right, and deciding on it: by keyboard, on any width."""

import re

import pytest
from playwright.sync_api import expect

from clusters.models import Cluster, Proposal
from tests.browser.conftest import sign_in
from tests.browser.test_accessibility import (
    VIEWS,
    findings,
    is_wider_than_the_window,
)
from tests.factories import ProposalFactory

pytestmark = pytest.mark.browser
ADDRESS = "/cluster/automotiveland-nrw/hinweis/"
PUBLIC = [
    ADDRESS,
    f"{ADDRESS}?abschnitt=leistungen",
    f"{ADDRESS}?abschnitt=kontakte&angabe=unsinn",
    f"{ADDRESS}?abschnitt=stammdaten&angabe=website",
    f"{ADDRESS}?abschnitt=text&angabe=anderes",
    f"/en{ADDRESS}?abschnitt=text&angabe=description_en",
    f"{ADDRESS}danke/",
]


def test_reader_proposes_a_change_by_keyboard_alone(page):
    page.goto("/cluster/automotiveland-nrw/")
    page.get_by_role("link", name="Stimmt etwas nicht? (Angaben)").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("^Website ")).focus()
    page.keyboard.press("Enter")
    value = page.get_by_label("Was soll dort stehen?")
    value.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("kein link")
    page.keyboard.press("Enter")
    # the first thing that is read out is what is wrong, and it leads there
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Warum?")).to_be_focused()
    page.keyboard.type("Neue Adresse")
    page.keyboard.press("Shift+Tab")
    expect(value).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("https://example.org/neu/")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Vielen Dank, Ihr Vorschlag ist angekommen"
    )
    assert Proposal.objects.get().reason == "Neue Adresse"


@pytest.mark.parametrize("view", VIEWS)
def test_pages_have_no_findings(open_page, view):
    page = open_page(**VIEWS[view])
    found = []
    for path in PUBLIC:
        page.goto(path)
        found += findings(page)
    page.goto(f"{ADDRESS}?abschnitt=stammdaten&angabe=website")
    page.get_by_role("button", name="Vorschlag senden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert found + findings(page) == []


def test_pages_fit_a_narrow_window(open_page):
    page = open_page(viewport={"width": 320, "height": 640})
    wide = []
    for path in PUBLIC:
        page.goto(path)
        if is_wider_than_the_window(page):
            wide.append(path)
    assert wide == []


@pytest.mark.parametrize("view", VIEWS)
def test_manager_corrects_and_accepts_a_proposal(open_page, view):
    page = open_page(**VIEWS[view])
    cluster = Cluster.objects.get(slug="automotiveland-nrw")
    ProposalFactory(cluster=cluster, old_value="https://example.org/alt/")
    sign_in(page)
    page.goto("/admin/clusters/proposal/")
    found = findings(page)
    page.get_by_role("link", name="Website", exact=True).click()
    page.get_by_label("Neue Angabe, bei Bedarf korrigiert").fill("example.org/neu")
    button = page.get_by_role("button", name="In den Eintrag übernehmen")
    button.click()
    # somebody has changed the entry meanwhile
    found += findings(page)
    assert not is_wider_than_the_window(page)
    page.get_by_role("checkbox", name="Was jetzt dort steht, ersetzen").check()
    button.click()
    expect(page.get_by_text("Der Vorschlag ist angenommen.")).to_be_visible()
    cluster.refresh_from_db()
    assert cluster.website == "https://example.org/neu"
    assert found == []

"""Checking an entry by the link in a mail: by keyboard, on a phone, without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clusters.actions.requests import token_of
from clusters.models import Cluster, Confirmation, Proposal
from tests.factories import ConfirmationRequestFactory

from .test_accessibility import (
    TEXT_SPACING,
    VIEWS,
    findings,
    is_wider_than_the_window,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def link(site):
    cluster = Cluster.objects.get(slug="automotiveland-nrw")
    return ConfirmationRequestFactory(cluster=cluster)


def pages(link):
    ended = ConfirmationRequestFactory(
        cluster=link.cluster, expires_at=timezone.now() - timedelta(days=1)
    )
    start = f"/bestaetigen/{token_of(link)}/"
    ways = ["", "stammdaten/", "leistungen/", "standorte/", "kontakte/", "text/"]
    ways += ["uebergabe/", "danke/"]
    paths = [start + way for way in ways]
    return [*paths, f"/bestaetigen/{token_of(ended)}/", "/bestaetigen/1.falsch/"]


@pytest.mark.parametrize("view", VIEWS)
def test_pages_of_a_link_have_no_findings(open_page, link, view):
    page = open_page(**VIEWS[view])
    found = []
    for path in pages(link):
        page.goto(path)
        found += findings(page)
    assert found == []


def test_pages_of_a_link_fit_a_narrow_window(open_page, link):
    page = open_page(viewport={"width": 320, "height": 640})
    wide = []
    for path in pages(link):
        page.goto(path)
        page.evaluate(TEXT_SPACING)
        if is_wider_than_the_window(page):
            wide.append(path)
    assert wide == []


def test_entry_is_checked_by_keyboard_alone(page, link):
    page.goto(f"/bestaetigen/{token_of(link)}/")
    page.get_by_role("link", name="Die Zuständigkeit hat gewechselt").focus()
    # from "later" two up to "still right"; "text" one up to "change"
    for ups in (2, 2, 0, 2, 1):
        page.keyboard.press("Tab")
        for _number in range(ups):
            page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Absenden")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ändern: Text")
    page.get_by_label("Zweck in einem Satz (deutsch)").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Hilft der Branche.")
    page.get_by_role("button", name="Änderungen absenden").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vielen Dank")
    expect(page.get_by_role("heading", level=2)).to_have_text(
        ["Bestätigt", "Ihre Änderungen warten", "Noch nicht beantwortet"]
    )
    confirmed = Confirmation.objects.order_by("pk").values_list("section", flat=True)
    assert list(confirmed) == ["stammdaten", "leistungen", "kontakte"]
    assert Proposal.objects.get().new_value == "Hilft der Branche."


def test_check_works_without_scripts(open_page, link):
    page = open_page(java_script_enabled=False)
    page.goto(f"/bestaetigen/{token_of(link)}/")
    for group in page.get_by_role("group").all():
        group.get_by_label("stimmt noch").check()
    page.get_by_role("button", name="Absenden").click()
    expect(page.get_by_text("Alle fünf Abschnitte sind beantwortet.")).to_be_visible()
    page.goto(f"/bestaetigen/{token_of(link)}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Dieser Link gilt nicht mehr"
    )

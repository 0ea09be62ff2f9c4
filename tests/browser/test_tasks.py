"""What visitors come for, done by role and label."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}}


def hits(page):
    return page.locator("#result-heading")


def test_visitor_types_a_need_and_opens_a_cluster(page):
    page.goto("/")
    page.get_by_label("Ihr Anliegen").fill("Wasserstoff")
    page.get_by_role("button", name="Cluster finden").click()
    expect(page).to_have_url(re.compile(r"/cluster/\?q=Wasserstoff$"))
    link = page.locator(".card").first.get_by_role("link")
    name = link.inner_text()
    link.click()
    expect(page).to_have_title(re.compile(f"^{re.escape(name)} "))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_visitor_ticks_a_filter_and_goes_back(page):
    page.goto("/cluster/")
    all_hits = hits(page).inner_text()
    page.get_by_role("checkbox", name=re.compile(r"^Dekarbonisierung \d")).check()
    expect(page).to_have_url(re.compile("treiber=dekarbonisierung"))
    expect(hits(page)).not_to_have_text(all_hits)
    expect(page.get_by_role("status")).to_have_text(hits_in_words(page))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/cluster/$"))
    expect(hits(page)).to_have_text(all_hits)
    box = page.get_by_role("checkbox", name=re.compile(r"^Dekarbonisierung \d"))
    expect(box).not_to_be_checked()


def hits_in_words(page):
    """The spoken number is the one above the list."""
    number = re.search(r"\d+", hits(page).inner_text())[0]
    # after a change it is told under how many conditions
    return re.compile(rf"^(Mit \d+ Bedingung(en)?: )?{number} ")


def test_visitor_removes_a_filter_by_its_pill(page):
    page.goto("/cluster/?treiber=dekarbonisierung&treiber=digitalisierung")
    page.get_by_role("link", name=re.compile("Dekarbonisierung.*entfernen")).click()
    expect(page).to_have_url(re.compile(r"\?treiber=digitalisierung$"))


def test_visitor_looks_near_a_place(page):
    page.goto("/cluster/")
    page.get_by_label("In der Nähe von").fill("Solingen")
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page).to_have_url(re.compile("ort=Solingen"))
    expect(page.locator(".card .place").first).to_contain_text(" km")


def test_visitor_compares_two_clusters_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/cluster/")
    page.get_by_role("checkbox", name=re.compile(r"^Digitalisierung \d")).check()
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page).to_have_url(re.compile("treiber=digitalisierung"))
    boxes = page.get_by_role("checkbox", name=re.compile("auswählen"))
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name=re.compile("vergleichen", re.IGNORECASE)).click()
    expect(page).to_have_url(re.compile(r"/cluster/vergleich/\?c=[^&]+&c=[^&]+$"))
    expect(page.get_by_role("columnheader")).to_have_count(3)


def test_visitor_skips_to_the_content_by_keyboard(page):
    page.goto("/cluster/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Ihr Anliegen")).to_be_focused()


def test_visitor_searches_by_keyboard(page):
    page.goto("/cluster/")
    page.get_by_label("Ihr Anliegen").focus()
    page.keyboard.type("Wasserstoff")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=Wasserstoff"))
    expect(page.locator(".card")).not_to_have_count(0)


def test_visitor_filters_on_a_phone(open_page):
    page = open_page(**PHONE)
    page.goto("/cluster/")
    page.get_by_text("Filter", exact=True).first.click()
    page.get_by_role("checkbox", name=re.compile(r"^Demografie \d")).check()
    expect(page).to_have_url(re.compile("treiber=demografie"))
    expect(page.locator(".pill")).to_contain_text("Demografie")


def test_visitor_changes_the_language_and_stays(page):
    page.goto("/cluster/clib/")
    page.get_by_role("link", name="EN", exact=True).click()
    expect(page).to_have_url(re.compile("/en/cluster/clib/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_visitor_goes_from_the_matrix_to_the_impulses(page):
    page.goto("/matrix/")
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/(impulse|cluster)/\?"))


def test_manager_confirms_the_own_entry(manager_page):
    page = manager_page
    page.get_by_role("link", name=re.compile("bestätigen|confirm")).click()
    confirm = page.get_by_role("button", name=re.compile("heute bestätigen"))
    expect(confirm.first).to_be_in_viewport()
    confirm.first.click()
    expect(page.locator(".messagelist")).to_contain_text("bestätigt")


def test_visitor_leaves_no_cookie_behind(page):
    for path in ["/", "/cluster/", "/impulse/", "/matrix/"]:
        page.goto(path)
    assert page.context.cookies() == []

"""No finding of axe, no sideways scrolling, no violation of the content policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from clusters.models import Cluster

pytestmark = pytest.mark.browser
PUBLIC = [
    "/",
    "/cluster/",
    "/cluster/?treiber=digitalisierung&umkreis=abc",
    "/cluster/?q=quastenflosser",
    "/cluster/?q=Wo+beantragen+wir+eine+Baugenehmigung",
    "/cluster/automotiveland-nrw/",
    "/cluster/automotiveland-nrw/einbetten/",
    "/cluster/vergleich/?c=automotiveland-nrw&c=clib",
    "/karte/",
    "/karte/?zoom=2",
    "/impulse/",
    "/impulse/?stand=2025-06-01",
    "/impulse/1/",
    "/impulse/1/?stand=2025-06-01",
    "/impulse/aenderungen/",
    "/folgen/impuls/1/",
    "/folgen/danke/",
    "/impulse/stand/",
    "/matrix/",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/leichte-sprache/",
    "/daten/",
    "/rueckmeldung/?seite=/karte/",
    "/hilfe/",
    "/hilfe/clustermanagement/",
    "/hilfe/geschaeftsstelle/",
    "/cluster/nicht-da/",
]
# preloading writes imported style sheets into the page, which the policy forbids
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,
    # WCAG 2.2: targets of 24 px; axe leaves it out unless asked
    "rules": {"target-size": {"enabled": True}},
}
# WCAG 1.4.12: what a reader may set without losing anything
TEXT_SPACING = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  * { line-height: 1.5 !important; letter-spacing: .12em !important;
      word-spacing: .16em !important; }
  p { margin-block-end: 2em !important; }`);
document.adoptedStyleSheets = [sheet];
"""
LINES_OF_LAST_TEXT = """
(all) => all.map((element) => {
  const range = document.createRange();
  range.selectNodeContents(element.lastChild);
  return range.getClientRects().length;
})
"""
# axe passes over what is folded
UNFOLD = "document.querySelectorAll('details').forEach((part) => (part.open = true))"
VIEWS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}},
}


def findings(page) -> list[str]:
    """What axe and the browser's content policy complain about."""
    violations = page.evaluate("window.violations")
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    lines = [
        f"{page.url}: {finding['id']} {node['target']}"
        for finding in found
        for node in finding["nodes"]
    ]
    return lines + [f"{page.url}: {violation}" for violation in violations]


def is_wider_than_the_window(page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )


@pytest.mark.parametrize("view", VIEWS)
def test_public_pages_have_no_findings(open_page, view):
    page = open_page(**VIEWS[view])
    found = []
    for path in PUBLIC:
        page.goto(path)
        found += findings(page)
    assert found == []


def test_english_pages_have_no_findings(page):
    found = []
    for path in ["/en/", "/en/cluster/", "/en/cluster/clib/", "/en/impulse/1/"]:
        page.goto(path)
        found += findings(page)
    assert found == []


def test_open_filters_have_no_findings_on_a_phone(open_page):
    page = open_page(**VIEWS["phone"])
    page.goto("/cluster/")
    page.get_by_text("Filter", exact=True).first.click()
    assert findings(page) == []


def test_public_pages_fit_a_narrow_window(open_page):
    page = open_page(viewport={"width": 320, "height": 640})
    wide = []
    for path in PUBLIC:
        page.goto(path)
        if is_wider_than_the_window(page):
            wide.append(path)
    assert wide == []


def test_public_pages_stand_wide_text_in_a_narrow_window(open_page):
    page = open_page(viewport={"width": 320, "height": 640})
    wide = []
    for path in PUBLIC:
        page.goto(path)
        page.evaluate(TEXT_SPACING)
        if is_wider_than_the_window(page):
            wide.append(path)
    assert wide == []


def test_rank_of_two_digits_stays_in_one_line(open_page):
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto("/cluster/?q=Wasserstoff")
    lines = page.locator(".rank").evaluate_all(LINES_OF_LAST_TEXT)
    assert lines == [1] * len(lines)
    assert len(lines) >= 10


def test_contact_follows_the_head_at_once_on_a_phone(open_page):
    page = open_page(**VIEWS["phone"])
    page.goto("/cluster/automotiveland-nrw/")
    tops = {
        name: page.locator(name).first.bounding_box()["y"]
        for name in [".head", ".contact", ".prose", ".offers", ".side:not(.contact)"]
    }
    assert sorted(tops, key=tops.get) == list(tops)


def admin_pages():
    """The pages that a manager uses."""
    change = (
        f"/admin/clusters/cluster/{Cluster.objects.get(slug='automotiveland-nrw').pk}"
    )
    return [
        "/admin/",
        "/admin/clusters/cluster/",
        f"{change}/change/",
        f"{change}/history/",
        f"{change}/ausgabe/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_admin_pages_have_no_findings(manager_page, scheme):
    manager_page.emulate_media(color_scheme=scheme)
    found = []
    for path in admin_pages():
        manager_page.goto(path)
        manager_page.evaluate(UNFOLD)
        found += findings(manager_page)
    assert found == []


def test_login_has_no_findings(page):
    page.goto("/admin/login/")
    assert findings(page) == []

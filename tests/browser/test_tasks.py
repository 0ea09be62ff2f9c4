"""What people do with the site, and that nobody is shut out."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from clusters.models import Cluster
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = [
    *["/", "/en/", "/cluster/", "/cluster/?q=xyzzy&ort=Solingen&umkreis=10"],
    *["/cluster/clib/", "/cluster/vergleich/?c=clib&c=bio-nrw", "/karte/?zoom=2"],
    *["/impulse/", "/impulse/1/", "/matrix/", "/impressum/", "/leichte-sprache/"],
    *["/barrierefreiheit/", "/daten/", "/gibt-es-nicht/"],
]


def open_page(browser, url, **options):
    """A page that collects what the browser complains about."""
    page = browser.new_context(locale="de-DE", **options).new_page()
    page.complaints = []
    page.on("console", lambda message: complain(page, message))
    page.goto(url)
    return page


def complain(page, message):
    # a page that does not exist is asked for on purpose
    if message.type in {"error", "warning"} and "404" not in message.text:
        page.complaints.append(message.text)


def findings_of(page):
    """What the browser complained about, and what axe finds."""
    # read first: axe itself writes style attributes, which the policy reports
    complaints = list(page.complaints)
    page.complaints.clear()
    results = Axe().run(page)
    page.complaints.clear()
    return complaints + [
        f"{found['id']}: {found['nodes'][0]['html'][:120]}"
        for found in results.response["violations"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_shut_nobody_out(browser, site, scheme):
    findings = {}
    for path in PUBLIC:
        page = open_page(
            browser,
            site + path,
            color_scheme=scheme,
            viewport={"width": 320, "height": 800},
        )
        width = page.evaluate("document.documentElement.scrollWidth")
        found = findings_of(page)
        if width > 320:
            found.append(f"{width} px wide")
        if found:
            findings[path] = found
        page.context.close()
    assert findings == {}


def test_manager_pages_in_the_admin_shut_nobody_out(browser, site):
    manager = UserFactory(username="verantwortlich")
    cluster = Cluster.objects.get(slug="clib")
    cluster.managers.add(manager)
    page = open_page(browser, f"{site}/admin/")
    page.get_by_label("Benutzername").fill("verantwortlich")
    page.get_by_label("Passwort").fill("long-enough-for-tests")
    page.get_by_role("button", name="Anmelden").click()
    findings = {}
    base = f"{site}/admin/clusters/cluster/"
    for url in (
        f"{site}/admin/",
        base,
        f"{base}{cluster.pk}/change/",
        f"{base}{cluster.pk}/history/",
    ):
        page.goto(url)
        found = findings_of(page)
        if found:
            findings[url.removeprefix(site)] = found
    assert findings == {}


def test_find_a_cluster_and_go_back(browser, site):
    page = open_page(browser, f"{site}/")
    page.get_by_label("Ihr Anliegen").fill("Kunststoff")
    page.get_by_role("button", name="Cluster finden").click()
    page.get_by_role("link", name="kunststoffland NRW").first.click()
    assert (
        page.get_by_role("heading", level=1).inner_text() == "kunststoffland NRW e.V."
    )
    page.go_back()
    assert page.get_by_label("Ihr Anliegen").input_value() == "Kunststoff"
    assert page.complaints == []


def test_ticking_a_filter_changes_list_and_address(browser, site):
    page = open_page(browser, f"{site}/cluster/")
    with page.expect_response("**/cluster/?*"):
        page.get_by_label("Demografie").check()
    page.wait_for_url("**treiber=demografie**")
    assert page.locator(".card").count() == 9
    assert "9" in page.get_by_role("status").first.inner_text()
    page.go_back()
    page.wait_for_function("document.querySelectorAll('.card').length === 20")
    assert page.get_by_role("banner").count() == 1
    assert page.complaints == []


def test_without_javascript_filter_and_compare(browser, site):
    page = open_page(browser, f"{site}/cluster/", java_script_enabled=False)
    page.get_by_label("Demografie").check()
    page.get_by_role("button", name="Filter anwenden").click()
    assert page.locator(".card").count() == 9
    page.get_by_label("BIO.NRW").check()
    page.get_by_label("EIN Quantum NRW").check()
    page.get_by_role("button", name="Ausgewählte vergleichen").click()
    assert page.get_by_role("columnheader").count() == 3


def test_keyboard_reaches_the_content_first(browser, site):
    page = open_page(browser, f"{site}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"

"""A real browser on the real directory; skipped where there is no Chromium."""

import os
import re
import shutil
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import sync_playwright

from clusterallianz.management.commands.make_demo_accounts import PASSWORD
from tests.seed import load_seed

NAMES = ["chromium", "chromium-browser", "google-chrome"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# runs before the page's own scripts
COLLECT_VIOLATIONS = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture(scope="session")
def chromium():
    """The path of the system's browser."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing = f"no browser found: none of {', '.join(NAMES)} is in PATH"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="session")
def browser(chromium):
    # Playwright's event loop runs in this thread, which Django takes for async code
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(browser, live_server, settings):
    """Address of a server with the real directory and the demo's accounts."""
    settings.DEBUG = True  # demo accounts are made only then
    load_seed()
    call_command("make_demo_accounts", stdout=StringIO())
    settings.DEBUG = False
    return live_server.url


# a page that is missing, refused, or asks what to do is none that fails
MEANT = re.compile("status of (403|404|409|410)")


def is_error(message):
    """Errors of a page; what a page says by its status is none."""
    return message.type == "error" and not MEANT.search(message.text)


@pytest.fixture
def open_page(browser, site):
    """Makes pages; fails at the end if one reported an error or left the site."""
    contexts, problems = [], []

    def make(**options):
        options = {"locale": "de-DE", "base_url": site} | options
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        context.add_init_script(COLLECT_VIOLATIONS)
        context.on("console", lambda m: is_error(m) and problems.append(m.text))
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on(
            "request",
            lambda r: r.url.startswith(site) or problems.append(f"third party {r.url}"),
        )
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def manager_page(open_page):
    """A page on which the demo's cluster manager is signed in."""
    page = open_page()
    sign_in(page)
    return page


# each role starts where its work is
WORKPLACES = re.compile(r"/(admin|pruefung)/$")


def sign_in(page, username="demo-manager"):
    page.goto("/admin/login/?next=/admin/")
    page.get_by_label("Benutzername").fill(username)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(WORKPLACES)

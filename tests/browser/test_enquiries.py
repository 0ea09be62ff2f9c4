"""The whole way of an enquiry: search, form, answer, hand-over, the firm's page."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from clusters.models import Cluster, Enquiry
from tests.browser.test_accessibility import VIEWS, findings, is_wider_than_the_window
from tests.factories import UserFactory

pytestmark = pytest.mark.browser
FIRST, SECOND, THIRD = "automotiveland-nrw", "kunststoffland-nrw", "clib"


@pytest.fixture
def neighbour(site):
    """Manages two clusters beside the one of the demo's manager."""
    user = UserFactory(email="nachbar@example.org")
    for slug in (SECOND, THIRD):
        Cluster.objects.get(slug=slug).managers.add(user)
    return user


def signed_in(open_page, user, site):
    client = Client()
    client.force_login(user)
    page = open_page()
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    return page


def test_enquiry_from_the_search_to_the_answer(
    page, manager_page, open_page, neighbour, site
):
    # the firm
    page.goto("/cluster/?q=Rezyklat+im+Spritzguss+für+Autoteile")
    for slug in (FIRST, SECOND):
        page.locator(f'[name=c][value="{slug}"]').check()
    page.get_by_role("button", name="Anfrage an die Auswahl").click()
    expect(page).to_have_url(re.compile(r"/anfrage/\?c="))
    assert findings(page) == []
    expect(page.get_by_label("Worum geht es?")).to_have_value(re.compile("Spritzguss"))
    page.get_by_label("Betreff").fill("Rezyklat für Halter")
    page.get_by_label("Ihre E-Mail-Adresse").fill("betrieb@example.org")
    page.get_by_role("button", name="Anfrage senden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"Anfrage \d{4}-\d{6}")
    )
    assert findings(page) == []
    status = page.url
    enquiry = Enquiry.objects.get()
    assert enquiry.threads.count() == 2
    # one cluster answers
    manager_page.goto("/admin/clusters/enquirythread/")
    assert findings(manager_page) == []
    manager_page.get_by_role("link", name="Rezyklat für Halter").click()
    assert findings(manager_page) == []
    manager_page.get_by_label("Ihre Antwort").fill("Gern, wir rufen an.")
    manager_page.get_by_role("button", name="Antwort senden").click()
    expect(manager_page.locator(".messagelist")).to_contain_text(
        "auf dem Weg zum Betrieb"
    )
    # the other one hands over
    other = signed_in(open_page, neighbour, site)
    other.goto("/admin/clusters/enquirythread/")
    other.get_by_role("link", name="Rezyklat für Halter").click()
    other.get_by_text("Passt besser zu einem anderen Cluster").click()
    other.get_by_label("Passt besser zu").select_option(label="CLIB")
    other.get_by_label("Warum?").fill("Das kann CLIB besser.")
    other.get_by_role("button", name="Weitergeben").click()
    expect(other.locator(".messagelist")).to_contain_text("CLIB")
    # the firm sees both
    page.goto(status)
    threads = page.locator(".thread")
    expect(threads).to_have_count(3)
    answered = threads.filter(has_text="Gern, wir rufen an.")
    expect(answered.locator(".state")).to_contain_text("beantwortet am")
    handed_over = threads.filter(has_text="Das kann CLIB besser.")
    expect(handed_over.locator(".state")).to_contain_text("weitergegeben am")
    expect(threads.last.get_by_role("heading")).to_contain_text("CLIB")
    page.get_by_label("ja", exact=True).check()
    page.get_by_role("button", name="Antwort abgeben").click()
    expect(page.get_by_text("Vielen Dank")).to_be_visible()
    assert findings(page) == []


@pytest.mark.parametrize("view", VIEWS)
def test_refused_form_has_no_findings(open_page, neighbour, view):
    page = open_page(**VIEWS[view])
    page.goto("/anfrage/")
    page.get_by_label("Worum geht es?").fill("Text, der bleibt")
    page.locator("form.stacked").evaluate("(form) => form.submit()")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Worum geht es?")).to_have_value("Text, der bleibt")
    assert findings(page) == []
    assert not is_wider_than_the_window(page)

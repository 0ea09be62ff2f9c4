"""The whole way of a confirmation: mail, link, a change, the office, the public page."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from clusters.actions.confirmations import confirm_sections
from clusters.models import Cluster, Confirmation, OutgoingMail, Section
from tests.factories import ContactFactory

from .conftest import sign_in
from .test_accessibility import findings

pytestmark = pytest.mark.browser
PURPOSE = "Hilft Zulieferern, mit Rezyklat zu bauen."


@pytest.fixture
def entry(site):
    """Two sections were confirmed before; a role mailbox can be asked for the rest."""
    cluster = Cluster.objects.get(slug="kunststoffland-nrw")
    manager = (
        cluster.managers.first()
        or Cluster.objects.get(slug="automotiveland-nrw").managers.get()
    )
    cluster.managers.add(manager)
    ContactFactory(cluster=cluster, email="post@example.org", position=0)
    return confirm_sections(
        cluster,
        [Section.LOCATIONS, Section.SERVICES],
        by=manager,
        way=Confirmation.Way.ADMIN,
        role="Clustermanagement",
    )


def link_of_the_mail() -> str:
    call_command("send_confirmation_requests", stdout=StringIO())
    mail = OutgoingMail.objects.get(to="post@example.org")
    return re.search(r"/bestaetigen/\S+", mail.body)[0]


def test_confirmation_from_the_mail_to_the_public_page(page, open_page, entry):
    page.goto(link_of_the_mail())
    for section in ("Stammdaten", "Kontakte"):
        choice = page.get_by_role("group", name=f"{section}: Stimmt das noch?")
        choice.get_by_label("stimmt noch").check()
    text = page.get_by_role("group", name="Text: Stimmt das noch?")
    text.get_by_label("ändern").check()
    page.get_by_role("button", name="Absenden").click()
    page.get_by_label("Zweck in einem Satz (deutsch)").fill(PURPOSE)
    page.get_by_role("button", name="Änderungen absenden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vielen Dank")
    # nothing of the change is public yet
    page.goto(entry.get_absolute_url())
    expect(page.get_by_text(PURPOSE)).to_have_count(0)
    expect(page.locator(".head .meta")).to_contain_text("4 von 5")
    # the office accepts
    office = open_page()
    sign_in(office, "demo-geschaeftsstelle")
    office.goto("/admin/clusters/proposal/")
    office.locator("#result_list tbody th a").click()
    assert findings(office) == []
    expect(office.locator("ins").first).to_be_visible()
    office.get_by_role("button", name="In den Eintrag übernehmen").click()
    # and the public page is fresh
    page.goto(entry.get_absolute_url())
    expect(page.get_by_text(PURPOSE)).to_be_visible()
    expect(page.locator(".head .badge.fresh")).to_contain_text("bestätigt am")
    assert findings(page) == []

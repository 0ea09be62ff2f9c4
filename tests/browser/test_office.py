"""The office's pages: no finding of axe, and a table goes out and comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clusters.models import Cluster, LinkCheck, OutgoingMail
from tests.browser.conftest import sign_in
from tests.browser.test_accessibility import VIEWS, findings, is_wider_than_the_window
from tests.factories import FeedbackFactory

pytestmark = pytest.mark.browser
TABLES = "/admin/clusters/cluster/tables/"


@pytest.fixture
def office_page(open_page):
    """Makes pages on which the demo's office is signed in."""

    def make(**options):
        page = open_page(**options)
        sign_in(page, "demo-geschaeftsstelle")
        return page

    return make


@pytest.mark.parametrize("view", VIEWS)
def test_pages_have_no_findings(office_page, view):
    OutgoingMail.objects.create(kind="enquiry", to="post@example.org", tries=3)
    LinkCheck.objects.create(
        url=Cluster.objects.get(slug="clib").website, state="dead", failures=2
    )
    feedback = FeedbackFactory(due_on=timezone.localdate() - timedelta(days=1))
    page = office_page(**VIEWS[view])
    found = []
    lists = ["outgoingmail", "linkcheck", "auditentry", "enquirythread", "feedback"]
    paths = [f"/admin/clusters/{name}/" for name in lists]
    paths += ["/admin/", TABLES, f"/admin/clusters/feedback/{feedback.pk}/change/"]
    for path in paths:
        page.goto(path)
        found += findings(page)
    assert found == []


@pytest.mark.parametrize("view", VIEWS)
def test_table_goes_out_and_comes_back_changed(office_page, tmp_path, view):
    page = office_page(**VIEWS[view])
    page.goto(TABLES)
    with page.expect_download() as download:
        page.get_by_role("button", name="Herunterladen").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    text = file.read_text(encoding="utf-8-sig")
    file.write_text(text.replace("\nclib;", "\nneu;", 1).replace("CLIB", "KLIB"))
    page.get_by_label("Datei", exact=True).set_input_files(file)
    page.get_by_role("button", name="Änderungen anzeigen").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Was die Datei ändert"
    assert findings(page) == []
    assert not is_wider_than_the_window(page)

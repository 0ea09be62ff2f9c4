"""The ministry's area and the pages about its work, full of data: axe, and their width."""

import pytest
from django.urls import reverse

from impulses.models import Answer, ImpulsePart, PublicEntry, ResponsibleUnit
from impulses.practice import make_practice_data
from impulses.urls import urlpatterns

from .conftest import sign_in
from .test_accessibility import (
    TEXT_SPACING,
    UNFOLD,
    VIEWS,
    findings,
    is_wider_than_the_window,
)

pytestmark = pytest.mark.browser
FULL = {"number": 14}
# name of an address to its arguments: each is opened by a coordinator
COORDINATION = {
    "work": {},
    "review-list": {},
    "review": FULL,
    "absences": {},
    "assess": {"number": 6},
    "criteria": {},
    "criterion-new": {},
    "criterion": {"slug": "wirkung"},
    "answers": {},
    "answers-check": {},
    "progress": {"number": 13},
    "part-add": FULL,
    "link": FULL,
    "units": {},
    "review-dashboard": {},
    "review-brief": {},
    "paper": {},
}
# those whose arguments only the data know
OF_ROWS = ["answer", "answer-preview", "part", "correct", "unit"]
PUBLIC = {
    "list": {},
    "detail": FULL,
    "matrix": {},
    "changes": {},
    "dashboard": {},
    "follow": FULL,
    "follow-driver": {"slug": "demografie"},
    "follow-asked": {},
}
MANAGERS = {
    "voices-home": {},
    "voices": {"slug": "automotiveland-nrw"},
    "voice": {"slug": "automotiveland-nrw", "number": 14},
}
# files, addresses that only take what a form sends, and those out of a mail
NO_PAGES = {
    *["feed", "driver-feed", "brief", "assessments-csv", "following", "unfollow"],
    *["assign", "note", "take-up", "absence-end", "part-up", "unlink"],
    *["answer-publish", "answer-schedule", "answer-recall", "answer-discard"],
    *["answers-publish", "answers-schedule", "paper-enter", "paper-table"],
}


@pytest.fixture
def practice(site):
    assert make_practice_data()


def addresses(pages: dict[str, dict]) -> list[str]:
    return [reverse(f"impulses:{name}", kwargs=pages[name]) for name in pages]


def of_rows() -> dict[str, dict]:
    draft = {"number": Answer.objects.get(state="prepared").impulse.number}
    part = ImpulsePart.objects.filter(impulse__number=14).last()
    return {
        "answer": draft,
        "answer-preview": draft,
        "part": {"number": 14, "pk": part.pk},
        "correct": {"pk": PublicEntry.objects.filter(impulse__number=14).last().pk},
        "unit": {"pk": ResponsibleUnit.objects.first().pk},
    }


def faults(page, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        answer = page.goto(path)
        assert answer.status == 200, path
        page.evaluate(UNFOLD)
        found += findings(page)
        if is_wider_than_the_window(page):
            found.append(f"{path} is too wide")
    return found


def test_every_page_is_looked_at():
    looked_at = [*COORDINATION, *OF_ROWS, *PUBLIC, *MANAGERS, *NO_PAGES]
    assert sorted(looked_at) == sorted(pattern.name for pattern in urlpatterns)


@pytest.mark.parametrize("view", VIEWS)
def test_pages_of_the_coordination_have_no_findings(open_page, practice, view):
    page = open_page(**VIEWS[view])
    sign_in(page, "demo-koordination-2")
    assert sorted(of_rows()) == sorted(OF_ROWS)
    assert faults(page, addresses(COORDINATION | of_rows())) == []


def test_pages_of_a_reviewer_have_no_findings(open_page, practice):
    page = open_page(**VIEWS["phone"])
    sign_in(page, "demo-pruefung")
    own = {
        name: COORDINATION[name] for name in ("work", "review", "assess", "absences")
    }
    assert faults(page, addresses(own)) == []


@pytest.mark.parametrize("view", VIEWS)
def test_public_pages_full_of_data_have_no_findings(open_page, practice, view):
    paths = addresses(PUBLIC)
    past = [f"{path}?stand=2026-08-01" for path in ("/impulse/", "/impulse/14/")]
    assert faults(open_page(**VIEWS[view]), [*paths, *past]) == []


@pytest.mark.parametrize("view", VIEWS)
def test_pages_of_voices_have_no_findings(open_page, practice, view):
    page = open_page(**VIEWS[view])
    sign_in(page, "demo-manager")
    assert faults(page, addresses(MANAGERS)) == []


@pytest.mark.parametrize("view", ["dark", "phone"])
def test_conflicts_have_no_findings(open_page, practice, view):
    """What was typed beside what somebody else has saved, on each of these pages."""
    page = open_page(**VIEWS[view])
    sign_in(page, "demo-koordination")
    found = []
    rows = of_rows()
    for name in ("criterion", "unit", "part", "answer"):
        page.goto(reverse(f"impulses:{name}", kwargs=(COORDINATION | rows)[name]))
        form = page.locator("main form:has([name=version])").first
        form.locator("[name=version]").evaluate("(field) => (field.value = '99')")
        text = form.locator("textarea, input[type=text]").first
        text.fill(f"{text.input_value()} und mehr")
        form.locator("button").first.click()
        page.locator("main [role=alert]").first.wait_for()
        found += findings(page)
        if is_wider_than_the_window(page):
            found.append(f"{name} is too wide")
    assert found == []


def test_pages_fit_a_narrow_window_with_wide_text(open_page, practice):
    page = open_page(viewport={"width": 320, "height": 640})
    sign_in(page, "demo-koordination-2")
    wide = []
    for path in addresses(COORDINATION | of_rows() | PUBLIC):
        page.goto(path)
        page.evaluate(UNFOLD)
        page.evaluate(TEXT_SPACING)
        if is_wider_than_the_window(page):
            wide.append(path)
    assert wide == []


@pytest.mark.parametrize("width", [1280, 1024, 360])
def test_table_of_assessments_is_read_whole(open_page, practice, width):
    page = open_page(viewport={"width": width, "height": 900})
    sign_in(page, "demo-koordination")
    for path in ("/pruefung/impulse/4/antwort/", "/pruefung/impulse/4/"):
        page.goto(path)
        assert page.locator(".scroll > .votes").first.evaluate(
            "table => table.parentElement.clientWidth >= table.offsetWidth"
        )
        # the median and what stands beside it are told apart
        assert page.locator(".votes tbody tr").first.evaluate(
            "row => parseFloat(getComputedStyle(row.lastElementChild).paddingLeft) >= 8"
        )

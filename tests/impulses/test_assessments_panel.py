"""Assessments on the page of an impulse and as a file: who reads what when."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from impulses.assessing import Figures
from impulses.desk.assessments import assessments_panel
from impulses.desk.dotstrip import GROUND, HEIGHT, RADIUS, strip_of
from tests.crawling import crawl
from tests.factories import (
    AssignmentFactory,
    ClusterFactory,
    CriterionFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.impulses.voting import vote

pytestmark = pytest.mark.django_db
MARKER = "Zwergspinnerei"
CSV = "/pruefung/voten.csv"


@pytest.fixture
def effect(db):
    return CriterionFactory(name_de="Wirkung", weight=3, position=1)


@pytest.fixture
def effort(db):
    return CriterionFactory(name_de="Aufwand", weight=1, position=2)


@pytest.fixture
def marked(impulse, other_reviewer, effect, effort):
    """What another reviewer has said of the impulse."""
    return vote(
        impulse, other_reviewer, (effect, 4), (effort, 0), reason=f"{MARKER}, sagt er."
    )


def panel_of(client, impulse) -> BeautifulSoup:
    response = client.get(reverse("impulses:review", args=[impulse.number]))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one("#votum")


def words(element) -> str:
    return " ".join(element.text.split())


# --- before and after the own one


def test_before_the_own_assessment_only_the_number(as_reviewer, impulse, marked):
    panel = panel_of(as_reviewer, impulse)
    assert settled(panel) == [1, 2]
    assert panel.select(".votes-standing") == []
    assert panel.select_one("a.button")["href"] == "/pruefung/impulse/7/votum/"
    assert MARKER not in str(panel)
    assert marked.reviewer.username not in str(panel)
    assert panel.table is None


def test_after_the_own_assessment_all_is_open(
    as_reviewer, impulse, reviewer, marked, effect, effort
):
    vote(impulse, reviewer, (effect, 2), (effort, 2), recommendation="abgelehnt")
    panel = panel_of(as_reviewer, impulse)
    rows = [
        [words(cell) for cell in row.select("th, td")] for row in panel.select("tr")
    ]
    assert rows == [
        ["Kriterium", "Werte", "ØMittelwert", "Median", "Abstand"],
        ["Wirkung × 3", "2; 4", "3,0", "3", "teils einig 2, Streuung 1,0"],
        ["Aufwand × 1", "0; 2", "1,0", "1", "teils einig 2, Streuung 1,0"],
        ["Gesamt", "2; 3", "2,5", "2,5", "einig 1, Streuung 0,5"],
    ]
    tally = [words(item) for item in panel.select(".tally li")]
    assert tally == [
        "1 angenommen",
        "0 teilweise angenommen",
        "0 zur Kenntnis genommen",
        "1 abgelehnt",
    ]
    assert [name.text for name in panel.select(".voters h4")] == [
        "pruefung-2",
        "pruefung",
    ]
    assert MARKER in panel.text


def settled(panel) -> list[int]:
    """How many assignments are settled, of how many."""
    return numbers(panel.select_one(".lead-number"))


def numbers(element) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", element.text)]


def test_vote_of_somebody_not_assigned_settles_nothing_and_is_named(
    as_coordinator, impulse, reviewer, other_reviewer
):
    vote(impulse, ReviewerFactory(username="fremd"))
    panel = panel_of(as_coordinator, impulse)
    assert settled(panel) == [0, 2]
    standing = panel.select_one(".votes-standing")
    assert numbers(standing) == [1]
    assert words(standing).endswith(": fremd")


def test_vote_of_somebody_taken_off_still_counts_and_is_named(
    as_coordinator, impulse, reviewer, other_reviewer
):
    vote(impulse, reviewer)
    vote(impulse, other_reviewer)
    impulse.assignments.get(reviewer=reviewer).delete()
    panel = panel_of(as_coordinator, impulse)
    assert settled(panel) == [1, 1]
    assert words(panel.select_one(".votes-standing")).startswith("2 ")
    assert words(panel.select_one(".votes-standing")).endswith(": pruefung")


def test_votes_of_deputy_and_absent_are_two_for_one_assignment(
    as_coordinator, impulse, reviewer
):
    deputy, today = ReviewerFactory(username="vertretung"), timezone.localdate()
    reviewer.absences.create(deputy=deputy, from_on=today, until_on=today)
    for account in (deputy, reviewer):
        vote(impulse, account, kind="abstained", recommendation="", reason="")
    panel = panel_of(as_coordinator, impulse)
    assert settled(panel) == [1, 1]
    assert words(panel.select_one(".votes-standing")).startswith("2 ")
    assert words(panel.select_one(".votes-standing")).endswith(": vertretung")


def test_conflict_of_interest_is_settled_and_no_vote(
    as_coordinator, impulse, reviewer, other_reviewer
):
    vote(impulse, reviewer, kind="conflict", recommendation="", reason="Nähe")
    panel = panel_of(as_coordinator, impulse)
    assert settled(panel) == [1, 2]
    assert numbers(panel.select_one(".votes-standing")) == [0]
    assert ":" not in panel.select_one(".votes-standing").text


def test_abstentions_and_conflicts_are_counted(
    as_coordinator, impulse, reviewer, marked
):
    vote(impulse, reviewer, kind="conflict", recommendation="", reason="Nähe")
    vote(impulse, ReviewerFactory(), kind="abstained", recommendation="", reason="")
    aside = panel_of(as_coordinator, impulse).select(".tally .aside")
    assert [words(item) for item in aside] == ["1 enthalten", "1 befangen"]


def test_earlier_versions_stay_readable(as_coordinator, impulse, reviewer, effect):
    first = vote(impulse, reviewer, (effect, 0), reason="Erster Gedanke.")
    vote(
        impulse,
        reviewer,
        (effect, 4),
        reason="Zweiter.",
        replaces=first,
        is_blind=False,
    )
    line = panel_of(as_coordinator, impulse).select_one(".voters > li")
    assert "nach Einsicht geändert" in words(line)
    assert "Erster Gedanke." in line.details.text
    assert "Zweiter." not in line.details.text


def test_blind_ones_are_reported_alone_if_they_differ(
    as_coordinator, impulse, reviewer, marked, effect, effort
):
    first = vote(impulse, reviewer, (effect, 0), (effort, 0))
    panel = panel_of(as_coordinator, impulse)
    assert len(panel.select("table")) == 1
    changed = ((effect, 4), (effort, 0))
    vote(impulse, reviewer, *changed, replaces=first, is_blind=False)
    panel = panel_of(as_coordinator, impulse)
    captions = [caption.text for caption in panel.select("caption")]
    assert captions == ["Alle geltenden Voten", "Nur die Voten ohne Einsicht"]
    first_rows = [
        words(table.select_one("tbody tr")) for table in panel.select("table")
    ]
    assert "4; 4" in first_rows[0]
    assert "0; 4" in first_rows[1]


def test_nothing_voted_shows_no_table(as_coordinator, impulse):
    panel = panel_of(as_coordinator, impulse)
    assert panel.table is None
    assert words(panel.select_one(".lead-number")) == "niemandem zugewiesen"


def test_impulse_without_criteria_shows_recommendations(as_coordinator, impulse):
    vote(impulse, ReviewerFactory())
    assert words(panel_of(as_coordinator, impulse).select_one(".tally li")) == (
        "1 angenommen"
    )


@pytest.mark.parametrize("number", [1, 5, 50])
def test_panel_asks_as_often_for_any_number(
    django_assert_num_queries, impulse, coordinator, effect, number
):
    for _n in range(number):
        account = AssignmentFactory(impulse=impulse).reviewer
        first = vote(impulse, account, (effect, 1))
        vote(impulse, account, (effect, 2), replaces=first, is_blind=False)
    with django_assert_num_queries(5):
        panel = assessments_panel(impulse, coordinator)
    assert len(panel["lines"]) == number


# --- nobody else reads it


def addresses(impulse) -> list[str]:
    review = reverse("impulses:review", args=[impulse.number])
    return [review, f"{review}votum/", "/pruefung/", "/pruefung/impulse/", CSV]


def leaks(client, impulse) -> list[str]:
    """Addresses of the work area whose page holds the marker."""
    pages = {path: client.get(path) for path in addresses(impulse)}
    return [path for path, page in pages.items() if MARKER in page.content.decode()]


def test_reasons_are_hidden_before_the_own_assessment(
    client, impulse, reviewer, marked
):
    for account in (reviewer, ReviewerFactory()):
        client.force_login(account)
        assert leaks(client, impulse) == []


def test_reasons_are_hidden_from_who_has_a_conflict(
    as_reviewer, impulse, reviewer, marked
):
    judged = vote(impulse, reviewer)
    assert leaks(as_reviewer, impulse) == [addresses(impulse)[0], CSV]
    vote(
        impulse,
        reviewer,
        kind="conflict",
        recommendation="",
        reason="Nähe",
        replaces=judged,
        is_blind=False,
    )
    assert leaks(as_reviewer, impulse) == []


def test_reasons_are_hidden_from_managers_and_office(client, impulse, marked):
    manager = UserFactory()
    ClusterFactory(managers=[manager])
    for account in (manager, OfficeFactory()):
        client.force_login(account)
        assert leaks(client, impulse) == []
        for name in ("impulse", "addressee"):
            page = client.get(f"/admin/impulses/{name}/")
            assert MARKER not in page.content.decode()


def test_reasons_are_in_no_public_page(client, impulse, marked):
    found = crawl(client, reverse("impulses:detail", args=[impulse.number]))
    texts = {path: text for path, text in found.items() if MARKER in text}
    assert texts == {}
    search = client.get("/impulse/", {"q": MARKER})
    assert not BeautifulSoup(search.content, "html.parser").select(".card")


# --- the picture


def test_dots_of_equal_values_are_stacked_inside():
    strip = strip_of(Figures((0, *[4] * 50)))
    xs = [x for x, _y in strip.dots]
    assert (xs[0], set(xs[1:])) == (12, {188})
    ys = [y for _x, y in strip.dots]
    assert (ys[0], ys[1]) == (GROUND, GROUND)
    assert min(ys) >= RADIUS
    assert max(ys) + RADIUS <= HEIGHT


def test_no_dots_without_votes():
    strip = strip_of(Figures(()))
    assert (strip.dots, strip.mean) == ([], None)
    assert strip.ticks == [12, 56, 100, 144, 188]

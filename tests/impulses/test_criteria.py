"""What impulses are assessed by, and who changed it when."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from clusters.models.appendonly import AppendOnlyError
from impulses.models import Criterion, CriterionChange
from impulses.reviews import criteria
from impulses.reviews.criteria import FIELDS, add_criterion, change_criterion
from impulses.reviews.errors import ConflictError, NotAllowedError
from tests.factories import (
    ClusterFactory,
    CriterionFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.reading import page_of

pytestmark = pytest.mark.django_db
WORDS = "keine\ngering\nmittel\nhoch\nsehr hoch"


@pytest.fixture
def criterion(db):
    return CriterionFactory(slug="wirkung", name_de="Wirkung", weight=3)


@pytest.fixture
def address(criterion):
    return reverse("impulses:criterion", args=[criterion.slug])


def values(**more) -> dict:
    plain = dict.fromkeys(FIELDS, "") | {"weight": 2, "position": 5, "is_active": True}
    texts = {"name_de": "Größe", "name_en": "Size", "words_de": WORDS}
    return plain | texts | {"words_en": WORDS} | more


def typed(**more) -> dict:
    """What the form sends."""
    return values(is_active="on", version="0") | more


# --- writes


def test_added_criterion_has_a_slug_of_its_own(coordinator):
    first, second = (add_criterion(values(), by=coordinator) for _n in range(2))
    assert [first.slug, second.slug] == ["groesse", "groesse-2"]
    change = first.changes.get()
    assert (change.by, change.changes["weight"]) == (coordinator, [None, 2])


def test_change_says_who_made_it(coordinator, criterion):
    now = {name: getattr(criterion, name) for name in FIELDS}
    change_criterion(criterion, now | {"weight": 5}, by=coordinator, version=0)
    change = CriterionChange.objects.get()
    assert (change.by, change.changes) == (coordinator, {"weight": [3, 5]})
    criterion.refresh_from_db()
    assert criterion.weight == 5
    with pytest.raises(AppendOnlyError):
        change.delete()


def test_nothing_new_is_no_change(coordinator, criterion):
    now = {name: getattr(criterion, name) for name in FIELDS}
    change_criterion(criterion, now, by=coordinator, version=0)
    assert not CriterionChange.objects.exists()


def test_change_of_a_stale_version_is_refused(coordinator, criterion):
    change_criterion(criterion, values(weight=5), by=coordinator, version=0)
    with pytest.raises(ConflictError):
        change_criterion(criterion, values(weight=9), by=coordinator, version=0)
    criterion.refresh_from_db()
    assert criterion.weight == 5


@pytest.mark.parametrize("make", [UserFactory, OfficeFactory, ReviewerFactory])
def test_only_coordinators_write_criteria(criterion, make):
    by = make()
    with pytest.raises(NotAllowedError):
        add_criterion(values(), by=by)
    with pytest.raises(NotAllowedError):
        change_criterion(criterion, values(), by=by, version=0)
    assert Criterion.objects.get() == criterion


@pytest.mark.parametrize(
    "more", [{"weight": 0}, {"weight": 11}, {"words_en": "one\ntwo"}, {"name_de": ""}]
)
def test_impossible_criterion_is_refused(coordinator, more):
    with pytest.raises(ValidationError):
        add_criterion(values(**more), by=coordinator)
    assert not Criterion.objects.exists()


# --- pages


@pytest.mark.parametrize("weight", ["0", "-1", "11"])
def test_weight_is_refused_in_the_words_of_its_hint(as_coordinator, address, weight):
    page = page_of(as_coordinator.post(address, typed(weight=weight)))
    said = page.find(id="id_weight_error").text
    assert ("größer oder gleich 1" in said) or ("kleiner oder gleich 10" in said)
    field = page.find(id="id_weight")
    assert (field["min"], field["max"]) == ("1", "10")


def test_roles_and_the_pages_of_criteria(client, coordinator, criterion, address):
    manager = UserFactory()
    ClusterFactory(managers=[manager])
    pages = [reverse("impulses:criteria"), reverse("impulses:criterion-new"), address]
    accounts = [None, manager, OfficeFactory(), ReviewerFactory(), coordinator]
    found = []
    for account in accounts:
        client.logout()
        if account:
            client.force_login(account)
        got = [client.get(page).status_code for page in pages]
        posted = [client.post(page, typed()).status_code for page in pages[1:]]
        found.append((got, posted, CriterionChange.objects.count()))
    assert found == [
        ([302] * 3, [302] * 2, 0),
        ([403] * 3, [403] * 2, 0),
        ([403] * 3, [403] * 2, 0),
        ([403] * 3, [403] * 2, 0),
        ([200] * 3, [302] * 2, 2),
    ]


def test_list_shows_criteria_and_changes(as_coordinator, criterion, address):
    CriterionFactory(name_de="Alt", is_active=False, position=9)
    stored = {name: getattr(criterion, name) for name in FIELDS}
    as_coordinator.post(address, typed(**stored) | {"weight": "7", "is_active": "on"})
    page = page_of(as_coordinator.get(reverse("impulses:criteria")), 200)
    names = [heading.text for heading in page.select(".criteria h2")]
    assert names == ["Wirkung", "Alt"]
    assert "nicht mehr in Gebrauch" in page.select(".criteria > li")[1].text
    change = " ".join(page.select_one(".changes > li").text.split())
    assert "Wirkung" in change
    assert "koordination" in change
    assert change.endswith("Gewicht: vorher 3 → jetzt 7")


def test_closed_criterion_stays(as_coordinator, criterion, address):
    data = typed()
    del data["is_active"]
    assert as_coordinator.post(address, data).status_code == 302
    criterion.refresh_from_db()
    assert not criterion.is_active
    assert criterion.slug == "wirkung"


@pytest.mark.parametrize("seen", ["", "-1", "abc", "9" * 40, "²"])
def test_stale_form_shows_both_and_loses_nothing(as_coordinator, address, seen):
    assert as_coordinator.post(address, typed(weight=5)).status_code == 302
    data = typed(weight=9, help_de="Eine Frage?", version=seen)
    page = page_of(as_coordinator.post(address, data), status=409)
    rows = [[c.text for c in row.select("th, td")] for row in page.select("tbody tr")]
    question = capfirst(gettext("question (German)"))
    assert rows == [[question, "Eine Frage?", "–"], ["Gewicht", "9", "5"]]
    assert page.select_one("[name=help_de]")["value"] == "Eine Frage?"
    assert CriterionChange.objects.count() == 1
    on_top = data | {"version": page.select_one("[name=version]")["value"]}
    assert as_coordinator.post(address, on_top).status_code == 302
    stored = Criterion.objects.get()
    assert (stored.weight, stored.help_de) == (9, "Eine Frage?")


@pytest.mark.parametrize(
    "more",
    [
        {"name_de": ""},
        {"name_de": "a\x00b"},
        {"name_en": "a\x1bb"},
        {"name_de": "x" * 81},
        {"help_de": "x" * 201},
        {"words_de": "eins\nzwei"},
        {"words_de": WORDS + "\nsechs"},
        {"words_en": "\n\n\n\n"},
        {"words_en": WORDS.replace("mittel", "x" * 61)},
        {"weight": "0"},
        {"weight": "11"},
        {"weight": "9" * 400},
        {"weight": "viel"},
        {"position": "-1"},
        {"position": "9" * 40},
        {"version": "\x00"},
    ],
)
def test_bad_input_is_refused(as_coordinator, criterion, address, more):
    for page in (address, reverse("impulses:criterion-new")):
        answer = page_of(as_coordinator.post(page, typed(**more)), 200)
        assert answer.select(".error-summary li")
        assert answer.title.text.startswith("Fehler:")
    assert list(Criterion.objects.values_list("name_de", flat=True)) == ["Wirkung"]
    assert not CriterionChange.objects.exists()


def test_empty_post_is_refused(as_coordinator, address):
    assert page_of(as_coordinator.post(address, {}), 200).select(".error-summary li")


def test_unknown_criterion_is_not_found(as_coordinator):
    assert as_coordinator.get("/pruefung/kriterien/x/bearbeiten/").status_code == 404


@pytest.mark.parametrize("number", [1, 5, 50])
def test_list_asks_as_often_for_any_number(
    django_assert_num_queries, as_coordinator, coordinator, number
):
    for _n in range(number):
        add_criterion(values(), by=coordinator)
    with django_assert_num_queries(5):
        as_coordinator.get(reverse("impulses:criteria"))


def test_two_criteria_of_one_name_at_once_keep_what_was_typed(
    as_coordinator, criterion, monkeypatch
):
    """Both asked for a free slug before the other one was saved."""
    monkeypatch.setattr(criteria, "free_slug", lambda name: criterion.slug)
    answer = as_coordinator.post(reverse("impulses:criterion-new"), typed())
    page = page_of(answer, 409)
    assert page.select_one("[name=name_de]")["value"] == "Größe"
    assert len(page.select(".error-summary")) == 1
    assert Criterion.objects.count() == 1

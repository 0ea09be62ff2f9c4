"""Related impulses, and corrections of the timeline."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext
from pytest_django.asserts import assertRedirects

from impulses.history import line_of, timeline_of
from impulses.models import ImpulseLink, PublicEntry
from impulses.paper.reading import read_paper
from impulses.reviews.corrections import correct
from impulses.reviews.errors import NotAllowedError, StepError
from impulses.reviews.links import link_impulses, unlink_impulses
from impulses.reviews.wording import import_paper
from tests.factories import (
    ImpulseFactory,
    OfficeFactory,
    PublicEntryFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.reading import page_of


@pytest.fixture
def other(db):
    return ImpulseFactory(number=3, title_de="Rezyklat")


# --- links


def test_links_stand_on_both_and_once(coordinator, impulse, other):
    link_impulses(other, impulse, "similar", by=coordinator)
    for a, b in ((impulse, other), (other, impulse), (impulse, impulse)):
        with pytest.raises(StepError):
            link_impulses(a, b, "duplicate", by=coordinator)
    said = {e.impulse_id: e.changes["links"] for e in PublicEntry.objects.all()}
    assert said == {
        impulse.pk: ["", f"#{other.pk}:similar"],
        other.pk: ["", f"#{impulse.pk}:similar"],
    }
    unlink_impulses(impulse, other, by=coordinator)
    with pytest.raises(StepError):
        unlink_impulses(impulse, other, by=coordinator)
    assert (ImpulseLink.objects.count(), PublicEntry.objects.count()) == (0, 4)


def exchange_numbers(impulse, other, by):
    text = f"nummer;titel;bisher\n3;Netze;{impulse.number}\n7;Rezyklat;{other.number}\n"
    import_paper(read_paper(text.encode()), by=by)
    impulse.refresh_from_db()
    other.refresh_from_db()


def words_of(impulse) -> list[str]:
    return [words for line in timeline_of(impulse) for words in line.words]


def test_link_means_the_same_impulse_under_its_new_number(coordinator, impulse, other):
    link_impulses(impulse, other, "similar", by=coordinator)
    assert words_of(impulse) == ["Verwandte Impulse: 3. Rezyklat (ähnlich)"]
    exchange_numbers(impulse, other, coordinator)
    assert words_of(impulse)[-1] == "Verwandte Impulse: 7. Rezyklat (ähnlich)"
    # the new numbers are no change of the link
    assert PublicEntry.objects.filter(changes__has_key="links").count() == 2


def test_link_stored_by_number_means_who_had_it_then(coordinator, impulse, other):
    changes = {"links": ["", "3:similar"]}
    PublicEntryFactory(impulse=impulse, changes=changes)
    exchange_numbers(impulse, other, coordinator)
    later = PublicEntryFactory(impulse=other, changes=changes)
    assert words_of(impulse)[-1] == "Verwandte Impulse: 7. Rezyklat (ähnlich)"
    assert words_of(other)[0] == "Verwandte Impulse: 3. Netze (ähnlich)"
    assert line_of(later).words == words_of(other)[:1]


def test_link_to_an_impulse_that_is_gone_names_no_key(impulse):
    PublicEntryFactory(impulse=impulse, changes={"links": ["", "#999999:similar"]})
    (words,) = words_of(impulse)
    assert words == "Verwandte Impulse: ein Impuls (ähnlich)"


@pytest.mark.parametrize("stored", ["99:similar", "x:similar", "²:"])
def test_link_to_nobody_names_the_number_of_that_day(impulse, stored):
    PublicEntryFactory(impulse=impulse, changes={"links": ["", stored]})
    (words,) = words_of(impulse)
    number, _colon, kind = stored.partition(":")
    label = "ähnlich" if kind else ""
    said = gettext("%(number)s (number of that day; %(kind)s)")
    assert said % {"number": number, "kind": label} in words


def test_timeline_asks_the_same_for_any_number_of_links(
    django_assert_num_queries, impulse
):
    for _round in range(20):
        PublicEntryFactory(impulse=impulse, changes={"links": ["", "7:similar"]})
    with django_assert_num_queries(5):
        timeline_of(impulse)


@pytest.mark.parametrize("factory", [UserFactory, OfficeFactory, ReviewerFactory])
def test_only_coordinators_link_and_correct(impulse, other, factory):
    entry, user = PublicEntryFactory(impulse=impulse), factory()
    for act in (
        lambda: link_impulses(impulse, other, "similar", by=user),
        lambda: unlink_impulses(impulse, other, by=user),
        lambda: correct(entry, text_de="x", by=user),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert PublicEntry.objects.count() == 1


def test_link_is_made_and_taken_away_by_the_pages(as_coordinator, impulse, other):
    address = reverse("impulses:link", args=[7])
    assert as_coordinator.get(address).status_code == 200
    as_coordinator.post(address, {"nummer": 3, "art": "duplicate"})
    assert ImpulseLink.objects.get().kind == "duplicate"
    for end, number in ((impulse, "3."), (other, "7.")):
        page = page_of(as_coordinator.get(end.get_absolute_url()))
        assert [n.text for n in page.select(".linked .number")] == [number]
    address = reverse("impulses:unlink", args=[3, 7])
    assertRedirects(as_coordinator.get(address), "/pruefung/impulse/3/")
    assert as_coordinator.post(address).status_code == 302
    assert as_coordinator.post(address).status_code == 409
    assert ImpulseLink.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 200),
        ({"nummer": "x", "art": "similar"}, 200),
        ({"nummer": "3", "art": "x"}, 200),
        ({"nummer": "99", "art": "similar"}, 200),
        ({"nummer": "9" * 40, "art": "similar"}, 200),
        ({"nummer": "3\x00", "art": "similar"}, 200),
        ({"nummer": "7", "art": "similar"}, 409),
    ],
)
def test_bad_link_is_refused(as_coordinator, other, impulse, data, status):
    answer = as_coordinator.post(reverse("impulses:link", args=[7]), data)
    page = page_of(answer)
    assert (answer.status_code, len(page.select(".error-summary"))) == (status, 1)
    typed = page.select_one("[name=nummer]").get("value", "")
    assert typed == data.get("nummer", "")
    assert PublicEntry.objects.count() == 0


def test_unlinking_is_for_coordinators(client, impulse, other, reviewer, coordinator):
    link_impulses(impulse, other, "similar", by=coordinator)
    address = reverse("impulses:unlink", args=[7, 3])
    assert client.post(address).status_code == 302
    client.force_login(reviewer)
    assert client.post(address).status_code == 403
    assert ImpulseLink.objects.count() == 1


# --- corrections


def test_correction_names_the_wrong_entry(as_coordinator, impulse):
    wrong = PublicEntryFactory(impulse=impulse, text_de="Falsch.")
    page = page_of(as_coordinator.get(reverse("impulses:review", args=[7])))
    address = page.select_one("#verlauf a[href*=berichtigen]")["href"]
    assert address == reverse("impulses:correct", args=[wrong.pk])
    assert "Falsch." in as_coordinator.get(address).content.decode()
    assert as_coordinator.post(address, {"text_de": "Richtig."}).status_code == 302
    right = PublicEntry.objects.get(kind="correction")
    assert (right.corrects, right.text_de) == (wrong, "Richtig.")
    assert PublicEntry.objects.get(pk=wrong.pk).text_de == "Falsch."
    public = page_of(as_coordinator.get(impulse.get_absolute_url()))
    for entry, target in ((wrong, right), (right, wrong)):
        row = public.select_one(f"#eintrag-{entry.pk}")
        assert row.select_one(f'a[href="#eintrag-{target.pk}"]')


def test_correction_shows_what_the_entry_changed(as_coordinator, impulse):
    changes = {"due_on": ["2026-03-01", "2026-06-01"]}
    entry = PublicEntryFactory(impulse=impulse, text_de="", changes=changes)
    page = page_of(as_coordinator.get(reverse("impulses:correct", args=[entry.pk])))
    assert "von 1. März 2026 auf den 1. Juni 2026" in page.text.replace("vom", "von")


@pytest.mark.parametrize("text", ["", "  ", "a\x00b", "x" * 2001])
def test_bad_correction_is_refused(as_coordinator, impulse, text):
    entry = PublicEntryFactory(impulse=impulse)
    address = reverse("impulses:correct", args=[entry.pk])
    answer = as_coordinator.post(address, {"text_de": text, "text_en": "Right."})
    page = page_of(answer)
    assert (answer.status_code, len(page.select(".error-summary"))) == (200, 1)
    assert page.select_one("[name=text_en]").text.strip() == "Right."
    assert PublicEntry.objects.count() == 1


def test_corrections_are_for_coordinators(client, impulse, reviewer):
    entry = PublicEntryFactory(impulse=impulse)
    address = reverse("impulses:correct", args=[entry.pk])
    assert client.post(address).status_code == 302
    client.force_login(reviewer)
    assert client.post(address, {"text_de": "x"}).status_code == 403
    page = page_of(client.get(reverse("impulses:review", args=[7])))
    assert page.select("a[href*=berichtigen]") == []


def test_unknown_entry_cannot_be_corrected(as_coordinator):
    for pk in (10**12, 10**30):
        address = reverse("impulses:correct", args=[pk])
        assert as_coordinator.get(address).status_code == 404

"""One action on many impulses, by the form of the list or of one impulse."""

from datetime import date

import pytest
from django.urls import reverse

from impulses.models import Assignment, Impulse, InternalEntry, PublicEntry
from tests.factories import (
    AssignmentFactory,
    ImpulseFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.reading import page_of

DAY = date(2030, 3, 1)
LIST = "/pruefung/impulse/"


def post(client, query="", **data):
    return client.post(f"{LIST}{query}", data, follow=True)


def said(answer):
    return [" ".join(line.text.split()) for line in page_of(answer).select(".notice")]


def test_bulk_assigns_ticked_impulses(as_coordinator, impulse):
    user = ReviewerFactory()
    data = {"aktion": "zuweisen", "impuls": ["7"], "personen": [user.pk]}
    answer = post(as_coordinator, "?votum=ohne", **data, votum_bis="2030-03-01")
    assert answer.redirect_chain == [(f"{LIST}?votum=ohne&gewaehlt=7", 302)]
    assert said(answer) == [f"1 Impuls zugewiesen. Konten: {user.username}."]
    assert impulse.assignments.get().due_on == DAY
    # the same once more, as after a double click
    assert said(post(as_coordinator, **data)) == [
        f"0 Impulse zugewiesen. 1 blieb, wie er war. Konten: {user.username}."
    ]
    assert impulse.assignments.count() == 1


def test_bulk_leaves_answered_impulses_out(as_coordinator, impulse):
    ImpulseFactory(number=8, answer="angenommen")
    user = ReviewerFactory()
    data = {"aktion": "zuweisen", "impuls": ["7", "8"], "personen": [user.pk]}
    assert said(post(as_coordinator, **data)) == [
        "1 Impuls zugewiesen. 1 Impuls blieb unverändert, weil das Ministerium ihn schon "
        f"beantwortet hat. Konten: {user.username}."
    ]


def test_answered_impulse_is_assigned_to_nobody_by_its_page(as_coordinator):
    ImpulseFactory(number=8, answer="angenommen")
    data = {"aktion": "zuweisen", "personen": [ReviewerFactory().pk]}
    page = page_of(as_coordinator.post("/pruefung/impulse/8/zuweisen/", data))
    assert page.select_one("#zugewiesen details[open] .error-summary li")
    assert not Assignment.objects.exists()


def test_day_is_set_for_the_ticked_accounts_alone(as_coordinator, impulse):
    one, other = AssignmentFactory.create_batch(2, impulse=impulse)
    data = {"aktion": "votum-termin", "votum_bis": DAY, "impuls": ["7"]}
    answer = post(as_coordinator, **data, personen=[one.reviewer_id])
    assert said(answer) == [
        f"Termin der Voten bei 1 Impuls gesetzt. Konten: {one.reviewer.username}."
    ]
    days = impulse.assignments.values_list("pk", "due_on")
    assert dict(days) == {one.pk: DAY, other.pk: None}
    # without any, it is everybody's day, and the message says so
    words = said(post(as_coordinator, **data))[0]
    assert words.startswith("Termin der Voten bei 1 Impuls gesetzt. ")
    assert "Konten" not in words
    assert words.count(".") == 2
    assert set(impulse.assignments.values_list("due_on", flat=True)) == {DAY}


def test_message_says_why_the_day_of_the_ticked_was_not_set(as_coordinator, impulse):
    AssignmentFactory(impulse=impulse)
    data = {"aktion": "votum-termin", "votum_bis": DAY}
    accounts = [ReviewerFactory().pk]
    url = "/pruefung/impulse/7/zuweisen/"
    answer = as_coordinator.post(url, data | {"personen": accounts}, follow=True)
    words = said(answer)[0]
    assert words.startswith("Termin der Voten bei 0 Impulsen gesetzt. 1 ")
    assert "Niemand" not in words


def ticks(page):
    return [tick["value"] for tick in page.select("input[name=impuls][checked]")]


def test_ticks_stay_for_the_next_action(as_coordinator, impulse):
    for number in (8, 9):
        ImpulseFactory(number=number)
    data = {"aktion": "aufnehmen", "impuls": ["9", "7", "x"]}
    page = page_of(post(as_coordinator, "?sortierung=nummer&gewaehlt=8", **data))
    assert ticks(page) == ["7", "9"]
    # neither a filter, nor something that links carry on
    assert not page.select(".hint, .pill")
    assert "gewaehlt" not in str(page.select_one("#listing"))


@pytest.mark.parametrize("sent", ["", "x", "-1", "99999999999", "\x00", "²"])
def test_ticks_in_the_address_are_tolerant(as_coordinator, impulse, sent):
    answer = as_coordinator.get(LIST, {"gewaehlt": [sent, "7"]})
    assert ticks(page_of(answer, 200)) == ["7"]


def test_address_holds_no_more_ticks_than_it_can(as_coordinator, impulse):
    numbers = [str(number) for number in range(1, 400)]
    data = {"aktion": "aufnehmen", "impuls": numbers}
    ((address, _status),) = post(as_coordinator, **data).redirect_chain
    assert address.count("gewaehlt=") == 100


def test_page_says_that_a_published_day_stays(as_coordinator, impulse):
    page = page_of(as_coordinator.get(LIST))
    box = page.select_one("[name=oeffentlich]")
    assert page.find(id=box["aria-describedby"]).text


def test_bulk_takes_all_hits_of_the_filter(as_coordinator, db):
    ImpulseFactory.create_batch(60)
    declined = ImpulseFactory(answer="abgelehnt")
    data = {"aktion": "zuweisen", "alle": "ja", "federfuehrend": ReviewerFactory().pk}
    post(as_coordinator, "?antwort=offen", **data, treffer="60")
    assert Assignment.objects.filter(is_lead=True).count() == 60
    assert declined.assignments.count() == 0


@pytest.mark.parametrize("query", ["?antwort=unsinn", "?antwort=offen", "?q=\x00"])
def test_bulk_does_nothing_when_the_hits_are_others(as_coordinator, impulse, query):
    ImpulseFactory()
    data = {"aktion": "aufnehmen", "alle": "ja", "treffer": "1"}
    assert page_of(post(as_coordinator, query, **data)).select(".error-summary")
    assert not Impulse.objects.filter(answer="in-pruefung").exists()


BAD = [
    {},
    {"aktion": "zuweisen"},
    {"aktion": "zuweisen", "impuls": ["7"]},
    {"aktion": "zuweisen", "impuls": ["7"], "personen": ["999999"]},
    {"aktion": "zuweisen", "impuls": ["7"], "personen": ["9" * 30]},
    {"aktion": "zuweisen", "impuls": ["7"], "federfuehrend": "9" * 30},
    {"aktion": "zuweisen", "impuls": ["7"], "personen": ["x\x00"]},
    {"aktion": "entziehen", "impuls": ["7"]},
    {"aktion": "l\u00f6schen", "impuls": ["7"]},
    {"aktion": "votum-termin", "impuls": ["7"], "votum_bis": "31.02.2030"},
    {"aktion": "votum-termin", "impuls": ["7"]},
    {"aktion": "antwort-termin", "impuls": ["7"], "oeffentlich": "on"},
    {"aktion": "aufnehmen", "impuls": ["-1", "abc", "99999999999999", "\u00b2"]},
    {"aktion": "aufnehmen", "alle": "ja", "treffer": "x\x00"},
]


@pytest.mark.parametrize("data", BAD)
def test_bulk_with_bad_input_changes_nothing(as_coordinator, impulse, data):
    before = list(Impulse.objects.values())
    answer = post(as_coordinator, **data)
    assert answer.status_code == 200
    assert page_of(answer).select(".error-summary")
    assert list(Impulse.objects.values()) == before
    assert (Assignment.objects.count(), InternalEntry.objects.count()) == (0, 0)


def test_refused_form_keeps_what_was_chosen(as_coordinator, impulse):
    ImpulseFactory(number=8)
    data = {"impuls": ["7"], "votum_bis": "2030-03-01"}
    page = page_of(post(as_coordinator, "?antwort=offen", aktion="zuweisen", **data))
    ticks = page.select("input[name=impuls][checked]")
    assert [tick["value"] for tick in ticks] == ["7"]
    assert page.select_one("[name=votum_bis]")["value"] == "2030-03-01"
    assert page.select_one("#bulk")["action"] == f"{LIST}?antwort=offen"


@pytest.mark.parametrize("number", [0, 7, 99999])
@pytest.mark.parametrize("path", ["zuweisen/", "notiz/", "schritt/aufnehmen/"])
def test_opened_address_of_a_form_leads_to_its_page(as_coordinator, number, path):
    answer = as_coordinator.get(f"/pruefung/impulse/{number}/{path}")
    assert (answer.status_code, answer.url) == (302, f"/pruefung/impulse/{number}/")


def test_forged_posts_of_others_change_nothing(client, impulse, reviewer):
    urls = [
        LIST,
        "/pruefung/impulse/7/zuweisen/",
        reverse("impulses:take-up", args=[7]),
    ]
    for account, status in (
        (None, 302),
        (UserFactory(), 403),
        (OfficeFactory(), 403),
        (reviewer, 403),
    ):
        if account:
            client.force_login(account)
        for url in urls:
            data = {"aktion": "aufnehmen", "impuls": ["7"]}
            assert client.post(url, data).status_code == status
    impulse.refresh_from_db()
    assert impulse.answer == "offen"


def test_day_of_the_answer_is_taken_away_by_its_own_button(as_coordinator, impulse):
    url = "/pruefung/impulse/7/zuweisen/"
    data = {"aktion": "antwort-termin", "antwort_bis": DAY, "oeffentlich": "on"}
    assert as_coordinator.post(url, data).status_code == 302
    assert PublicEntry.objects.count() == 1
    answer = as_coordinator.post(url, {"aktion": "antwort-ohne-termin"})
    assert answer.status_code == 302
    impulse.refresh_from_db()
    assert (impulse.answer_due_on, impulse.is_answer_due_public) == (None, False)


@pytest.mark.parametrize("day", ["0001-01-01", "2020-01-01", "9999-12-31", "heute"])
@pytest.mark.parametrize(
    ("action", "field"),
    [("antwort-termin", "antwort_bis"), ("votum-termin", "votum_bis")],
)
def test_impossible_day_is_refused(as_coordinator, impulse, action, field, day):
    data = {"aktion": action, field: day, "oeffentlich": "on"}
    answer = as_coordinator.post("/pruefung/impulse/7/zuweisen/", data)
    assert "error-summary" in answer.content.decode()
    impulse.refresh_from_db()
    assert impulse.answer_due_on is None


def test_refused_form_of_one_impulse_keeps_what_was_typed(as_coordinator, impulse):
    data = {"aktion": "zuweisen", "votum_bis": "2030-03-01"}
    page = page_of(as_coordinator.post("/pruefung/impulse/7/zuweisen/", data))
    assert page.select_one("[name=votum_bis]")["value"] == "2030-03-01"
    assert page.select_one("details[open] .error-summary")

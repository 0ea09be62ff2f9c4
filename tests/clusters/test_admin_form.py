"""The form of an entry in the admin: what it shows, and what it saves."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from clusterallianz.text import german_slug
from clusters.desk.completeness import completeness
from clusters.desk.standing import standing_of
from clusters.models import Cluster
from clusters.search import corpus
from tests.clusters.adminforms import change_url, errors, form_data
from tests.factories import ConfirmationFactory, ContactFactory, TopicFactory
from tests.finding import finds


def test_manager_changes_entry_and_parts(as_manager, own):
    data = form_data(as_manager, change_url(own)) | {
        "summary_de": "Hilft bei Förderanträgen.",
        "contacts-0-email": "neu@example.org",
    }
    before = own.updated_at
    assert as_manager.post(change_url(own), data).status_code == 302
    own.refresh_from_db()
    assert own.contacts.get().email == "neu@example.org"
    assert finds(corpus, "Förderanträge") == [own.pk]
    assert own.updated_at > before


def test_save_and_confirm_is_one_step(as_manager, own):
    data = form_data(as_manager, change_url(own)) | {"_confirm": "1"}
    assert as_manager.post(change_url(own), data).status_code == 302
    own.refresh_from_db()
    assert own.confirmed_on == timezone.localdate()
    assert own.confirmed_by == "Clustermanagement"


def test_manager_chooses_known_topics_only(as_manager, own):
    TopicFactory(name="Füllstände", slug="fuellstaende")
    data = form_data(as_manager, change_url(own))
    answer = as_manager.post(change_url(own), data | {"topics": "Erfunden"})
    assert len(errors(answer)) == 1
    assert text_of(answer, "topics") == "Erfunden"
    as_manager.post(change_url(own), data | {"topics": "füllstände"})
    assert [topic.name for topic in own.topics.all()] == ["Füllstände"]


def text_of(answer, field):
    page = BeautifulSoup(answer.content, "html.parser")
    return page.select_one(f"textarea#id_{field}").text.strip("\n")


def test_topics_stand_one_a_line(as_manager, own):
    names = ["3D-Druck im Bau", "Rote, weiße Biotechnologie"]
    for name in names:
        own.topics.add(TopicFactory(name=name, slug=german_slug(name)))
    data = form_data(as_manager, change_url(own))
    assert data["topics"].splitlines() == names
    assert as_manager.post(change_url(own), data).status_code == 302
    assert sorted(topic.name for topic in own.topics.all()) == names
    assert "topics" not in LogEntry.objects.latest("pk").get_change_message()


def test_commas_separate_topics_too(as_manager, own):
    for name in ("Rote, weiße Biotechnologie", "Holz", "Stahl"):
        TopicFactory(name=name, slug=german_slug(name))
    typed = "Holz, stahl\r\nRote, weiße Biotechnologie\r\n\r\n"
    data = form_data(as_manager, change_url(own)) | {"topics": typed}
    assert as_manager.post(change_url(own), data).status_code == 302
    assert sorted(topic.name for topic in own.topics.all()) == [
        "Holz",
        "Rote, weiße Biotechnologie",
        "Stahl",
    ]


def test_sentence_is_saved_as_one_line(as_manager, own):
    data = form_data(as_manager, change_url(own))
    data |= {"summary_de": "Hilft bei\r\nAnträgen. ", "summary_en": ""}
    assert as_manager.post(change_url(own), data).status_code == 302
    own.refresh_from_db()
    assert (own.summary_de, own.summary_en) == ("Hilft bei Anträgen.", "")


def test_error_of_a_part_is_said(as_manager, own):
    data = form_data(as_manager, change_url(own)) | {"contacts-0-name": "Erika M."}
    data["contacts-0-role_de"] = ""
    assert len(errors(as_manager.post(change_url(own), data))) == 1


def test_form_has_both_languages_side_by_side(as_manager, own):
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    row = page.select_one(".form-row.field-summary_de")
    texts = [(text["id"], text["rows"]) for text in row.select("textarea")]
    assert texts == [("id_summary_de", "2"), ("id_summary_en", "2")]


def test_gaps_lead_to_their_fields(as_manager, own):
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    targets = [link["href"] for link in page.select(".field-gaps li a")]
    assert targets == [f"#{anchor}" for _label, anchor in completeness(own)[1]]
    assert [t for t in targets if not page.select(t)] == []


def test_form_begins_with_buttons_and_where_the_entry_stands(as_manager, own):
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    rows = [[i["name"] for i in row("input")] for row in page.select(".submit-row")]
    assert rows == [["_save", "_continue", "_preview", "_confirm"]] * 2
    assert page.select_one("#id_confirm .submit-row") is not None
    first = page.select_one("#content-main fieldset")
    values = [value.text for value in first.select(".readonly")]
    assert values[:3] == [
        "veröffentlicht",
        str(standing_of(own).step),
        "Clustermanagement",
    ]
    percent, missing = completeness(own)
    assert values[3].startswith(f"{percent} %")
    assert len(first.select(".field-gaps li")) == len(missing)
    assert values[4] == gettext("not confirmed yet")


def test_form_of_a_new_entry_has_no_standing(as_office):
    answer = as_office.get(reverse("admin:clusters_cluster_add"))
    page = BeautifulSoup(answer.content, "html.parser")
    assert (
        page.select(
            ".field-gaps, .field-present_state, #id_confirm input[name=_confirm]"
        )
        == []
    )


def test_confirmation_says_when_and_by_whom(as_manager, own):
    Cluster.objects.filter(pk=own.pk).update(
        confirmed_on="2026-05-03", confirmed_by="Clustermanagement"
    )
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    shown = page.select_one(".field-confirmed .readonly").text
    assert shown == "3. Mai 2026 (Clustermanagement)"


def folded(answer):
    """Parts of the form: heading, and whether it is folded."""
    page = BeautifulSoup(answer.content, "html.parser")
    return {
        group["id"].removesuffix("-group"): (
            group.select_one(".inline-heading").text.strip()[-3:],
            group.select_one("details") is not None,
        )
        for group in page.select(".inline-group")
    }


def test_parts_with_rows_are_folded_and_say_how_many(as_manager, own):
    ContactFactory(cluster=own)
    assert folded(as_manager.get(change_url(own))) == {
        "offers": ("(0)", False),
        "driver_links": ("(0)", False),
        "locations": ("(1)", True),
        "contacts": ("(2)", True),
        "sources": ("(0)", False),
    }


@pytest.mark.parametrize(
    "changed",
    [{"contacts-0-email": "typed@example.org"}, {"contacts-0-as_of": "no date"}],
    ids=["typed", "wrong"],
)
def test_part_in_work_stays_open_after_an_error(as_manager, own, changed):
    data = form_data(as_manager, change_url(own)) | {"name": ""} | changed
    answer = as_manager.post(change_url(own), data)
    parts = folded(answer)
    assert (parts["contacts"], parts["locations"]) == (("(1)", False), ("(1)", True))
    page = BeautifulSoup(answer.content, "html.parser")
    [(name, value)] = changed.items()
    assert page.select_one(f"[name={name}]")["value"] == value


def test_form_has_the_sections_in_order(as_manager, own):
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    found = [
        (
            section["id"].removeprefix("abschnitt-"),
            [group["id"] for group in section.select(".inline-group")],
        )
        for section in page.select(".entry-section")
    ]
    assert found == [
        ("stammdaten", []),
        ("leistungen", ["offers-group", "driver_links-group"]),
        ("standorte", ["locations-group"]),
        ("kontakte", ["contacts-group"]),
        ("text", []),
        ("belege", ["sources-group"]),
    ]
    links = [link["href"] for link in page.select(".sections-nav a")]
    assert links == [f"#{section['id']}" for section in page.select(".entry-section")]


def test_sections_of_the_form_say_how_fresh_they_are(as_manager, own):
    ConfirmationFactory(cluster=own, section="kontakte")
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    signs = page.select(".entry-section-head .freshness")
    assert [sign["class"][1] for sign in signs] == [
        *["unconfirmed"] * 3,
        "fresh",
        "unconfirmed",
    ]


def test_one_section_is_saved_and_confirmed(as_manager, own):
    data = form_data(as_manager, change_url(own))
    data |= {"carrier": "Verein", "_confirm": "kontakte"}
    assert as_manager.post(change_url(own), data).status_code == 302
    own.refresh_from_db()
    assert own.carrier == "Verein"
    assert [row.section for row in own.confirmations.all()] == ["kontakte"]


def test_every_field_stands_on_the_form_once(as_office, own):
    """A fieldset that no section shows would lose what it holds."""
    page = BeautifulSoup(as_office.get(change_url(own)).content, "html.parser")
    fields = [
        *["name", "short_name", "innovation_field", "website", "legal_form"],
        *["carrier", "founding_year", "members_count", "summary_de", "topics"],
        *["search_keywords", "logo", "state", "membership", "slug"],
    ]
    counts = {name: len(page.select(f"#cluster_form [name={name}]")) for name in fields}
    assert counts == dict.fromkeys(fields, 1)


@pytest.mark.parametrize(
    "prefix", ["offers", "driver_links", "locations", "contacts", "sources"]
)
def test_row_can_be_added_without_javascript(as_manager, own, prefix):
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    links = [link["href"] for link in page.select(".more-rows a")]
    assert f"?neu={prefix}#{prefix}-group" in links
    data = form_data(as_manager, f"{change_url(own)}?neu={prefix}")
    initial = int(data[f"{prefix}-INITIAL_FORMS"])
    assert int(data[f"{prefix}-TOTAL_FORMS"]) == initial + 1


def test_empty_row_that_stays_empty_is_no_row(as_manager, own):
    url = f"{change_url(own)}?neu=contacts"
    data = form_data(as_manager, url)
    assert as_manager.post(url, data).status_code == 302
    assert own.contacts.count() == 1
    data["contacts-1-email"] = "neu@example.org"
    assert as_manager.post(url, data).status_code == 302
    assert own.contacts.count() == 2


def test_problems_lead_to_their_fields(as_manager, own):
    data = form_data(as_manager, change_url(own))
    data |= {"name": "", "contacts-0-as_of": "gestern", "locations-0-postcode": "1"}
    answer = as_manager.post(change_url(own), data)
    page = BeautifulSoup(answer.content, "html.parser")
    summary = page.select_one("#cluster_form #problems")
    assert summary.has_attr("autofocus")
    targets = [link["href"] for link in summary.select("a")]
    assert targets == ["#id_name", "#id_locations-0-postcode", "#id_contacts-0-as_of"]
    assert [target for target in targets if not page.select(target)] == []


def test_form_without_problems_has_no_summary(as_manager, own):
    page = BeautifulSoup(as_manager.get(change_url(own)).content, "html.parser")
    assert page.select("#problems") == []


def test_lines_end_alike_however_they_were_sent(as_manager, own):
    data = form_data(as_manager, change_url(own))
    data["search_keywords"] = "Auto\r\nMotor"
    as_manager.post(change_url(own), data)
    own.refresh_from_db()
    assert own.search_keywords == "Auto\nMotor"

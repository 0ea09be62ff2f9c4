"""Taking a brief away: from the public list, and from the work area."""

import csv
from io import BytesIO, StringIO

import pytest
from pypdf import PdfReader

from clusters.models import AuditEntry, Edition, renew_edition
from impulses.brief.files import FORMATS
from impulses.models import Impulse, InternalEntry
from impulses.views import brief as views
from tests.crawling import text_of
from tests.factories import (
    DriverFactory,
    ImpulseFactory,
    PublicEntryFactory,
    UserFactory,
)
from tests.impulses.briefs import add_internal, full_impulse
from tests.reading import page_of

pytestmark = pytest.mark.django_db
FORM = "/pruefung/bericht/"


def rows_of(response) -> list[dict]:
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


def numbers(response) -> list[int]:
    key = "Nr." if "Nr." in response.content.decode("utf-8-sig") else "No."
    return [int(row[key]) for row in rows_of(response)]


@pytest.fixture
def three():
    """Impulses 1 to 3; only 2 is answered."""
    driver = DriverFactory(slug="demografie", name_de="Demografie")
    for number in (1, 2, 3):
        answer = "angenommen" if number == 2 else "offen"
        ImpulseFactory(number=number, answer=answer, drivers=[driver])


# --- the public files


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_public_file_is_sent_with_its_name_and_type(client, three, suffix, prefix):
    response = client.get(f"{prefix}/impulse/bericht.{suffix}")
    assert response.status_code == 200
    assert response["Content-Type"] == FORMATS[suffix].content_type
    name = response["Content-Disposition"]
    assert name.startswith('attachment; filename="impulse-2')
    assert name.endswith(f'.{suffix}"')
    assert not response.cookies


@pytest.mark.parametrize("suffix", ["exe", "PDF", "pdf.exe", "doc", "..", "%00", "a b"])
def test_unknown_format_is_not_found(client, three, suffix):
    assert client.get(f"/impulse/bericht.{suffix}").status_code == 404


def test_public_file_is_only_read(client, three):
    assert client.post("/impulse/bericht.csv").status_code == 405
    assert client.head("/impulse/bericht.csv").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "",
        "antwort=offen",
        "antwort=angenommen&treiber=demografie",
        "sortierung=neueste",
        "antwort=abgelehnt",
        "seite=99&antwort=offen",
        "q=%00%07&antwort=quatsch&unbekannt=1&sortierung=quatsch",
    ],
)
def test_file_holds_exactly_the_impulses_of_the_list(client, three, query):
    shown = client.get(f"/impulse/?{query.replace('seite=99', 'seite=1')}")
    wanted = [impulse.number for impulse in shown.context["impulses"]]
    assert numbers(client.get(f"/impulse/bericht.csv?{query}")) == wanted


def test_file_holds_all_pages_of_the_list(client):
    ImpulseFactory.create_batch(30)
    assert len(numbers(client.get("/impulse/bericht.csv?seite=2"))) == 30


def test_english_file_leads_to_english_pages(client, three):
    (first, *_rest) = rows_of(client.get("/en/impulse/bericht.csv"))
    assert first["Page of the impulse"] == "http://testserver/en/impulse/1/"


def test_list_links_to_its_files_with_its_filter(client, three):
    PublicEntryFactory(impulse=Impulse.objects.get(number=3))
    page = page_of(client.get("/impulse/?antwort=offen&seite=1&sortierung=neueste"))
    links = page.select('a[href*="bericht."]')
    assert [link.text for link in links] == ["PDF", "Word", "Excel", "CSV"]
    assert links[0]["href"] == "/impulse/bericht.pdf?antwort=offen&sortierung=neueste"
    assert numbers(client.get(links[3]["href"])) == [3, 1]
    plain = page_of(client.get("/en/impulse/")).select('a[href*="bericht."]')
    assert plain[0]["href"] == "/en/impulse/bericht.pdf"


def test_empty_list_offers_no_files(client):
    assert page_of(client.get("/impulse/")).select('a[href*="bericht."]') == []


def test_unchanged_file_is_told_in_a_word(client, three):
    renew_edition()
    first = client.get("/impulse/bericht.pdf")
    again = client.get("/impulse/bericht.pdf", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_very_large_files_are_refused_with_a_way_on(client, three, monkeypatch):
    small = {
        slug: type(each)(
            *[each.slug, each.label, each.content_type, each.make],
            most=2 if each.is_heavy else 9,
            is_heavy=each.is_heavy,
        )
        for slug, each in FORMATS.items()
    }
    monkeypatch.setattr(views, "FORMATS", small)
    response = client.get("/impulse/bericht.pdf?treiber=demografie")
    assert response.status_code == 413
    page = page_of(response)
    assert "PDF fasst höchstens 2 Impulse; dies sind 3." in page.text
    assert [a["href"] for a in page.select(".actions a")] == [
        "/impulse/?treiber=demografie",
        "/impulse/bericht.xlsx?treiber=demografie",
        "/impulse/bericht.csv?treiber=demografie",
    ]
    assert client.get("/impulse/bericht.csv").status_code == 200
    assert client.get("/impulse/bericht.pdf?antwort=offen").status_code == 200


def test_heavy_files_are_not_made_all_the_time(client, three, monkeypatch):
    monkeypatch.setattr(views, "LIMIT", 2)
    statuses = [client.get("/impulse/bericht.docx").status_code for _n in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get("/impulse/bericht.pdf").status_code == 429
    # others, and light files
    other = client.get("/impulse/bericht.docx", REMOTE_ADDR="192.0.2.1")
    assert other.status_code == 200
    assert client.get("/impulse/bericht.xlsx").status_code == 200


# --- the work area


@pytest.mark.parametrize("method", ["get", "post"])
def test_form_is_for_the_ministry(client, three, method, office):
    ask = getattr(client, method)
    response = ask(FORM, {"format": "csv"})
    assert response.status_code == 302
    assert response["Location"].startswith("/konto/anmelden/")
    for account in (UserFactory(), office):
        client.force_login(account)
        assert ask(FORM, {"format": "csv"}).status_code == 403
    assert not InternalEntry.objects.exists()


def test_form_says_what_the_file_will_hold(as_coordinator, three):
    page = page_of(as_coordinator.get(f"{FORM}?antwort=offen"))
    facts = {row.dt.text: row.dd.text for row in page.select(".facts div")}
    assert facts == {"Antwort": "offen", "Sortiert nach": "Nummer"}
    assert "2 Impulse" in page.select_one(".lead").text
    link = page.select_one("form.stacked a")["href"]
    assert link == "/pruefung/impulse/?antwort=offen"
    formats = [i["value"] for i in page.select('[name="format"]')]
    assert formats == list(FORMATS)


def test_internal_additions_are_offered_to_their_readers_alone(
    client, impulse, reviewer, coordinator
):
    found = {}
    for account in (reviewer, coordinator):
        client.force_login(account)
        page = page_of(client.get(FORM))
        found[account] = len(page.select('[name="internal"]'))
    assert found == {reviewer: 0, coordinator: 1}


@pytest.mark.parametrize("suffix", FORMATS)
def test_reviewer_takes_a_public_copy(as_reviewer, impulse, suffix):
    response = as_reviewer.post(FORM, {"format": suffix})
    assert response.status_code == 200
    assert response["Content-Type"] == FORMATS[suffix].content_type
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert not InternalEntry.objects.filter(kind="taken-away").exists()
    assert not AuditEntry.objects.filter(action="export").exists()


def test_forged_tick_of_a_reviewer_is_refused(as_reviewer, impulse):
    add_internal(impulse)
    response = as_reviewer.post(FORM, {"format": "csv", "internal": "on"})
    assert response.status_code == 403
    assert b"Mit Z" not in response.content
    assert not InternalEntry.objects.filter(kind="taken-away").exists()
    assert not AuditEntry.objects.filter(action="export").exists()


def test_coordinator_takes_a_public_copy_by_default(as_coordinator):
    add_internal(full_impulse())
    response = as_coordinator.post(FORM, {"format": "csv"})
    assert "Mit Z klären." not in response.content.decode()
    assert "INTERN" not in response.content.decode()
    assert not InternalEntry.objects.filter(kind="taken-away").exists()


def test_internal_copy_leaves_its_traces(as_coordinator, coordinator, three):
    response = as_coordinator.post(
        f"{FORM}?antwort=offen", {"format": "csv", "internal": "on"}
    )
    assert numbers(response) == [1, 3]
    assert {row["Vermerk"] for row in rows_of(response)} == {"INTERN"}
    assert "no-store" in response["Cache-Control"]
    assert "-intern-" in response["Content-Disposition"]
    words = "Interner Bericht als CSV, Impulse: 2"
    audited = AuditEntry.objects.get(action="export")
    assert (audited.account, audited.about) == (coordinator, f"{words} (1, 3)")
    entries = InternalEntry.objects.filter(kind="taken-away")
    found = entries.order_by("impulse__number").values_list(
        "impulse__number", "by", "text"
    )
    assert list(found) == [(1, coordinator.pk, words), (3, coordinator.pk, words)]


def test_traces_are_german_whatever_the_page(as_coordinator, three):
    as_coordinator.post(f"/en{FORM}", {"format": "pdf", "internal": "on"})
    about = AuditEntry.objects.get(action="export").about
    assert about == "Interner Bericht als PDF, Impulse: 3 (1, 2, 3)"


def test_internal_copy_bears_its_mark_on_every_page(as_coordinator):
    add_internal(full_impulse())
    response = as_coordinator.post(FORM, {"format": "pdf", "internal": "on"})
    pages = [page.extract_text() for page in PdfReader(BytesIO(response.content)).pages]
    assert [text for text in pages if "INTERN" not in text] == []
    assert "Mit Z klären." in " ".join(pages)


def test_copy_that_fails_leaves_no_traces(as_coordinator, three, monkeypatch):
    def broken(*_args):
        raise OSError

    monkeypatch.setattr("impulses.reviews.briefs.file_of", broken)
    with pytest.raises(OSError):  # noqa: PT011 - any
        as_coordinator.post(FORM, {"format": "csv", "internal": "on"})
    assert not InternalEntry.objects.filter(kind="taken-away").exists()
    assert not AuditEntry.objects.filter(action="export").exists()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"format": ""},
        {"format": "exe", "internal": "on"},
        {"format": "\x00"},
        {"format": ["pdf", "exe"]},
        {"format": "9" * 400},
    ],
)
def test_bad_input_is_said_and_nothing_is_handed_out(as_coordinator, three, typed):
    response = as_coordinator.post(FORM, typed)
    page = page_of(response)
    assert response.status_code == 200
    assert page.select_one(".error-summary")
    assert page.title.text.strip().startswith("Fehler:")
    assert not InternalEntry.objects.filter(kind="taken-away").exists()


def test_tick_survives_an_error(as_coordinator, three):
    page = page_of(as_coordinator.post(FORM, {"internal": "on"}))
    assert page.select_one('[name="internal"]').has_attr("checked")


def test_too_many_impulses_are_said_at_the_format(as_coordinator, three, monkeypatch):
    heavy = FORMATS["pdf"]
    few = type(heavy)("pdf", "PDF", heavy.content_type, heavy.make, most=2)
    monkeypatch.setitem(views.FORMATS, "pdf", few)
    page = page_of(as_coordinator.post(FORM, {"format": "pdf", "internal": "on"}))
    assert "PDF fasst höchstens 2 Impulse; dies sind 3." in page.text
    assert not InternalEntry.objects.filter(kind="taken-away").exists()


def test_taking_a_copy_changes_nothing_public(as_coordinator, three):
    renew_edition()
    before = Edition.objects.get().version
    as_coordinator.post(FORM, {"format": "csv", "internal": "on"})
    as_coordinator.post(FORM, {"format": "csv"})
    assert Edition.objects.get().version == before


# --- a filter of the work area


def test_list_of_the_work_area_leads_to_the_form(as_reviewer, impulse):
    page = page_of(as_reviewer.get("/pruefung/impulse/?verzug=ja&person=pruefung"))
    assert page.select('a[href*="bericht"]') == []
    page = page_of(as_reviewer.get("/pruefung/impulse/?person=pruefung&seite=1"))
    (link,) = page.select('a[href*="bericht"]')
    assert link["href"] == "/pruefung/bericht/?person=pruefung"


def test_filter_of_the_work_area_applies(as_coordinator, impulse, reviewer, three):
    address = f"{FORM}?person=pruefung&sortierung=faellig"
    facts = page_of(as_coordinator.get(address)).select(".facts div")
    assert facts[0].dd.text == "pruefung"
    copy = as_coordinator.post(address, {"format": "csv", "internal": "on"})
    assert numbers(copy) == [impulse.number]
    about = AuditEntry.objects.get(action="export").about
    # the office reads this log: it does not name the person of the filter
    assert about == f"Interner Bericht als CSV, Impulse: 1 ({impulse.number})"


@pytest.mark.parametrize("suffix", FORMATS)
def test_public_copy_names_no_condition_of_the_work_area(
    as_coordinator, impulse, reviewer, three, suffix
):
    address = f"{FORM}?person=pruefung&antwort=offen&sortierung=faellig&votum=keine"
    response = as_coordinator.post(address, {"format": suffix})
    said = text_of(response)
    assert impulse.title_de in said
    assert "pruefung" not in said
    if suffix != "csv":
        assert "Weitere Auswahl: durch das Ministerium" in said
    if suffix in ("pdf", "xlsx"):
        assert "/impulse/?antwort=offen" in said

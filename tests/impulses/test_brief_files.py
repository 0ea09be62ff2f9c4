"""The four files of a brief, opened again and compared with what it says."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from clusters.models import mark_as_practice
from impulses.brief.content import Item, item_of, of_brief
from impulses.brief.files import FORMATS, file_of
from impulses.brief.xlsx import LONGEST_CELL
from impulses.history import names_for
from impulses.models import Impulse
from tests.factories import (
    CoordinatorFactory,
    ImpulseFactory,
    ImpulsePartFactory,
    ImpulseSourceFactory,
    InternalNoteFactory,
    PublicEntryFactory,
)
from tests.impulses.briefs import add_internal, brief, full_impulse
from tests.reading import tags

pytestmark = pytest.mark.django_db
A4 = (595, 842)


def made(suffix, said) -> bytes:
    with translation.override(said.language):
        return file_of(said, FORMATS[suffix]).content


def pdf(said) -> PdfReader:
    return PdfReader(BytesIO(made("pdf", said)))


def words(text: str) -> str:
    """Whatever the lines, and without places to break."""
    return " ".join(text.replace("\u200b", "").replace("\u00ad", "").split())


def pdf_text(reader: PdfReader) -> str:
    return words(" ".join(page.extract_text() for page in reader.pages))


def word(said):
    return Document(BytesIO(made("docx", said)))


def word_text(document) -> str:
    """Paragraphs, links and tables, in the order of the document."""
    texts = document.element.body.iter(qn("w:t"), qn("w:p"))
    return words("".join(node.text if node.tag == qn("w:t") else " " for node in texts))


def excel(said):
    return load_workbook(BytesIO(made("xlsx", said)))


def excel_rows(sheet, top=1) -> list[dict]:
    head, *rows = sheet.iter_rows(min_row=top, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def table(said) -> list[dict]:
    text = made("csv", said).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


# --- all of them


SAID = [
    *["Wasserstoffnetze ausbauen", "Dekarbonisierung", "Vernetzung", "Benannt"],
    *["Erster Absatz.", "Zweiter Absatz.", "Wortlaut erfasst", "Anbietend"],
    *["1 von 2 trägt mit, 1 mit Bedenken, 1 kann liefern", "Das Land stimmt zu."],
    *["Referat 1", "Förderaufruf veröffentlichen", "Bescheid", "teilweise umgesetzt"],
    *["https://example.org/beleg/", "Das Referat hat begonnen.", "Wirtschaftsminist"],
    "Verzeichnis der ClusterAllianz.NRW",
]
INTERNAL = [
    *["Votum zu angenommen.", "Mit Z klären.", "Entwurf der Begründung.", "Wirkung"],
    *["Wirkung 4.", "17. März 2031", "Erlass zeichnen", "Eigener Antrag."],
]


def text_of(suffix, said) -> str:
    if suffix == "pdf":
        return pdf_text(pdf(said))
    if suffix == "docx":
        return word_text(word(said))
    if suffix == "xlsx":
        cells = (
            str(value)
            for sheet in excel(said)
            for row in sheet.iter_rows(values_only=True)
            for value in row
            if value is not None
        )
        return words(" ".join(cells))
    return words(" ".join(cell for row in table(said) for cell in row.values()))


@pytest.mark.parametrize("suffix", FORMATS)
def test_file_says_what_is_public_and_no_more(suffix):
    add_internal(full_impulse())
    said = text_of(suffix, brief())
    assert [text for text in SAID if text not in said] == []
    assert [text for text in [*INTERNAL, "INTERN", "Verborgen"] if text in said] == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_file_names_its_sources_and_what_they_leave_open(suffix):
    source = ImpulseSourceFactory(certainty="likely", says_de="Nennt das Thema.")
    said = text_of(suffix, brief())
    assert "Eigene Zuordnung (wahrscheinlich)" in said
    assert "Thema belegt, Wortlaut noch nicht erfasst" in said
    if suffix in ("xlsx", "csv"):
        assert f"{source.source_url} (wahrscheinlich)" in said
    else:
        assert "Quelle (wahrscheinlich)" in said
        assert "Nennt das Thema. (example.org)" in said
    if suffix != "csv":
        assert "die Nummer ist dann eine Arbeitsnummer." in said
        assert "Eine Antwort des Ministeriums ist in unseren Quellen" in said


@pytest.mark.parametrize("suffix", FORMATS)
def test_internal_file_says_both_and_bears_its_mark(suffix):
    add_internal(full_impulse())
    said = text_of(suffix, brief(reader=CoordinatorFactory()))
    assert [text for text in [*SAID[:-1], *INTERNAL] if text not in said] == []
    assert "INTERN" in said
    # nobody may publish it
    assert "dl-de/by" not in said


@pytest.mark.parametrize("suffix", FORMATS)
def test_file_is_english_on_english_pages(suffix):
    full_impulse()
    said = text_of(suffix, brief(language="en"))
    wanted = ["Extend hydrogen networks", "The state agrees.", "accepted", "Unit 1"]
    assert [text for text in wanted if text not in said] == []
    assert [text for text in ["Das Land", "angenommen"] if text in said] == []


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_file_of_nothing_can_be_opened(suffix, language):
    none = {"de": "Kein Impuls passt", "en": "No impulse matches"}
    said = text_of(suffix, brief(language=language))
    assert none[language] in said or suffix == "csv"


@pytest.mark.parametrize("suffix", FORMATS)
def test_practice_data_are_marked_in_every_file(suffix):
    full_impulse()
    mark_as_practice()
    assert "Übungsdaten – erfunden" in text_of(suffix, brief())


ODD = [
    '#panic() $x$ @ref *fett* _k_ `c` <m> \\ // /* "Zitat" [x] {y} ~ -- #read("a")',
    "=1+1 +2 -3 @SUM(A1) \t=cmd|' /C calc'!A0",
    "W" * 10_000,
    "😀 👩‍👩‍👧 🏭 שלום مرحبا 工場 Łódź Ελλάδα",
    "a\x00b\x07c\u202ed\ufeff \ud83d \ufffe \ue000",
    "]]> &amp; <script>alert(1)</script> {{ x }} {% now %} %s",
    "e" + "\u0301" * 300,
]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("odd", ODD)
def test_any_text_gives_a_file(suffix, odd):
    full_impulse()
    said = brief()
    # not saved: PostgreSQL takes no zero bytes
    impulse = of_brief(Impulse.objects.all())[0]
    impulse.title_de = impulse.text_de = impulse.next_step_de = odd
    impulse.responsible_unit.name_de = odd
    for part in impulse.parts.all():
        part.title_de = part.measure_de = odd
    for entry in impulse.last_entries:
        entry.text_de = odd
    item = Item(**item_of(impulse, said.url, "", [], names_for([impulse.pk])))
    said.items[:] = [item]
    assert made(suffix, said)
    if suffix in ("docx", "csv"):
        assert words(item.title.text) in text_of(suffix, said)


# --- PDF


@pytest.mark.parametrize("language", ["de", "en"])
def test_pdf_is_tagged_and_says_its_language_and_title(language):
    full_impulse()
    reader = pdf(brief(language=language))
    root = reader.trailer["/Root"]
    titles = {"de": "Impulse und Antworten", "en": "Impulses and answers"}
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert reader.metadata.title == titles[language]
    assert reader.metadata.author == "ClusterAllianz.NRW"
    assert "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == A4


def test_pdf_has_headings_tables_lists_and_bookmarks():
    full_impulse(7)
    ImpulseFactory(number=9, title_de="Zweiter Impuls")
    reader = pdf(brief())
    found = tags(reader)
    headings = [tag for tag in found if tag in ("/H1", "/H2", "/H3")]
    assert headings[:3] == ["/H1", "/H2", "/H2"]
    assert headings.count("/H2") == 4
    assert {"/Table", "/THead", "/TH", "/TR", "/TD", "/TOC", "/L", "/Link"} <= {*found}
    outline = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    nested = [
        e.title for part in reader.outline if isinstance(part, list) for e in part
    ]
    assert any("Wasserstoffnetze" in title for title in [*outline, *nested])


def test_pdf_counts_its_pages_and_marks_each_of_them():
    for number in range(1, 13):
        add_internal(full_impulse(number))
    mark_as_practice()
    pages = pdf(brief(reader=CoordinatorFactory())).pages
    texts = [words(page.extract_text()) for page in pages]
    assert len(texts) > 5
    for number, text in enumerate(texts, start=1):
        assert f"Seite {number} von {len(texts)}" in text
        assert "INTERN · Übungsdaten – erfunden" in text
        assert "Stand: " in text


def test_header_of_a_long_table_stands_on_every_page():
    for number in range(1, 90):
        ImpulseFactory(number=number)
    texts = [words(page.extract_text()) for page in pdf(brief()).pages]
    assert sum("Nr. Impuls Antwort" in text for text in texts) >= 2


def test_markup_in_a_pdf_is_shown_as_it_was_typed():
    PublicEntryFactory(text_de=ODD[0])
    said = pdf_text(pdf(brief())).replace(" ", "")
    assert [part for part in ODD[0].split() if part not in said] == []


def test_letters_without_a_glyph_become_a_square():
    ImpulseFactory(title_de="Werk 🏭")
    assert "Werk □" in pdf_text(pdf(brief()))


def test_same_brief_gives_the_same_bytes():
    full_impulse()
    assert made("pdf", brief()) == made("pdf", brief())


# --- Word


@pytest.mark.parametrize(("language", "code"), [("de", "de-DE"), ("en", "en-GB")])
def test_word_file_has_properties_and_language(language, code):
    full_impulse()
    document = word(brief(language=language))
    properties = document.core_properties
    titles = {"de": "Impulse und Antworten", "en": "Impulses and answers"}
    assert properties.title == titles[language]
    assert (properties.author, properties.language) == ("ClusterAllianz.NRW", code)
    spoken = document.styles.element.find(qn("w:docDefaults")).find(
        f".//{qn('w:lang')}"
    )
    assert spoken.get(qn("w:val")) == code


def test_word_file_uses_styles_and_no_empty_paragraphs():
    add_internal(full_impulse())
    document = word(brief(reader=CoordinatorFactory()))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == 2
    assert {"Heading 2", "List Bullet", "Caption"} <= {*styles}
    empty = [
        paragraph
        for paragraph in document.paragraphs
        if not any(node.text for node in paragraph._p.iter(qn("w:t")))
    ]
    assert empty == []


def test_tables_of_a_word_file_have_a_header_row():
    full_impulse()
    tables = word(brief()).tables
    heads = [table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") for table in tables]
    assert len(heads) == 4
    assert None not in heads
    overview = [cell.text for cell in tables[2].rows[1].cells]
    assert overview[:4] == [
        "7",
        "Wasserstoffnetze ausbauen",
        "angenommen",
        "teilweise umgesetzt",
    ]


def test_word_file_leads_from_the_overview_to_each_impulse():
    for _number in range(3):
        ImpulseFactory()
    document = word(brief())
    places = {
        node.get(qn("w:name")): heading.text
        for heading in document.paragraphs
        for node in heading._p.iter(qn("w:bookmarkStart"))
    }
    links = {
        node.get(qn("w:anchor")): node.find(f".//{qn('w:t')}").text
        for node in document.element.body.iter(qn("w:hyperlink"))
        if node.get(qn("w:anchor"))
    }
    assert len(links) == 3
    assert [*links] == [*places]
    for place, title in links.items():
        assert places[place].endswith(title)


def test_word_file_has_marks_and_page_numbers_on_every_page():
    full_impulse()
    mark_as_practice()
    (section,) = word(brief(reader=CoordinatorFactory())).sections
    assert "INTERN · Übungsdaten – erfunden" in section.header.paragraphs[0].text
    assert not section.different_first_page_header_footer
    fields = section.footer.paragraphs[0]._p.iter(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]


def test_german_text_in_an_english_word_file_is_marked():
    full_impulse()
    runs = word(brief(language="en")).element.body.iter(qn("w:r"))
    spoken = {
        run.find(qn("w:t")).text: run.find(f".//{qn('w:lang')}").get(qn("w:val"))
        for run in runs
        if run.find(f".//{qn('w:lang')}") is not None
    }
    assert spoken["Erster Absatz."] == "de-DE"
    assert spoken["The state agrees."] == "en-GB"


# --- Excel


def test_excel_file_has_a_row_for_each_impulse_and_part():
    full_impulse()
    ImpulseFactory(number=9)
    said = brief()
    book = excel(said)
    assert book.sheetnames == ["Impulse", "Teilimpulse", "Zu dieser Datei"]
    assert book.properties.title == "Impulse und Antworten"
    item = said.items[0]
    first, second = excel_rows(book["Impulse"])
    assert (first["Nr."], second["Nr."]) == (7, 9)
    assert first["Impuls"] == item.title.text
    assert first["Öffentliche Begründung"] == item.reason.text
    assert first["Fällig am"].date() == item.due_on
    assert first["Tage überfällig"] == item.most_days_late
    assert first["Wortlaut"] == item.wording.text
    assert second["Fällig am"] is second["Beleg"] is None
    parts = excel_rows(book["Teilimpulse"])
    assert [row["Teilimpuls"] for row in parts] == [p.title.text for p in item.parts]
    assert [row["Fällig am"].date() for row in parts] == [p.due_on for p in item.parts]
    assert [row["Tage überfällig"] for row in parts] == [12, None]


def test_excel_sheets_are_fit_for_work():
    full_impulse()
    sheet = excel(brief())["Impulse"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["B"].width == 44
    assert sheet["B2"].alignment.wrap_text
    assert sheet["B2"].hyperlink.target == "https://cluster.example.org/impulse/7/"
    due = next(cell for cell in sheet[1] if cell.value == "Fällig am")
    assert sheet.cell(2, due.column).number_format == "DD.MM.YYYY"
    assert isinstance(sheet.cell(2, due.column).value, date)
    assert sheet.print_title_rows == "$1:$1"


def test_marks_of_an_excel_file_stay_in_sight():
    full_impulse()
    mark_as_practice()
    book = excel(brief(reader=CoordinatorFactory()))
    for sheet in book:
        assert sheet["A1"].value == "INTERN · Übungsdaten – erfunden"
        assert sheet.oddHeader.center.text == "INTERN · Übungsdaten – erfunden"
    assert book["Impulse"].freeze_panes == "C3"
    assert excel_rows(book["Impulse"], top=2)[0]["Nr."] == 7


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_spreadsheet_runs_what_somebody_typed(sign):
    formula = f"{sign}1+1"
    impulse = ImpulseFactory(title_de=formula)
    ImpulsePartFactory(impulse=impulse, title_de=formula)
    InternalNoteFactory(impulse=impulse, text=formula)
    said = brief(reader=CoordinatorFactory())
    cells = [cell for sheet in excel(said) for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    found = [cell.value for cell in cells if formula in str(cell.value)]
    assert found.count(f"'{formula}") == 3
    assert table(said)[0]["Impuls"] == f"'{formula}"
    assert [v for v in table(said)[0].values() if v.startswith(sign)] == []


def test_text_longer_than_a_cell_is_cut():
    ImpulseFactory(text_de="Wort " * 9_000)
    (row,) = excel_rows(excel(brief())["Impulse"])
    assert len(row["Wortlaut"]) == LONGEST_CELL
    assert row["Wortlaut"].endswith("…")


# --- CSV


def test_csv_file_has_a_row_for_each_impulse():
    full_impulse()
    ImpulseFactory(number=9)
    said = brief()
    assert made("csv", said).startswith(b"\xef\xbb\xbfNr.;Impuls;")
    item = said.items[0]
    first, second = table(said)
    assert (first["Nr."], second["Nr."]) == ("7", "9")
    assert first["Fällig am"] == item.due_on.isoformat()
    assert first["Tage überfällig"] == str(item.most_days_late)
    assert first["Wortlaut"] == item.wording.text
    assert first["Lizenz"] == "Verzeichnis der ClusterAllianz.NRW, dl-de/by-2-0"
    assert first["Stand"] == said.as_of.isoformat()
    assert "Vermerk" not in first


def test_every_row_of_an_internal_csv_file_is_marked():
    full_impulse()
    ImpulseFactory()
    rows = table(brief(reader=CoordinatorFactory()))
    assert [row["Vermerk"] for row in rows] == ["INTERN", "INTERN"]
    assert "Lizenz" not in rows[0]


def test_name_of_a_file_says_whether_it_is_internal():
    day = brief().as_of.isoformat()
    names = {
        file_of(said, FORMATS[suffix]).name
        for said in (brief(), brief(reader=CoordinatorFactory()))
        for suffix in ("csv", "docx")
    }
    assert names == {
        f"impulse-{day}.csv",
        f"impulse-{day}.docx",
        f"impulse-intern-{day}.csv",
        f"impulse-intern-{day}.docx",
    }

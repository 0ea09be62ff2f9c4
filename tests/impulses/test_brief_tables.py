"""The brief as tables, in Excel and CSV: rows, formats and marks."""

from datetime import date

import pytest

from clusters.models import mark_as_practice
from impulses.brief.xlsx import LONGEST_CELL
from tests.factories import (
    CoordinatorFactory,
    ImpulseFactory,
    ImpulsePartFactory,
    InternalNoteFactory,
)
from tests.impulses.brieffiles import (
    excel,
    excel_rows,
    made,
    table,
)
from tests.impulses.briefs import brief, full_impulse

pytestmark = pytest.mark.django_db


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

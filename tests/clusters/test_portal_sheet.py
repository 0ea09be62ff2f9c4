"""The Excel file for portals: it reads back, and nothing in it runs."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from clusters.models import Cluster
from clusters.readiness import PORTALS
from clusters.takeaway.sheet import XLSX, portal_sheets
from tests.factories import ClusterFactory, ContactFactory, LocationFactory

pytestmark = pytest.mark.django_db
URL = "https://cluster.example.org/cluster/a/"


def book(cluster):
    read = Cluster.objects.for_detail().get(pk=cluster.pk)
    return load_workbook(BytesIO(portal_sheets(read, URL)))


def rows(sheet) -> dict[str, tuple]:
    return {row[0]: row[1:] for row in sheet.iter_rows(min_row=2, values_only=True)}


def test_each_portal_has_its_sheet_in_its_order():
    found = book(ClusterFactory())
    names = ["ECCP", "Clusterplattform", "Landeskriterien", "Weitere"]
    assert found.sheetnames == [*names, "Zu dieser Datei"]
    for sheet, portal in zip(found.worksheets, PORTALS, strict=False):
        labels = [cell.value for cell in sheet["A"][1 : len(portal.criteria) + 1]]
        assert labels == [str(criterion.label) for criterion in portal.criteria]
        assert sheet.freeze_panes == "A2"
        assert sheet.column_dimensions["B"].width == 60


def test_values_come_in_both_languages_with_their_result():
    cluster = ClusterFactory(
        description_de="Ziele.", description_en="Goals.", members_count=14
    )
    found = book(cluster)
    platform = rows(found["Clusterplattform"])
    assert platform["Beschreibung"] == ("Ziele.", "Goals.", "erfüllt")
    assert platform["Mitglieder"] == (14, 14, "erfüllt")
    assert platform["Website"] == (None, None, "fehlt")
    european = rows(found["ECCP"])
    assert european["Mitglieder: mindestens 15"] == (14, 14, "nicht erfüllt")


def test_file_says_where_it_comes_from():
    found = rows(book(ClusterFactory(name="A e.V."))["Zu dieser Datei"])
    assert found["Seite des Eintrags"][0] == URL
    assert found["Lizenz"][0] == "Verzeichnis der ClusterAllianz.NRW, dl-de/by-2-0"
    assert "2026-11" in found["Kriterien"][0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_value_is_a_formula(start):
    cluster = ClusterFactory(legal_form=f"{start}cmd|' /C calc'!A0")
    for sheet in book(cluster).worksheets:
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds
    value = rows(book(cluster)["Landeskriterien"])["Rechtsform"][0]
    assert not value.startswith(start)


def test_control_characters_and_long_texts_are_no_error():
    cluster = ClusterFactory(description_de="x\x01\x0b" + "ü😀" * 2499)
    found = rows(book(cluster)["Clusterplattform"])["Beschreibung"][0]
    assert found == "x" + "ü😀" * 2499


def test_nothing_internal_is_in_the_file():
    cluster = ClusterFactory()
    ContactFactory(cluster=cluster, email="geheim@example.org", is_public=False)
    hidden = {"street": "Geheimweg 1", "postcode": "42651", "is_address_public": False}
    LocationFactory(cluster=cluster, is_seat=True, **hidden)
    values = [
        str(value)
        for sheet in book(cluster).worksheets
        for row in sheet.iter_rows(values_only=True)
        for value in row
    ]
    assert [v for v in values if "geheim" in v.lower() or "42651" in v] == []


def test_file_is_sent_with_its_name(as_manager, own):
    answer = as_manager.get(f"/admin/clusters/cluster/{own.pk}/ausgabe.xlsx")
    assert answer["Content-Type"] == XLSX
    name = f'attachment; filename="{own.slug}-portale.xlsx"'
    assert answer["Content-Disposition"] == name
    assert load_workbook(BytesIO(answer.content)).sheetnames[0] == "ECCP"

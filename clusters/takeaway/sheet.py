"""The facts that portals ask for as an Excel file: a sheet each, in their order."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from clusterallianz.export import neutral
from clusters.facts.public import Value
from clusters.models import Cluster
from clusters.readiness import CRITERIA_AS_OF, Finding, Portal, readiness

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"A": 46, "B": 60, "C": 60, "D": 14}
# Excel takes no longer names; short ones are easier to tell apart on their tabs
SHEET_NAMES = {
    "eccp": "ECCP",
    "clusterplattform": "Clusterplattform",
    "land": "Landeskriterien",
    "weitere": "Weitere",
}
HEAD = PatternFill("solid", fgColor="E1EFE8")


def portal_sheets(cluster: Cluster, url: str) -> bytes:
    """The file. `cluster`: as of `for_detail()`; `url`: the address of its profile."""
    with override("de"):
        german = readiness(cluster)
        book = Workbook()
        book.remove(book.active)
        book.properties.title = cluster.short_name
        book.properties.creator = "ClusterAllianz.NRW"
        with override("en"):
            english = readiness(cluster)
        for here, there in zip(german, english, strict=True):
            sheet = book.create_sheet(SHEET_NAMES[here.portal.slug])
            fill(sheet, here.portal, here.findings, there.findings)
        add_origin(book.create_sheet(_("About this file")), cluster, url)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def fill(sheet, portal: Portal, german: list[Finding], english: list[Finding]) -> None:
    """One row for each criterion: field, German and English value, state."""
    header = [_("Asked for"), _("Value (German)"), _("Value (English)"), _("Result")]
    sheet.append(header)
    for here, there in zip(german, english, strict=True):
        row = [here.criterion.label, here.value, there.value, here.status.label]
        sheet.append([cell(value) for value in row])
    if portal.also_asks:
        sheet.append([])
        sheet.append([cell(portal.also_asks)])
    lay_out(sheet)


def add_origin(sheet: Worksheet, cluster: Cluster, url: str) -> None:
    """Where the facts come from, as of when, and what the criteria are worth."""
    today = date_format(timezone.localdate(), "DATE_FORMAT")
    criteria = _("Published criteria as of %(date)s; check with the portal.")
    rows = [
        (_("Entry"), cluster.name),
        (_("Page of the entry"), url),
        (_("As of"), today),
        (_("Licence"), "Verzeichnis der ClusterAllianz.NRW, dl-de/by-2-0"),
        (_("Criteria"), criteria % {"date": CRITERIA_AS_OF}),
    ]
    for row in rows:
        sheet.append([cell(value) for value in row])
    lay_out(sheet)
    sheet.freeze_panes = None


def lay_out(sheet: Worksheet) -> None:
    """A frozen, marked header, columns wide enough, long texts in several lines."""
    sheet.freeze_panes = "A2"
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows():
        for each in row:
            each.alignment = Alignment(wrap_text=True, vertical="top")
    for each in sheet[1]:
        each.font, each.fill = Font(bold=True), HEAD


def cell(value: Value | object) -> Value:
    """A value that Excel takes for text or a number, and for nothing to run."""
    if value is None or isinstance(value, int | Decimal):
        return value
    text = "".join(c for c in str(value) if c.isprintable() or c == "\n")
    return str(neutral(text))

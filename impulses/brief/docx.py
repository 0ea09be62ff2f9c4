"""The brief as a Word file: real styles, headings, lists and tables."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable

from impulses.brief import sections, shapes
from impulses.brief.content import CREDIT, LICENCE, LICENCE_URL, Brief, Item
from impulses.brief.texts import Text
from impulses.lateness import late_words

LANGUAGES = {"de": "de-DE", "en": "en-GB"}
BRAND, SECRET = RGBColor(0x00, 0x57, 0x3F), RGBColor(0x8A, 0x1C, 0x1C)
WARN, SOFT = RGBColor(0x8A, 0x4B, 0x00), RGBColor(0x4C, 0x5A, 0x53)
HEAD = "EEF2EC"
FONT = "Calibri"


def docx_file(brief: Brief) -> bytes:
    document = Document()
    set_styles(document, brief)
    set_properties(document, brief)
    add_frame(document, brief)
    add_front(document, brief)
    for item in brief.items:
        add_item(document, item)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


# --- the document as a whole


def set_styles(document: DocumentObject, brief: Brief) -> None:
    """Sizes, colours and distances live in the styles, so that one can change them."""
    styles = document.styles
    for name, size, colour in (
        ("Title", 26, BRAND),
        ("Heading 1", 16, BRAND),
        ("Heading 2", 12, BRAND),
    ):
        font = styles[name].font
        font.name, font.size, font.color.rgb = FONT, Pt(size), colour
        # else the theme's font wins over ours
        fonts = styles[name].element.rPr.rFonts
        for key in [k for k in fonts.attrib if "Theme" in k]:
            del fonts.attrib[key]
    normal = styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.paragraph_format.space_after = Pt(5)
    styles["Heading 1"].paragraph_format.space_before = Pt(20)
    styles["Heading 2"].paragraph_format.space_before = Pt(10)
    styles["Caption"].font.color.rgb = SOFT
    styles["Caption"].paragraph_format.keep_with_next = True
    defaults = styles.element.find(qn("w:docDefaults"))
    language = defaults.find(f".//{qn('w:lang')}")
    language.set(qn("w:val"), LANGUAGES[brief.language])


def set_properties(document: DocumentObject, brief: Brief) -> None:
    properties = document.core_properties
    properties.title = brief.title
    properties.author = properties.last_modified_by = "ClusterAllianz.NRW"
    properties.language = LANGUAGES[brief.language]
    properties.subject = " · ".join(brief.marks)
    properties.comments = ""
    # the day alone, in the naive UTC that the library writes
    day = datetime.combine(brief.as_of, datetime.min.time())
    properties.created = properties.modified = day


def add_frame(document: DocumentObject, brief: Brief) -> None:
    """What stands on every page: the marks above, the page number below."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    page.top_margin = page.bottom_margin = Mm(24)
    head = page.header.paragraphs[0]
    head.add_run("ClusterAllianz.NRW").font.color.rgb = SOFT
    if brief.marks:
        mark = head.add_run(f" · {' · '.join(brief.marks)}")
        mark.bold, mark.font.color.rgb = True, mark_colour(brief)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    as_of = _("As of %(date)s") % {"date": shapes.day(brief.as_of)}
    before, between, after = sections.page_words()
    foot.add_run(f"{brief.title} · {as_of} · {before}")
    add_field(foot, "PAGE")
    foot.add_run(between)
    add_field(foot, "NUMPAGES")
    foot.add_run(after)


def add_front(document: DocumentObject, brief: Brief) -> None:
    """Title, what was asked for, the numbers, and the table of all impulses."""
    document.add_paragraph(brief.title, style="Title")
    for notice in sections.notices(brief):
        run = document.add_paragraph().add_run(notice)
        run.bold, run.font.color.rgb = True, mark_colour(brief)
    for fact in sections.about_brief(brief):
        add_fact(document, fact)
    document.add_paragraph(sections.summary(brief))
    if brief.items:
        document.add_heading(_("At a glance"), level=1)
        counted = [
            (_("Answer of the ministry"), brief.answers),
            (_("Implementation"), brief.implementations),
        ]
        for title, counts in counted:
            rows = [[Text(name), Text(str(number))] for name, number in counts]
            table = shapes.Table([_("State"), _("Impulses")], rows)
            add_table(document, table, title)
        table = sections.overview(brief)
        grid = add_table(document, table, _("All impulses of this brief"))
        for row, item in zip(grid.rows[1:], brief.items, strict=True):
            link_within(row.cells[1].paragraphs[0], bookmark_of(item))
    if not brief.is_internal:
        credit = document.add_paragraph(f"{CREDIT}, ")
        add_link(credit, LICENCE, LICENCE_URL)


def mark_colour(brief: Brief) -> RGBColor:
    return SECRET if brief.is_internal else WARN


# --- one impulse


def add_item(document: DocumentObject, item: Item) -> None:
    heading = document.add_heading(f"{item.number} {item.title.text}", level=1)
    mark_place(heading, item.number, bookmark_of(item))
    late = late_words(item.most_days_late)
    state = document.add_paragraph()
    state.add_run(" · ".join([item.answer, item.implementation])).bold = True
    if late:
        run = state.add_run(f" · {late}")
        run.bold, run.font.color.rgb = True, WARN
    for section in sections.sections_of(item):
        add_section(document, section)
    add_link(document.add_paragraph(), item.url, item.url)


def bookmark_of(item: Item) -> str:
    return f"impuls_{item.number}"


def add_section(document: DocumentObject, section: shapes.Section) -> None:
    title = section.title
    if section.is_internal:
        title = f"{title} ({_('Internal')})"
    heading = document.add_heading(title, level=2)
    if section.is_internal:
        heading.runs[0].font.color.rgb = SECRET
    for paragraph in section.paragraphs:
        speak(document.add_paragraph(), paragraph)
    for fact in section.facts:
        add_fact(document, fact)
    if section.table:
        add_table(document, section.table)
    for point in section.points:
        bullet = document.add_paragraph(style="List Bullet")
        for place, text in enumerate(text for text in point if text):
            speak(bullet, text if not place else Text(f" {text.text}", text.lang))


def add_fact(document: DocumentObject, fact: shapes.Fact) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.add_run(f"{fact.label}: ").font.color.rgb = SOFT
    if fact.href:
        add_link(paragraph, fact.value, fact.href)
    else:
        speak(paragraph, Text(fact.value, fact.lang))
    if fact.late:
        run = paragraph.add_run(f" – {fact.late}")
        run.bold, run.font.color.rgb = True, WARN


# --- pieces that the library has no words for


def speak(paragraph, text: Text) -> None:
    """A text in its own language."""
    run = paragraph.add_run(text.text)
    if text.lang:
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LANGUAGES[text.lang])
        run._r.get_or_add_rPr().append(language)


def add_table(document: DocumentObject, table: shapes.Table, caption="") -> WordTable:
    """With a first row that Word and screen readers take for its header."""
    if caption:
        document.add_paragraph(caption, style="Caption")
    grid = document.add_table(rows=1, cols=len(table.head), style="Table Grid")
    for cell, label in zip(grid.rows[0].cells, table.head, strict=True):
        cell.paragraphs[0].add_run(label).bold = True
        shade(cell)
    mark_as_header(grid.rows[0])
    for row in table.rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            speak(cell.paragraphs[0], text)
    return grid


def shade(cell) -> None:
    fill = OxmlElement("w:shd")
    fill.set(qn("w:val"), "clear")
    fill.set(qn("w:fill"), HEAD)
    cell._tc.get_or_add_tcPr().append(fill)


def mark_as_header(row) -> None:
    """Stands again on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def add_field(paragraph, name: str) -> None:
    """A number that Word counts itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def add_link(paragraph, text: str, target: str) -> None:
    key = paragraph.part.relate_to(
        target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.underline = BRAND, True
    link.append(run._r)
    paragraph._p.append(link)


def mark_place(paragraph, key: int, name: str) -> None:
    """A bookmark; `key`: another one for each of the document."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(key))
    start.set(qn("w:name"), name)
    paragraph.runs[0]._r.addprevious(start)
    paragraph._p.append(end)


def link_within(paragraph, name: str) -> None:
    """All that a paragraph says becomes a link to a bookmark."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), name)
    for run in paragraph.runs:
        run.font.color.rgb = BRAND
        link.append(run._r)
    paragraph._p.append(link)

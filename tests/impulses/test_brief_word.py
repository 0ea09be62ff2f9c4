"""The brief as a Word file: styles, tables, links and languages."""

import pytest
from docx.oxml.ns import qn

from clusters.models import mark_as_practice
from tests.factories import (
    CoordinatorFactory,
    ImpulseFactory,
)
from tests.impulses.brieffiles import (
    word,
)
from tests.impulses.briefs import add_internal, brief, full_impulse

pytestmark = pytest.mark.django_db


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

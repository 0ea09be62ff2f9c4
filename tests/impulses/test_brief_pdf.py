"""The brief as a PDF: tags, bookmarks, pages and marks."""

import pytest

from clusters.models import mark_as_practice
from tests.factories import (
    CoordinatorFactory,
    ImpulseFactory,
    PublicEntryFactory,
)
from tests.impulses.brieffiles import (
    ODD,
    made,
    pdf,
    pdf_text,
    words,
)
from tests.impulses.briefs import add_internal, brief, full_impulse
from tests.reading import tags

pytestmark = pytest.mark.django_db
A4 = (595, 842)


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

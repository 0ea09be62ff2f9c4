"""The four files of a brief, compared with what it says."""

import pytest

from clusters.models import mark_as_practice
from impulses.brief.content import Item, item_of, of_brief
from impulses.brief.files import FORMATS, file_of
from impulses.history import names_for
from impulses.models import Impulse
from tests.factories import (
    CoordinatorFactory,
    ImpulseSourceFactory,
)
from tests.impulses.brieffiles import (
    ODD,
    made,
    text_of,
    words,
)
from tests.impulses.briefs import add_internal, brief, full_impulse

pytestmark = pytest.mark.django_db
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

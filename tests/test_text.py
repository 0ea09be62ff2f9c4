"""German text as keys."""

import pytest

from clusterallianz.addresses import source_host
from clusterallianz.text import fold, german_slug, soft_hyphens, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("Fachkräfte", "fachkraefte"),
        ("FACHKRÄFTE", "fachkraefte"),
        ("Fachkra\u0308fte", "fachkraefte"),
        ("Straße", "strasse"),
        ("STRAẞE", "strasse"),
        ("Ørsted, Ærø", "oersted, aeroe"),
        ("Café René", "cafe rene"),
        ("ﬁligran", "filigran"),
        ("CO₂", "co2"),
    ],
)
def test_fold_replaces_umlauts_and_accents(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("", ""),
        ("Straße", "strasse"),
        ("Größe & Kälte", "groesse-kaelte"),
        ("automotiveland.nrw e.V.", "automotiveland-nrw-e-v"),
        ("  -- x --  ", "x"),
        ("日本", ""),
        ("a" * 100, "a" * 80),
        ("a" * 79 + " b", "a" * 79),
    ],
)
def test_german_slug_transliterates(text, slug):
    assert german_slug(text) == slug


def test_german_slug_keeps_its_own_result():
    assert german_slug(german_slug("Über Größe")) == german_slug("Über Größe")


def test_german_slug_keeps_the_length_asked_for():
    assert german_slug("Größe und Kälte", max_length=7) == "groesse"


def test_sort_key_orders_as_din_5007_1():
    words = ["Zink", "Öl", "Ähre", "Ofen", "Äcker", "acker", "Straße", "Strasse"]
    ordered = ["Äcker", "acker", "Ähre", "Ofen", "Öl", "Straße", "Strasse", "Zink"]
    assert sorted(words, key=sort_key) == ordered


@pytest.mark.parametrize(
    ("text", "key"),
    [("", ""), ("ÄÖÜ ß", "aou ss"), ("3D-Druck!", "3d druck"), ("a" * 300, "a" * 200)],
)
def test_sort_key_holds_plain_letters(text, key):
    assert sort_key(text) == key


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Internationalisierung", "In-ter-na-tio-na-li-sie-rung"),
        ("Digitalisierungsberatung", "Di-gi-ta-li-sie-rungs-be-ra-tung"),
        ("Öffentlichkeitsarbeit", "Öf-fent-lich-keits-ar-beit"),
        ("Start-up-Unterstützung", "Start-up-Un-ter-stüt-zung"),
        ("Veranstaltungen", "Ver-an-stal-tun-gen"),
        ("Leistungsart", "Leis-tungs-art"),
        ("zurückgestellt", "zu-rück-ge-stellt"),
        ("Arbeitsgestaltung", "Ar-beits-ge-stal-tung"),
        ("Übungsreferat", "Übungs-re-fe-rat"),
        ("Bildungskooperationen", "Bil-dungs-koope-ra-tio-nen"),
        ("Hochschulstandort", "Hoch-schul-stand-ort"),
        ("Energiestrategie", "Ener-gie-stra-te-gie"),
        ("Beratung", "Beratung"),
        ("", ""),
    ],
)
def test_long_words_may_break_between_syllables(text, broken):
    assert soft_hyphens(text).replace("\u00ad", "-") == broken


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.bio.nrw.de/seite", "bio.nrw.de"),
        ("http://[::1", "http://[::1"),
        ("mailto:x@example.org", "mailto:x@example.org"),
        ("", ""),
    ],
)
def test_host_of_a_source_is_found_or_the_address_stays(url, host):
    assert source_host(url) == host

"""Tokens, stems, parts of compounds: pure functions."""

import pytest

from clusters.search.analysis import (
    content,
    fold,
    is_weak,
    language_of,
    parts,
    phrase_words,
    root,
    stem,
    tokens,
    wanted_part,
)

KNOWN = {
    "wasserstoff",
    "fachkräfte",
    "verbrennung",
    "motoren",
    "dorf",
    "nehmen",
    "lkw",
    "elektro",
}


def forms(some) -> list[str]:
    return [token.form for token in some]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("🚚 ✓ §", []),
        ("%__% '; --", []),
        ("Straße", ["strasse"]),
        ("20.000 Euro", ["20.000", "euro"]),
        ("Café Übersee", ["cafe", "übersee"]),
        ("5G.NRW", ["5g.nrw", "5g", "nrw"]),
        ("it's OWL", ["it's", "it", "owl"]),
        ("it’s", ["it's", "it"]),
        ("3D-Druck", ["3d-druck", "3d", "druck"]),
        ("Fachkra\u0308fte", ["fachkräfte"]),
        ("\uff26\uff55\uff4c\uff4c", ["full"]),
        ("водород 水素", ["водород", "水素"]),
    ],
)
def test_tokens_keep_names_and_their_pieces(text, expected):
    assert forms(tokens(text)) == expected


def test_token_knows_where_it_stands():
    token = list(tokens("Wir suchen Öl."))[2]
    assert (token.text, token.start, token.end) == ("Öl", 11, 13)


def test_tokens_bound_long_words():
    assert [len(form) for form in forms(tokens("x" * 10_000))] == [60]


@pytest.mark.parametrize("word", ["Fachkräfte", "Fachkraefte", "Fachkrafte"])
def test_umlauts_agree_in_the_stem(word):
    assert stem(fold(word)) == "fachkraft"


@pytest.mark.parametrize(
    ("one", "other"), [("Förderung", "fördern"), ("Beratung", "beraten")]
)
def test_noun_and_verb_share_a_root(one, other):
    assert root(stem(fold(one))) == root(stem(fold(other)))


def test_english_has_its_own_stems():
    assert (stem("suppliers", "en"), stem("companies", "en")) == ("supplier", "compani")


def test_stop_words_of_real_sentences_go():
    text = "Wir suchen jemanden, der unserem Betrieb beim Wasserstoff helfen kann."
    assert forms(content(text)) == ["wasserstoff"]


def test_phrase_needs_its_verb():
    assert forms(phrase_words("Personal finden")) == ["personal", "finden"]
    assert phrase_words("finden") == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("wasserstofftechnologie", ("wasserstoff", "technologie")),
        ("fachkräftemangel", ("fachkräfte", "mangel")),
        ("verbrennungsmotoren", ("verbrennung", "motoren")),
        ("elektrolkw", ("elektro", "lkw")),
        ("unternehmen", ()),
        ("düsseldorf", ()),
        ("wasserstoff", ()),
        ("", ()),
        ("12345678", ()),
        ("x" * 60, ()),
        # a participle: no "Motoren" are in it
        ("angemotorent", ()),
    ],
)
def test_compounds_are_split_at_known_words_only(word, expected):
    assert parts(word, KNOWN.__contains__) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wir brauchen keine Messe, sondern Personal", "Wir brauchen Personal"),
        ("We need no fair but people", "We need people"),
        ("ohne Lösemittel reinigen", "ohne Lösemittel reinigen"),
        ("nicht teuer", "nicht teuer"),
    ],
)
def test_only_what_is_turned_is_cut(text, expected):
    assert " ".join(wanted_part(text).split()) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wir suchen die Quelle", "de"),
        ("We are looking for plastics", "en"),
        ("5G", "de"),
        ("", "de"),
    ],
)
def test_language_shows_in_small_words(text, language):
    assert language_of(text) == language


def test_words_of_every_business_are_weak():
    assert [is_weak(w) for w in ("markt", "märkte", "projekte", "spedition")] == [
        True,
        True,
        True,
        False,
    ]

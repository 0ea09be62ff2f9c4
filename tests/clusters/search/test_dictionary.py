"""What the dictionaries of both languages say of a word, and what the search makes of it."""

import pytest

from clusters.search.dictionary import everydayness, is_correct
from clusters.search.understanding import understand


@pytest.mark.parametrize(
    ("form", "correct"),
    [
        ("laufen", True),
        ("kühltechnik", False),
        ("institute", True),
        ("strasse", True),
        ("warehouse", True),
        ("wasserstof", False),
        ("", False),
    ],
)
def test_correct_words_are_known(form, correct):
    assert is_correct(form) is correct


@pytest.mark.parametrize("form", ["bringen", "liegen", "kriegen"])
def test_everyday_words_say_little(form):
    assert everydayness(form) > 0.9


@pytest.mark.parametrize("form", ["kunststoff", "roboter", "robot", "xyz"])
def test_subjects_are_not_everyday(form):
    assert everydayness(form) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "is_everyday"),
    [
        ("Der Dieb stahl es", True),
        ("Wir biegen Stahl", False),
        # without capitals nobody can tell
        ("stahl biegen", False),
    ],
)
def test_capitals_tell_a_material_from_a_deed(text, is_everyday):
    word = next(w for w in understand(text).words if w.form == "stahl")
    assert (word.everydayness > 0) is is_everyday


@pytest.mark.django_db
def test_correct_word_is_not_taken_for_a_misspelt_one(indexed, found):
    cluster = indexed(summary_de="Kaufen")
    assert found("Läuft die Anlage, dann laufen auch wir") == []
    assert found("kauffen") == [cluster]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["Melkroboter", "Roboterhände"])
def test_unknown_compound_is_found_by_the_part_that_is_known(indexed, found, query):
    cluster = indexed(summary_de="Roboter")
    assert found(query) == [cluster]


@pytest.mark.django_db
def test_numbers_and_everyday_words_count_less(indexed, found):
    indexed(summary_de="20.000 Stück bringen")
    lime = indexed(summary_de="Kalk für alle Fälle")
    assert found("Wir bringen 20.000 Tonnen Kalk")[0] == lime

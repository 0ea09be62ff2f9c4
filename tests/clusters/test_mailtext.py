"""What a mail's text means, and how it is broken into lines."""

import pytest

from clusters.mail.text import Block, blocks_of, wrapped

LINK = "https://example.org/ein/sehr/langer/weg/" + "x" * 80 + "/"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Guten Tag\n\nAlles gut.",
            [("text", ["Guten Tag"]), ("text", ["Alles gut."])],
        ),
        ("- eins\n- zwei", [("list", ["eins", "zwei"])]),
        ("– eins\n– zwei", [("list", ["eins", "zwei"])]),
        ("-1 Grad", [("text", ["-1 Grad"])]),
        ("> a\n>\n> b", [("quote", ["a", "", "b"])]),
        ("", []),
        ("Zeile\n \nZeile", [("text", ["Zeile"]), ("text", ["Zeile"])]),
    ],
)
def test_blocks_are_what_the_text_shows(text, expected):
    found = [
        (b.kind, [line.strip() for line in b.lines]) for b in blocks_of(text) if b.lines
    ]
    assert found == expected


def test_short_line_above_an_address_is_its_label():
    assert blocks_of(f"Bestätigen:\n{LINK}") == [
        Block("link", [], LINK, "Bestätigen", is_main=True)
    ]


@pytest.mark.parametrize("line", ["Sie können hier lesen", "x" * 70 + ":"])
def test_sentence_above_an_address_stays_a_sentence(line):
    assert blocks_of(f"{line}\n{LINK}") == [
        Block("text", [line]),
        Block("link", [], LINK, is_main=True),
    ]


def test_address_inside_a_sentence_is_no_link_of_its_own():
    assert [b.kind for b in blocks_of(f"Siehe {LINK} dort.")] == ["text"]


def test_long_lines_are_broken_between_words():
    lines = wrapped("wort " * 40).splitlines()
    assert max(map(len, lines)) <= 72
    assert " ".join(lines).split() == ["wort"] * 40


def test_addresses_are_never_broken():
    assert wrapped(LINK) == LINK


@pytest.mark.parametrize(("mark", "rest"), [("> ", "> "), ("- ", "  "), ("– ", "  ")])
def test_broken_lines_keep_their_mark(mark, rest):
    first, *others = wrapped(mark + "wort " * 40).splitlines()
    assert first.startswith(mark)
    assert {line[:2] for line in others} == {rest}


def test_first_link_is_the_main_one():
    blocks = blocks_of(f"{LINK}\n\nAuch:\n{LINK}")
    assert [(block.label, block.is_main) for block in blocks] == [
        ("", True),
        ("Auch", False),
    ]

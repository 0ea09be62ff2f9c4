"""The text of a mail in blocks, so that its HTML shows what the text means."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

WIDTH = 72
# a longer line before an address is a sentence, not the name of a link
LABEL_LENGTH = 60
ADDRESS = re.compile(r"https?://\S+")
# what a mail program shows before the text itself
MARKS = {"quote": ("> ",), "list": ("- ", "– ")}


@dataclass(frozen=True)
class Block:
    """`kind`: text, list, quote or link. Of a link, `label` may be empty; the first
    link is the main one, the step that the mail asks for."""

    kind: str
    lines: list[str]
    url: str = ""
    label: str = ""
    is_main: bool = False


def blocks_of(text: str) -> list[Block]:
    """Paragraphs, lists of "- ", quotes of "> ", and addresses alone on their line.

    A short line that ends with a colon, right above an address, is its label.
    """
    paragraphs = re.split(r"\n[ \t]*\n", text.strip())
    blocks = [block for part in paragraphs for block in _blocks_in(part.splitlines())]
    for number, block in enumerate(blocks):
        if block.kind == "link":
            blocks[number] = replace(block, is_main=True)
            break
    return blocks


def _blocks_in(lines: list[str]) -> Iterator[Block]:
    label = ""
    for kind, some in _groups(lines):
        if kind == "link":
            for url in some:
                yield Block(kind, [], url, label)
                label = ""
        elif kind == "label":
            label = some[-1].removesuffix(":")
        else:
            yield Block(kind, [without_mark(line) for line in some])


def _groups(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Lines of one kind that follow one another; a label is a kind of its own."""
    lines = [line.strip() for line in lines]
    kinds = [kind_of(line) for line in lines]
    for number, following in enumerate(kinds[1:]):
        if following == "link" and kinds[number] == "text" and is_label(lines[number]):
            kinds[number] = "label"
    for kind, some in groupby(zip(kinds, lines, strict=True), itemgetter(0)):
        yield kind, [line for _kind, line in some]


def kind_of(line: str) -> str:
    line = line.strip()
    if ADDRESS.fullmatch(line):
        return "link"
    for kind, marks in MARKS.items():
        if f"{line} ".startswith(marks):
            return kind
    return "text"


def without_mark(line: str) -> str:
    return line[1:].strip() if kind_of(line) in MARKS else line


def is_label(line: str) -> bool:
    return line.endswith(":") and len(line) <= LABEL_LENGTH


def wrapped(text: str) -> str:
    """The text in lines of at most 72 characters; addresses are never broken."""
    return "\n".join(line for long in text.splitlines() for line in _wrapped(long))


def _wrapped(line: str) -> list[str]:
    rest = {"quote": "> ", "list": "  "}.get(kind_of(line), "")
    return textwrap.wrap(
        line,
        WIDTH,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [line.rstrip()]

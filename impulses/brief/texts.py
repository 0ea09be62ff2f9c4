"""Texts of people, fit for every format."""

from __future__ import annotations

from dataclasses import dataclass

from clusters.localized import text_language


@dataclass(frozen=True)
class Text:
    """A text, paragraphs parted by a line break, and the language it is said in."""

    text: str = ""
    lang: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def paragraphs(self) -> list[str]:
        return [part for part in self.text.split("\n") if part]


def plain(text: str) -> str:
    """Without what no file of these can hold or nobody can see; no empty lines."""
    lines = (
        " ".join("".join(c if c.isprintable() else " " for c in part).split())
        for part in text.splitlines()
    )
    return "\n".join(part for part in lines if part)


def text_of(instance, name: str) -> Text:
    """A field in two languages."""
    return Text(plain(getattr(instance, name)), text_language(instance, name))

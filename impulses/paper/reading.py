"""The printed impulses in a file that somebody typed: a table, or Markdown.

A table (CSV or XLSX) has the columns of `COLUMNS`; only `nummer` and `titel` must be
there. In Markdown each impulse is a heading with its number and title, lines of
`Name: value` for the other columns right below it, and its text:

    ## 5. Wasserstoffnetze ausbauen
    Seite: 12
    Bisher: 17

    Das Land soll …

    ### English: Extend hydrogen networks
    The state should …
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clusters.exchange.files import (
    MAX_BYTES,
    XLSX_START,
    TableError,
    decoded,
    read_table,
    refuse_more,
)
from clusters.validators import no_control_characters
from impulses.lookup import whole_number
from impulses.models import HIGHEST_NUMBER

COLUMNS = ["nummer", "titel", "text", "seite", "bisher", "titel_en", "text_en"]
NEEDED = ["nummer", "titel"]
# what the column `bisher` says of an impulse that no working number stands for
NEW = "neu"
TITLE_LENGTH = 200
# what files begin with that people have at hand: PDF, PNG, JPEG, GIF, TIFF, WebP, HEIC,
# and what Word and Excel wrote before 2007
OTHER_STARTS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"RIFF",
    b"\0\0\0",
    b"\xd0\xcf\x11\xe0",
)
HEADING = re.compile(r"##\s*(?:Impuls\s+)?(\d+)[.:)]?\s+(.+)", re.IGNORECASE)
ENGLISH = re.compile(r"###\s*English(?::\s*(.*))?", re.IGNORECASE)
META = re.compile(r"(Seite|Bisher):\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """`place`: where in the file, in words."""

    place: str
    text: str


@dataclass
class Row:
    """One printed impulse. Empty texts and None: the file does not say.

    `former`: the working number that stood for it, or None; `is_new`: none did.
    `is_readable`: whether nothing that it says is wrong.
    """

    place: str
    number: int = 0
    title_de: str = ""
    text_de: str = ""
    page: int | None = None
    former: int | None = None
    is_new: bool = False
    title_en: str = ""
    text_en: str = ""
    is_readable: bool = True


@dataclass
class Paper:
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_paper(content: bytes) -> Paper:
    """The rows of a file, whatever its name says, with all that is wrong with them.

    Raises TableError if it cannot be read at all.
    """
    if len(content) > MAX_BYTES:
        raise TableError(too_large())
    if content.startswith(OTHER_STARTS):
        raise TableError(
            _(
                "This is neither a table nor a text. Choose a CSV, XLSX or Markdown file;"
                " out of a PDF or a picture copy the text."
            )
        )
    if not content.startswith(XLSX_START):
        text = decoded(content)
        if text.lstrip().startswith("#"):
            return paper_of(records_of_markdown(text))
    return paper_of(records_of_table(content))


def too_large() -> str:
    return _("The file is larger than %(number)s MB.") % {
        "number": MAX_BYTES // 1_000_000
    }


def paper_of(records: list[tuple[str, dict[str, str]]]) -> Paper:
    """Rows out of (place, column to text), and the problems of their values."""
    if not records:
        raise TableError(_("The file holds no impulse."))
    paper = Paper()
    for place, record in records:
        row = Row(place)
        problems = fill(row, record)
        row.is_readable = not problems
        paper.problems += [Problem(place, text) for text in problems]
        paper.rows.append(row)
    return paper


def records_of_table(content: bytes) -> list[tuple[str, dict[str, str]]]:
    table = read_table(content)
    missing = [name for name in NEEDED if name not in table.columns]
    unknown = [name for name in table.columns if name not in COLUMNS]
    if missing:
        raise TableError(
            _("The column “%(name)s” is missing; the columns are: %(all)s.")
            % {"name": missing[0], "all": ", ".join(COLUMNS)}
        )
    if unknown:
        raise TableError(
            _("The column “%(name)s” is unknown; the columns are: %(all)s.")
            % {"name": unknown[0][:60], "all": ", ".join(COLUMNS)}
        )
    return [
        (
            _("row %(number)s") % {"number": number},
            {
                column: "" if value is None else str(value).strip()
                for column, value in zip(table.columns, row, strict=True)
            },
        )
        for row, number in zip(table.rows, table.numbers, strict=True)
    ]


def records_of_markdown(text: str) -> list[tuple[str, dict[str, str]]]:
    """Raises TableError for a text before the first heading."""
    records: list[tuple[str, dict[str, str]]] = []
    target = ""
    for number, line in enumerate(text.splitlines(), start=1):
        place = _("line %(number)s") % {"number": number}
        heading = HEADING.fullmatch(line.strip())
        if heading:
            record = {"nummer": heading[1], "titel": heading[2].strip(), "text": ""}
            records.append((place, record))
            target = "text"
            refuse_more(len(records))
        elif records:
            target = read_line(records[-1][1], line.rstrip(), target)
        elif line.strip() and not re.match(r"#\s", line):
            raise TableError(
                _(
                    "In line %(number)s stands a text before the first impulse. An"
                    " impulse begins with a heading such as “## 5. Title”."
                )
                % {"number": number}
            )
    for _place, record in records:
        for name in ("text", "text_en"):
            record[name] = record.get(name, "").strip()
    return records


def read_line(record: dict[str, str], line: str, target: str) -> str:
    """Put a line where it belongs; returns which text the next one continues."""
    english = ENGLISH.fullmatch(line.strip())
    if english:
        record["titel_en"] = (english[1] or "").strip()
        return "text_en"
    meta = META.fullmatch(line.strip())
    if meta and not record.get(target, "").strip():
        record[meta[1].lower()] = meta[2].strip()
        return target
    record[target] = f"{record.get(target, '')}{line}\n"
    return target


def fill(row: Row, record: dict[str, str]) -> list[str]:
    """Set what the record says; returns what is wrong with it, in words."""
    problems: list[str] = []
    row.title_de, row.title_en = one_line(record, "titel"), one_line(record, "titel_en")
    row.text_de, row.text_en = record.get("text", ""), record.get("text_en", "")
    row.number = number_of(record.get("nummer", ""), _("number"), problems) or 0
    if record.get("seite"):
        row.page = number_of(record["seite"], _("page"), problems)
    former = record.get("bisher", "")
    row.is_new = former.lower() == NEW
    if former and not row.is_new:
        row.former = number_of(former, _("former number"), problems)
    if not row.title_de:
        problems.append(_("The title is missing."))
    if max(len(row.title_de), len(row.title_en)) > TITLE_LENGTH:
        problems.append(
            _("The title is longer than %(number)s characters.")
            % {"number": TITLE_LENGTH}
        )
    try:
        for text in (row.title_de, row.title_en, row.text_de, row.text_en):
            no_control_characters(text)
    except ValidationError as error:
        problems += error.messages
    return problems


def one_line(record: dict[str, str], name: str) -> str:
    """A title, which is one line also where a cell holds several."""
    return re.sub(r" *[\r\n]+ *", " ", record.get(name, ""))


def number_of(text: str, name: str, problems: list[str]) -> int | None:
    """A whole number of the column's range; else a problem more and None."""
    number = whole_number(text, HIGHEST_NUMBER)
    if number:
        return number
    problems.append(
        _("“%(text)s” is no %(name)s; expected is a whole number from 1 on.")
        % {"text": text[:40], "name": name}
    )
    return None

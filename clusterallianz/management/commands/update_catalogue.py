"""Keeps the German catalogue complete, without the gettext programs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import Engine, Template
from django.template.base import Lexer, Node, NodeList, Origin, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

PACKAGES = ["clusterallianz", "clusters", "impulses"]
# what the text arguments of each function are
PARTS = {
    "_": ("msgid",),
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
    "npgettext_lazy": ("context", "msgid", "plural"),
}
CONSTANT = re.compile(r"""_\(\s*(?:"([^"]*)"|'([^']*)')\s*\)""")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]")
Key = tuple[str, str]  # context ("" for none) and msgid


@dataclass(frozen=True)
class Message:
    msgid: str
    where: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> Key:
        return (self.context, self.msgid)


class Command(BaseCommand):
    # messages can be collected while a part of the site is still broken
    requires_system_checks: list[str] = []
    help = "Collects all messages, writes the German catalogue and compiles it."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing, fail if incomplete"
        )

    def handle(self, *args, check: bool, **options):
        folder = Path(settings.LOCALE_PATHS[0]) / "de" / "LC_MESSAGES"
        messages = list(collect(Path(settings.BASE_DIR)))
        if check:
            problems = list(find_problems(folder, messages))
            if problems:
                raise CommandError("\n".join(problems))
            self.stdout.write(f"{len(needed(messages, read(folder)))} messages.")
            return
        untranslated = write(folder, messages)
        self.stdout.write(f"{untranslated} messages lack a translation.")


def polib():
    try:
        import polib as module
    except ImportError as error:
        raise CommandError(
            "polib is missing; it is one of the development packages."
        ) from error
    return module


# --- where messages are


def collect(root: Path) -> Iterator[Message]:
    """Every message of our Python files and templates."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                text = path.read_text(encoding="utf-8")
                yield from from_python(text, path.relative_to(root).as_posix())
    for path in sorted((root / "templates").rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            yield from from_template(text, path.relative_to(root).as_posix())


def from_python(text: str, where: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        # both gettext(…) and translation.gettext(…)
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        parts = PARTS.get(name, ())
        texts = [
            argument.value
            for argument in node.args[: len(parts)]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if parts and len(texts) == len(parts):
            yield Message(where=where, **dict(zip(parts, texts, strict=True)))


def from_template(text: str, where: str) -> Iterator[Message]:
    template = Template(text, Origin(where), where, Engine.get_default())
    for node in walk(template.nodelist):
        if isinstance(node, TranslateNode):
            yield from from_translate(node, where)
        elif isinstance(node, BlockTranslateNode):
            singular, _names = node.render_token_list(node.singular)
            plural, _names = node.render_token_list(node.plural or [])
            yield Message(singular, where, plural, context_of(node))
    for token in Lexer(text).tokenize():
        if token.token_type in (TokenType.VAR, TokenType.BLOCK):
            for double, single in CONSTANT.findall(token.contents):
                yield Message(double or single, where)


def from_translate(node: TranslateNode, where: str) -> Iterator[Message]:
    # a variable has no literal: it is translated where its text comes from
    literal = node.filter_expression.var.literal
    if isinstance(literal, str):
        yield Message(str(literal), where, context=context_of(node))


def context_of(node: TranslateNode | BlockTranslateNode) -> str:
    """The message context if it is a literal, else none."""
    expression = node.message_context
    return str(expression.var) if expression and expression.is_var is False else ""


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node, those inside blocks, conditions and partials too."""
    for node in nodes:
        yield node
        for attribute in vars(node).values():
            if isinstance(attribute, NodeList):
                yield from walk(attribute)
        for _condition, inner in getattr(node, "conditions_nodelists", []):
            yield from walk(inner)


def translated_elsewhere() -> set[Key]:
    """What Django and the other installed apps translate themselves."""
    folders = [Path(django.__file__).parent / "conf" / "locale"]
    folders += [
        Path(config.path) / "locale"
        for config in apps.get_app_configs()
        if config.name not in PACKAGES
    ]
    files = [folder / "de" / "LC_MESSAGES" / "django.mo" for folder in folders]
    return {
        key_of(entry)
        for path in files
        if path.exists()
        for entry in polib().mofile(str(path))
    }


# --- the catalogue


def key_of(entry) -> Key:
    return (entry.msgctxt or "", entry.msgid)


def read(folder: Path):
    """The catalogue as it is, empty if there is none."""
    path = folder / "django.po"
    module = polib()
    return module.pofile(str(path), wrapwidth=88) if path.exists() else module.POFile()


def needed(messages: list[Message], known) -> dict[Key, list[Message]]:
    """What belongs into the catalogue, sorted; not what others translate already.

    Where the catalogue has own words for a message of others, they stay.
    """
    own = {key_of(entry) for entry in known if entry.translated()}
    elsewhere = translated_elsewhere() - own
    by_key: dict[Key, list[Message]] = {}
    for message in sorted(messages, key=lambda m: (m.msgid, m.context)):
        if message.key not in elsewhere:
            by_key.setdefault(message.key, []).append(message)
    return by_key


def merged(known, messages: list[Message]):
    """A catalogue of exactly these messages, with the translations known so far."""
    catalogue = polib().POFile(wrapwidth=88)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "de",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    old = {key_of(entry): entry for entry in known}
    for key, same in needed(messages, known).items():
        catalogue.append(make_entry(same, old.get(key)))
    return catalogue


def make_entry(same: list[Message], known):
    plural = next((m.plural for m in same if m.plural), "")
    entry = polib().POEntry(
        msgid=same[0].msgid,
        msgctxt=same[0].context or None,
        # without line numbers, which would change with every edit
        occurrences=[(where, "") for where in sorted({m.where for m in same})],
    )
    if PLACEHOLDER.search(entry.msgid + plural):
        entry.flags.append("python-format")
    if plural:
        entry.msgid_plural = plural
        entry.msgstr_plural = (known and known.msgstr_plural) or {0: "", 1: ""}
    else:
        entry.msgstr = known.msgstr if known else ""
    return entry


def write(folder: Path, messages: list[Message]) -> int:
    """Write and compile the catalogue; returns how many translations are missing."""
    catalogue = merged(read(folder), messages)
    folder.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(folder / "django.po"))
    catalogue.save_as_mofile(str(folder / "django.mo"))
    return len(catalogue.untranslated_entries())


def find_problems(folder: Path, messages: list[Message]) -> Iterator[str]:
    """What is missing, untranslated, obsolete or not compiled, a sentence each."""
    known = read(folder)
    written = {key_of(entry): entry for entry in known}
    asked = needed(messages, known)
    obsolete = [entry.msgid for entry in known.obsolete_entries()]
    obsolete += [
        msgid for _context, msgid in written.keys() - {m.key for m in messages}
    ]
    for _context, msgid in sorted(asked.keys() - written.keys()):
        yield f"Not in the catalogue: {msgid!r}"
    for msgid in sorted(obsolete):
        yield f"No longer used: {msgid!r}"
    for key in sorted(asked.keys() & written.keys()):
        yield from problems_of(written[key])
    binary = folder / "django.mo"
    if not binary.exists() or binary.read_bytes() != known.to_binary():
        yield "django.mo is older than django.po; run update_catalogue."


def problems_of(entry) -> Iterator[str]:
    if not entry.translated():
        yield f"Not translated: {entry.msgid!r}"
        return
    allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    texts = [entry.msgstr, *entry.msgstr_plural.values()]
    if not set(PLACEHOLDER.findall(" ".join(texts))) <= allowed:
        yield f"Translated with other placeholders: {entry.msgid!r}"

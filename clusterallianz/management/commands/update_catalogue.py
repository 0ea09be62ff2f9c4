"""Keeps the German catalogue complete, without the gettext programs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.base import Node, NodeList, TextNode
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
PACKAGES = ["clusterallianz", "clusters", "impulses"]


@dataclass(frozen=True)
class Message:
    msgid: str
    plural: str
    where: str


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
            self.stdout.write(f"{len({m.msgid for m in messages})} messages.")
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


def collect(root: Path) -> Iterator[Message]:
    """Every message of our Python files and templates."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from from_python(path, path.relative_to(root).as_posix())
    for path in sorted((root / "templates").rglob("*.html")):
        name = path.relative_to(root / "templates").as_posix()
        yield from from_template(name)


def from_python(path: Path, where: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [
            argument.value
            for argument in node.args
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if node.func.id in SINGULAR and texts:
            yield Message(texts[0], "", where)
        elif node.func.id in PLURAL and len(texts) == 2:
            yield Message(texts[0], texts[1], where)


def from_template(name: str) -> Iterator[Message]:
    template: Any = get_template(name)
    where = f"templates/{name}"
    for node in walk(template.template.nodelist):
        if isinstance(node, TranslateNode):
            # a variable has no literal: it is translated where its text comes from
            literal = node.filter_expression.var.literal
            if isinstance(literal, str):
                yield Message(str(literal), "", where)
        elif isinstance(node, BlockTranslateNode):
            singular, _names = node.render_token_list(node.singular)
            plural, _names = node.render_token_list(node.plural or [])
            yield Message(singular, plural, where)


def walk(nodes: NodeList) -> Iterator[Node]:
    """Every node, those inside partials and blocks too."""
    for node in nodes:
        if isinstance(node, TextNode):
            continue
        yield node
        for attribute in vars(node).values():
            if isinstance(attribute, NodeList):
                yield from walk(attribute)
        for _condition, inner in getattr(node, "conditions_nodelists", []):
            yield from walk(inner)


def merged(folder: Path, messages: list[Message]):
    """The catalogue with exactly these messages, and the translations it had."""
    module = polib()
    path = folder / "django.po"
    old = {e.msgid: e for e in module.pofile(str(path))} if path.exists() else {}
    catalogue = module.POFile(wrapwidth=88)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "de",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    by_id: dict[str, list[Message]] = {}
    for message in messages:
        by_id.setdefault(message.msgid, []).append(message)
    for msgid, same in sorted(by_id.items()):
        catalogue.append(entry(module, same, old.get(msgid)))
    return catalogue


def entry(module, same: list[Message], known):
    plural = next((m.plural for m in same if m.plural), "")
    places = sorted({(m.where, "") for m in same})
    made = module.POEntry(msgid=same[0].msgid, occurrences=places)
    if "%(" in made.msgid:
        made.flags.append("python-format")
    if plural:
        made.msgid_plural = plural
        made.msgstr_plural = (known and known.msgstr_plural) or {0: "", 1: ""}
    else:
        made.msgstr = known.msgstr if known else ""
    return made


def write(folder: Path, messages: list[Message]) -> int:
    """Write and compile the catalogue; returns how many translations are missing."""
    catalogue = merged(folder, messages)
    folder.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(folder / "django.po"))
    catalogue.save_as_mofile(str(folder / "django.mo"))
    return len(catalogue.untranslated_entries())


def find_problems(folder: Path, messages: list[Message]) -> Iterator[str]:
    """What is missing, untranslated, obsolete or not compiled, a sentence each."""
    module = polib()
    path = folder / "django.po"
    known = module.pofile(str(path)) if path.exists() else module.POFile()
    written = {e.msgid for e in known}
    asked = {m.msgid for m in messages}
    yield from (f"Not in the catalogue: {m!r}" for m in sorted(asked - written))
    yield from (f"No longer used: {m!r}" for m in sorted(written - asked))
    yield from (f"Not translated: {e.msgid!r}" for e in known if not e.translated())
    binary = folder / "django.mo"
    if not binary.exists() or binary.read_bytes() != known.to_binary():
        yield "django.mo is older than django.po; run update_catalogue."

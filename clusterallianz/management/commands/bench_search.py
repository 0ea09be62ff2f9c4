"""Compares our search with others on a corpus that somebody brings."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Compares the search with others. --corpus: a JSON object a line with `id` and "
        "`text`; --queries: with `id`, `text` and `expected` (ids). Uses a throwaway "
        "database; nothing of the directory is read or changed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--corpus", type=Path, required=True)
        parser.add_argument("--queries", type=Path, required=True)
        parser.add_argument("--lang", choices=["de", "en"], default="de")
        parser.add_argument(
            "--typos", action="store_true", help="an error in every long word"
        )
        parser.add_argument(
            "--against", default="", help="tantivy,fts5,icontains,postgres"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args, corpus: Path, queries: Path, lang: str, **options):
        bench = imported()
        against = self.engines(options["against"], bench.engines.available())
        documents = read_lines(corpus, {"id": object, "text": str})
        asked = read_lines(queries, {"text": str, "expected": list})
        keys = {str(row["id"]): key for key, row in enumerate(documents, start=1)}
        texts = {keys[str(row["id"])]: row["text"] for row in documents}
        needs = [
            bench.quality.Query(
                row["text"],
                frozenset(keys[str(i)] for i in row["expected"] if str(i) in keys),
            )
            for row in asked
        ]
        if not any(need.expected for need in needs):
            raise CommandError("No query expects a document of the corpus.")
        if options["typos"]:
            needs = bench.quality.mistyped(needs)
        with bench.database.throwaway_database():
            scores = bench.quality.compare(texts, needs, lang, against)
        if options["json"]:
            rows = [score.as_dict() for score in scores]
            self.stdout.write(json.dumps({"results": rows}, indent=1))
        else:
            self.stdout.write(bench.quality.table(scores))

    def engines(self, text: str, available: list[str]) -> list[str]:
        names = [name.strip() for name in text.split(",") if name.strip()]
        unknown = [name for name in names if name not in available]
        if unknown:
            raise CommandError(
                f"{', '.join(unknown)} cannot run here; there is: {', '.join(available)}"
            )
        return names


def imported() -> Any:
    """The package `bench`, which stands beside the project and not in it."""
    try:
        import bench.database
        import bench.engines
        import bench.quality
    except ImportError as error:
        raise CommandError(
            "bench/ and the development packages are needed for this."
        ) from error
    return bench


def read_lines(path: Path, shape: dict[str, type]) -> list[dict[str, Any]]:
    """The JSON objects of a file. Raises CommandError with the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CommandError(f"{path}, line {number}: no JSON") from error
        if not isinstance(row, dict) or not all(
            isinstance(row.get(name), kind) and row.get(name) is not None
            for name, kind in shape.items()
        ):
            names = ", ".join(f"`{name}`" for name in shape)
            raise CommandError(f"{path}, line {number}: needs {names}")
        rows.append(row)
    if not rows:
        raise CommandError(f"{path} is empty.")
    return rows

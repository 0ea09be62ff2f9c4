"""Writes a table of all entries to a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from clusters.actions.exchange import export_table
from clusters.exchange.files import WRITERS
from clusters.exchange.resources import TABLES


class Command(BaseCommand):
    help = "Writes the clusters, locations or contacts to a .csv or .xlsx file."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="its end says the format")
        parser.add_argument(
            "--table", choices=TABLES, default="cluster", help="which one (%(default)s)"
        )

    def handle(self, *args, file: Path, table: str, **options):
        kind = file.suffix.lower().removeprefix(".")
        if kind not in WRITERS:
            raise CommandError(f"{file.name} must end with .csv or .xlsx.")
        content = export_table(table, kind, by=None)
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{file}: {len(content)} bytes.")

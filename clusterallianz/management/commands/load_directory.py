"""Loads the sourced data into an empty directory."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection, transaction

from clusters.actions.history import record_untold
from clusters.models import Cluster


class Command(BaseCommand):
    help = "Loads fixtures/*.json if the directory holds no cluster yet."

    def add_arguments(self, parser):
        parser.add_argument(
            "--force",
            action="store_true",
            help="load over an existing directory; changed entries are overwritten",
        )

    def handle(self, *args, force: bool, verbosity: int, **options):
        self.is_quiet = verbosity == 0
        if Cluster.objects.exists() and not force:
            self.stdout.write("The directory holds entries already; nothing loaded.")
            return
        with transaction.atomic():
            for path in sorted(Path(settings.FIXTURE_DIRS[0]).glob("*.json")):
                self.load(path)
            # else nobody could go back to what was loaded
            record_untold()
            call_command("search_index", verbosity=verbosity, stdout=self.stdout)
            with connection.cursor() as cursor:
                # new tables have no statistics, without which joins are planned badly
                cursor.execute("ANALYZE")

    def load(self, path: Path) -> None:
        try:
            count = len(json.loads(path.read_text(encoding="utf-8")))
            call_command("loaddata", path, verbosity=0)
        except (ValueError, DeserializationError, DatabaseError) as error:
            raise CommandError(f"{path.name} cannot be loaded: {error}") from error
        if not self.is_quiet:
            self.stdout.write(f"  {path.name}: {count} objects")

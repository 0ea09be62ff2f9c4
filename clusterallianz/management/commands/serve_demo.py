"""Starts the demo in one process: migrations, data, accounts, server."""

import io
import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from clusterallianz.management.commands.make_demo_accounts import (
    ACCOUNTS,
    PASSWORD,
    make_demo_accounts,
)
from clusters.models import Cluster


class Command(BaseCommand):
    help = "Migrates and loads what is missing, then serves; only while DEBUG is on."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")

    def handle(self, *args, host: str, port: str, **options):
        if not settings.DEBUG:
            raise CommandError("The demo runs only while DEBUG is on.")
        try:
            self.prepare()
        except (OperationalError, ImproperlyConfigured) as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        self.greet(host, port)
        os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
        call_command(
            "runserver",
            f"{host}:{port}",
            use_reloader=False,
            skip_checks=True,
            verbosity=0,
            # its greeting repeats ours; errors still come out
            stdout=io.StringIO(),
        )

    def prepare(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0)
        if not Cluster.objects.exists():
            self.stdout.write("Loading the directory …")
            call_command("load_directory", stdout=self.stdout)
        make_demo_accounts()

    def greet(self, host: str, port: str) -> None:
        names = "\n".join(f"    {a.username:<24}{a.role}" for a in ACCOUNTS)
        self.stdout.write(
            f"\nThe directory is at  http://{host}:{port}/\n"
            f"The admin is at      http://{host}:{port}/admin/\n"
            f"  Demo accounts, each with the password {PASSWORD}:\n{names}\n"
            "Stop with Ctrl-C."
        )
        # piped output is buffered, and the server never ends by itself
        self.stdout.flush()

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
from clusters.models import Cluster, current_versions
from impulses.practice import make_practice_data

OFFICE_EMAIL = "demo-geschaeftsstelle@example.org"


class Command(BaseCommand):
    help = "Migrates and loads what is missing, then serves; only while DEBUG is on."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")
        parser.add_argument("--review", action="store_true")

    def handle(self, *args, host: str, port: str, review: bool, **options):
        if not settings.DEBUG:
            raise CommandError("The demo runs only while DEBUG is on.")
        try:
            self.prepare()
            if review and make_practice_data():
                self.stdout.write("Invented practice data was made.")
            settings.PRACTICE_DATA = current_versions().is_practice
        except (OperationalError, ImproperlyConfigured) as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        url = address_of(host, port)
        if "SITE_URL" not in os.environ:
            # the links in mails lead to this very demo, whatever its port
            settings.SITE_URL = url
        # so that a visitor sees what the office would hear
        settings.OFFICE_EMAIL = settings.OFFICE_EMAIL or OFFICE_EMAIL
        # the first mails to try the round with; none is sent twice within its time
        call_command("send_confirmation_requests", stdout=io.StringIO())
        self.greet(url)
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

    def greet(self, url: str) -> None:
        names = "\n".join(f"    {a.username:<24}{a.role}" for a in ACCOUNTS)
        self.stdout.write(
            f"\nThe directory is at  {url}/\n"
            f"The admin is at      {url}/admin/\n"
            f"Its mails are at     {url}/demo/post/\n"
            f"  Demo accounts, each with the password {PASSWORD}:\n{names}\n"
            "Stop with Ctrl-C."
        )
        # piped output is buffered, and the server never ends by itself
        self.stdout.flush()


def address_of(host: str, port: str) -> str:
    """Where a browser on this machine finds the demo, without a slash at the end."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - nothing is bound here
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

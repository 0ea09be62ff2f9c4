"""Deletes personal data whose time is over."""

from django.core.management.base import BaseCommand

from clusters.actions.retention import delete_expired


class Command(BaseCommand):
    help = "Deletes enquiries, proposals, mails and the like after the stated time."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would be deleted"
        )

    def handle(self, *args, **options):
        dry_run = options["dry_run"]
        numbers = delete_expired(dry_run=dry_run)
        done = "would be deleted" if dry_run else "deleted"
        for name, number in numbers.items():
            self.stdout.write(f"{number} {name} {done}.")

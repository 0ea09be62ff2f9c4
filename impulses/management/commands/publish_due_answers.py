"""Publishes the answers whose set time has come."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from impulses.reviews.answers import publish_due_answers


class Command(BaseCommand):
    help = (
        "Publishes released answers whose time has come; for cron, every few minutes."
        " Repeatable."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would be published"
        )

    def handle(self, *args, dry_run: bool, **options):
        with translation.override("en"):
            outcomes = publish_due_answers(timezone.now(), dry_run=dry_run)
        for outcome in outcomes:
            number, reason = outcome.answer.impulse.number, outcome.reason
            said = f"NOT published: {reason}" if reason else "published"
            self.stdout.write(" ".join([f"{number}: {said}", *outcome.concerns]))
        failed = sum(bool(outcome.reason) for outcome in outcomes)
        end = "; dry run, nothing was published" if dry_run else ""
        self.stdout.write(f"{len(outcomes) - failed} answers published{end}.")
        if failed:
            # cron mails what a failing command says
            raise CommandError(f"{failed} answers could not be published.")

"""Reminds the ministry of assessments, answers and steps that are due."""

from django.core.management.base import BaseCommand

from impulses.reviews.reminders import send_due_reminders


class Command(BaseCommand):
    help = (
        "Reminds of what is due in 30, 7 and 0 days, then every week; one mail a day to"
        " a mailbox. For cron, once a day. Repeatable."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would be sent"
        )

    def handle(self, *args, **options):
        dry_run = options["dry_run"]
        told = send_due_reminders(dry_run=dry_run)
        for mailbox, duties in told.items():
            occasions = ", ".join(
                f"{duty.impulse.number} {duty.occasion}" for duty in duties
            )
            self.stdout.write(f"{mailbox}: {occasions}")
        done = "would be sent" if dry_run else "sent"
        self.stdout.write(f"{len(told)} mails {done}.")

"""Reminds clusters of enquiries that wait, and asks firms whether it helped."""

from django.core.management.base import BaseCommand

from clusters.actions.reminders import ask_whether_helped, send_reminders


class Command(BaseCommand):
    help = "Reminds of unanswered enquiries; for cron, once a working day. Repeatable."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would be sent"
        )

    def handle(self, *args, **options):
        dry_run = options["dry_run"]
        reminders = send_reminders(dry_run=dry_run)
        for reminder in reminders:
            thread = reminder.thread
            self.stdout.write(
                f"{thread.enquiry.number} {thread.cluster.slug}: {reminder.days}"
                f" working days, limit {reminder.after}"
                f"{', office told' if reminder.is_escalation else ''}"
            )
        asked = ask_whether_helped(dry_run=dry_run)
        for enquiry in asked:
            self.stdout.write(f"{enquiry.number}: asked whether it helped")
        done = "would be sent" if dry_run else "sent"
        self.stdout.write(f"{len(reminders)} reminders, {len(asked)} questions {done}.")

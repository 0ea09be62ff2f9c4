"""Sends the mails that wait, for example because the mail server was down."""

from django.core.management.base import BaseCommand

from clusters.mail.queue import send_waiting


class Command(BaseCommand):
    help = "Tries again every mail that waits and is due; for cron, every few minutes."

    def handle(self, *args, **options):
        sent, waiting = send_waiting()
        self.stdout.write(f"{sent} mails sent, {waiting} still waiting.")

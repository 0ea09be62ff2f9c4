"""Asks clusters to check their entries; for cron, once a day."""

from django.core.management.base import BaseCommand

from clusters.actions.requests import (
    ask_cluster,
    mailboxes_of,
    tell_office_of_unreachable,
)
from clusters.models import Cluster


class Command(BaseCommand):
    help = (
        "Sends a link to every cluster with a section that is not confirmed or older"
        " than half a year; none again within CONFIRMATION_REQUEST_EVERY_DAYS."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would be sent, send nothing",
        )

    def handle(self, *args, dry_run, **options):
        number, unreachable = 0, []
        for cluster in Cluster.objects.to_be_asked():
            mailboxes = mailboxes_of(cluster)
            if not mailboxes:
                unreachable.append(cluster)
            elif not dry_run:
                mailboxes = [request.email for request in ask_cluster(cluster)]
            for mailbox in mailboxes:
                self.stdout.write(f"{cluster}: {mailbox}")
            number += len(mailboxes)
        for cluster in unreachable:
            self.stdout.write(f"{cluster}: nobody to write to")
        if not dry_run:
            tell_office_of_unreachable(unreachable)
        done = "would be sent" if dry_run else "sent"
        self.stdout.write(f"{number} requests {done}.")

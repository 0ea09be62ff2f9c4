"""Derives anew what lists read of impulses, after changes past the program."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from clusters.models import renew_edition
from impulses.models import Impulse
from impulses.reviews.clock import derived


class Command(BaseCommand):
    help = "Derives state, next due date and days of all impulses anew; repeatable."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="change nothing, fail if one differs"
        )

    @transaction.atomic
    def handle(self, *args, check: bool, **options):
        wrong = 0
        for impulse in Impulse.objects.select_for_update().prefetch_related("parts"):
            right = derived(impulse, impulse.parts.all())
            if all(getattr(impulse, name) == value for name, value in right.items()):
                continue
            wrong += 1
            self.stdout.write(f"  {impulse}")
            if not check:
                Impulse.objects.filter(pk=impulse.pk).update(**right)
        if wrong and check:
            raise CommandError(f"{wrong} impulses differ.")
        if wrong:
            renew_edition()
        self.stdout.write(f"{wrong} impulses settled.")

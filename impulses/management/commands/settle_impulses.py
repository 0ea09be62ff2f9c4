"""Derives anew what lists read of impulses, after changes past the program."""

from django.core.management.base import BaseCommand, CommandError

from impulses.models import Impulse
from impulses.reviews.settling import is_settled, settle_anew


class Command(BaseCommand):
    help = (
        "Derives the state of impulses with parts, their next due date and the days of"
        " answer and completion anew. Repeatable."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="change nothing, fail if one differs"
        )

    def handle(self, *args, check: bool, **options):
        rows = Impulse.objects.prefetch_related("parts")
        wrong = [impulse for impulse in rows if not is_settled(impulse)]
        for impulse in wrong:
            self.stdout.write(f"  {impulse}")
        if check and wrong:
            raise CommandError(f"Not as derived: {len(wrong)} of {len(rows)} impulses.")
        settled = sum(settle_anew(impulse) for impulse in wrong)
        self.stdout.write(f"Settled {settled} of {len(rows)} impulses.")

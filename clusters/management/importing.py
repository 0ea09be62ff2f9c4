"""What commands share that read a file, say what it changes, and change it."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError


class ImportCommand(BaseCommand):
    """`command FILE [--dry-run] [--by NAME]`."""

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would change"
        )
        parser.add_argument(
            "--by", metavar="NAME", help="account that the history shall name"
        )

    def tell_changes(self, changes) -> None:
        """Of one row: each has `column`, `old` and `new`."""
        for change in changes:
            self.stdout.write(f"    {change.column}: {change.old!r} → {change.new!r}")


def account(name: str | None):
    """Raises CommandError for an account that there is not; None stays None."""
    if name is None:
        return None
    found = get_user_model().objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"There is no account {name}.")
    return found

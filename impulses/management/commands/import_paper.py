"""Enters the wordings of the paper, or says what a file would change."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from clusters.exchange.files import TableError
from impulses.paper.planning import Plan, plan_paper
from impulses.paper.reading import read_paper
from impulses.reviews.errors import ReviewError
from impulses.reviews.wording import import_paper


class Command(BaseCommand):
    help = (
        "Enters impulses as printed out of a CSV, XLSX or Markdown file."
        " All of it or nothing; nothing is deleted."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would change"
        )
        parser.add_argument(
            "--by", metavar="NAME", help="account that the history shall name"
        )

    def handle(self, *args, file: Path, dry_run: bool, by: str | None, **options):
        try:
            paper = read_paper(file.read_bytes())
            plan = plan_paper(paper)
            self.tell(plan)
            if not dry_run and not plan.problems:
                import_paper(paper, by=account(by), digest=plan.digest)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except (TableError, ReviewError) as error:
            raise CommandError(str(error)) from error
        if plan.problems:
            raise CommandError(f"{len(plan.problems)} problems, nothing was changed.")
        self.stdout.write(
            f"{len(plan.entries)} impulses changed, {plan.unchanged} unchanged; "
            f"{'dry run, nothing was saved' if dry_run else 'saved'}."
        )

    def tell(self, plan: Plan) -> None:
        for problem in plan.problems:
            self.stdout.write(f"  {problem.place}: {problem.text}")
        for entry in plan.entries:
            mark = " (new)" if entry.is_new else ""
            self.stdout.write(
                f"  {entry.values['number']}. {entry.values['title_de']}{mark}"
            )
            for change in entry.changes:
                self.stdout.write(
                    f"    {change.column}: {change.old!r} → {change.new!r}"
                )


def account(name: str | None):
    if name is None:
        return None
    found = get_user_model().objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"There is no account {name}.")
    return found

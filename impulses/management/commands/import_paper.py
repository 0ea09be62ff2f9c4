"""Enters the wordings of the paper, or says what a file would change."""

from pathlib import Path

from django.core.management.base import CommandError

from clusters.exchange.files import TableError
from clusters.management.importing import ImportCommand, account
from impulses.paper.planning import Plan, plan_paper
from impulses.paper.reading import read_paper
from impulses.reviews.errors import ReviewError
from impulses.reviews.wording import import_paper


class Command(ImportCommand):
    help = (
        "Enters impulses as printed out of a CSV, XLSX or Markdown file."
        " All of it or nothing; nothing is deleted."
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
            self.tell_changes(entry.changes)

"""Changes entries by a table, or says what the table would change."""

from pathlib import Path

from django.core.management.base import CommandError

from clusters.actions.exchange import ExchangeNotAllowedError, Report, import_table
from clusters.exchange.files import TableError, read_table
from clusters.management.importing import ImportCommand, account


class Command(ImportCommand):
    help = (
        "Imports a table that export_directory has written; its columns tell which one."
        " All of it or nothing; nothing is deleted."
    )

    def handle(self, *args, file: Path, dry_run: bool, by: str | None, **options):
        try:
            table = read_table(file.read_bytes())
            report = import_table(
                table, by=account(by), dry_run=dry_run, file_name=file.name
            )
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except TableError as error:
            raise CommandError(str(error)) from error
        except ExchangeNotAllowedError as error:
            raise CommandError(f"{by} may not import tables.") from error
        self.tell(report)
        if report.problems:
            raise CommandError(f"{len(report.problems)} problems, nothing was changed.")
        self.stdout.write(
            f"{report.count} changes in {len(report.rows)} rows, "
            f"{report.unchanged} rows unchanged; "
            f"{'dry run, nothing was saved' if dry_run else 'saved'}."
        )

    def tell(self, report: Report) -> None:
        for problem in report.problems:
            place = f"row {problem.number} {problem.column}".strip()
            self.stdout.write(f"  {place}: {problem.text}")
        for row in report.rows:
            mark = " (new)" if row.is_new else ""
            self.stdout.write(f"  row {row.number}: {row.name}{mark}")
            self.tell_changes(row.changes)

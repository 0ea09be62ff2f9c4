"""Builds the search index anew, or says what in it is out of date."""

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import transaction

from clusters.models import renew_edition
from clusters.search.concepts import all_terms, update_concepts
from clusters.search.corpora import searched
from clusters.search.forms import forget_unused_words, split_all_forms
from clusters.search.index import count_documents, every_term, miscounts

WIDTH = 30


class Command(BaseCommand):
    help = "Stores the searched words of all entries and vocabularies anew."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; fail if entries were changed past the index",
        )

    def handle(self, *args, check: bool, verbosity: int, **options):
        self.is_quiet = verbosity == 0
        if check:
            self.check_index()
        else:
            self.build_index()

    def check_index(self) -> None:
        stale = 0
        for corpus, rows in searched():
            for key in corpus.stale(rows):
                stale += 1
                row = rows.filter(pk=key).first()
                self.stdout.write(f"  out of date: {corpus.name} {row or key}")
            miscounted = len(miscounts(corpus.name, list(every_term())))
            if miscounted:
                stale += miscounted
                self.stdout.write(f"  counted wrong: {miscounted} words")
        if stale:
            raise CommandError(
                f"{stale} parts are out of date; run: manage.py search_index"
            )
        self.stdout.write("The search index is up to date.")

    @transaction.atomic
    def build_index(self) -> None:
        changed = update_concepts(all_terms())
        self.say(f"vocabularies: {changed} changed.")
        for corpus, rows in searched():
            bar = Bar(self.stdout, corpus.name, rows.count(), self.is_quiet)
            report = corpus.rebuild(rows, progress=bar.step)
            count_documents(corpus.name)
            bar.end()
            self.say(
                f"{corpus.name}: {report.changed} of {report.documents} changed, "
                f"{report.removed} removed, {report.new_forms} new words."
            )
        self.say(f"compounds: {split_all_forms()} changed.")
        renew_edition()
        self.say(f"words no longer used: {forget_unused_words()} removed.")

    def say(self, text: str) -> None:
        if not self.is_quiet:
            self.stdout.write(text)


class Bar:
    """A progress bar on a terminal; nothing elsewhere."""

    def __init__(self, out: OutputWrapper, label: str, total: int, is_quiet: bool):
        self.out, self.label, self.total, self.done = out, label, total, 0
        self.is_shown = total > 0 and out.isatty() and not is_quiet

    def step(self) -> None:
        self.done += 1
        if self.is_shown and self.done % max(1, self.total // 100) == 0:
            filled = WIDTH * self.done // self.total
            bar = "#" * filled + "." * (WIDTH - filled)
            self.out.write(f"\r{self.label} [{bar}] {self.done}", ending="")

    def end(self) -> None:
        if self.is_shown:
            self.out.write("\r" + " " * 72 + "\r", ending="")

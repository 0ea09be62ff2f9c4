"""Asks the web addresses of public entries whether they still answer."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from clusters.actions.links import OfflineError, ask_links, collect_links
from clusters.linkcheck import Asker
from clusters.models import LinkCheck


class Command(BaseCommand):
    help = (
        "Asks the web addresses of public entries, the longest unasked first, at most"
        " one request a second to each host. May be stopped and started at any time."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--limit", type=int, default=300, help="ask at most so many (%(default)s)"
        )
        parser.add_argument(
            "--timeout", type=float, default=10, help="seconds to wait (%(default)s)"
        )
        parser.add_argument(
            "--all", action="store_true", help="also those that were asked lately"
        )
        parser.add_argument(
            "--allow-local",
            action="store_true",
            help="also addresses of this machine and its network; for tests",
        )

    def handle(self, *args, limit, timeout, allow_local, verbosity, **options):
        if limit < 1 or not 0 < timeout <= 120:
            raise CommandError("--limit and --timeout (at most 120) must be positive.")
        new, gone = collect_links()
        links = list(LinkCheck.objects.to_ask(everything=options["all"])[:limit])
        asker = Asker(timeout=timeout, allow_local=allow_local)
        bar = tqdm(
            ask_links(links, asker),
            total=len(links),
            unit=" addresses",
            # quiet unless somebody watches
            disable=verbosity == 0 or None,
        )
        try:
            asked = sum(1 for _link in bar)
        except OfflineError as error:
            raise CommandError(
                "No server answers at all, so this machine seems to be offline; "
                "nothing was noted."
            ) from error
        finally:
            bar.close()
        if verbosity:
            self.report(asked, new, gone)

    def report(self, asked: int, new: int, gone: int) -> None:
        self.stdout.write(
            f"{asked} addresses asked ({new} new, {gone} no longer used)."
        )
        dead = LinkCheck.objects.dead()
        for link in dead:
            self.stdout.write(f"  dead: {link.url} – {link.answer}")
        waiting = LinkCheck.objects.to_ask().count()
        self.stdout.write(f"{len(dead)} are dead, {waiting} are still to be asked.")

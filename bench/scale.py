"""Growth: what index, search and list cost with 200, 2,000 and 20,000 clusters."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench.database import database_bytes
from bench.quality import Query, mistyped
from bench.synthetic import Generator
from clusters.models import Cluster
from clusters.search.answer import answer_need
from clusters.search.documents import corpus

BUDGET = 3.0
ROUNDS = 15
PAGES = {
    "list page": "/cluster/",
    "filter page": "/cluster/?treiber=digitalisierung&leistung=technologietransfer",
    "distance page": "/cluster/?ort=solingen&umkreis=50",
    "search page": "/cluster/?q=Wer+hilft+uns+bei+der+Digitalisierung+der+Fertigung",
}


@dataclass(frozen=True)
class Growth:
    """What one size costs; times in milliseconds, `index_seconds` for all clusters."""

    size: int
    index_seconds: float
    index_megabytes: float
    times: dict[str, float]


def main(sizes: list[int]) -> None:
    call_command("load_directory", verbosity=0)
    queries = known_needs()
    generator = Generator()
    growths: list[Growth] = []
    seconds = megabytes = 0.0
    for size in sizes:
        keys = generator.make(max(size - Cluster.objects.count(), 0))
        more, bigger = index(keys)
        seconds, megabytes = seconds + more, megabytes + bigger
        growths.append(Growth(size, seconds, megabytes, measure(queries)))
        print(line(growths[-1], growths[0]), flush=True)
    report(growths)


def known_needs() -> list[str]:
    """The needs of the search bench, as they are and misspelt."""
    needs = json.loads(Path(__file__).with_name("needs.json").read_text("utf-8"))
    queries = [Query(need["text"], frozenset()) for need in needs]
    return [query.text for query in queries + mistyped(queries)]


def index(keys: list[int]) -> tuple[float, float]:
    """Store the words of these clusters; seconds and megabytes that it took."""
    before, start = database_bytes(), time.perf_counter()
    corpus.rebuild(Cluster.objects.filter(pk__gte=keys[0]) if keys else none())
    seconds = time.perf_counter() - start
    settle()
    return seconds, (database_bytes() - before) / 1_000_000


def settle() -> None:
    """Let the database learn about tables that have just been filled."""
    # PostgreSQL's own autovacuum would do this a minute later; SQLite has none
    words = "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
    with connection.cursor() as cursor:
        cursor.execute(words)


def none():
    return Cluster.objects.none()


def measure(queries: list[str]) -> dict[str, float]:
    """Milliseconds: quantiles of the answers, medians of the pages."""
    answer_need(queries[0])
    answers = sorted(
        milliseconds(lambda text=text: answer_need(text)) for text in queries
    )
    times = {
        "search p50": statistics.median(answers),
        "search p95": answers[int(0.95 * len(answers))],
    }
    client = Client(headers={"host": "localhost"})
    for name, address in PAGES.items():
        client.get(address)
        times[name] = statistics.median(
            milliseconds(lambda address=address: client.get(address))
            for _round in range(ROUNDS)
        )
    return times


def milliseconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def line(growth: Growth, first: Growth) -> str:
    times = "  ".join(
        f"{name} {ms:.0f} ms ({ms / first.times[name]:.1f}x)"
        for name, ms in growth.times.items()
    )
    return (
        f"{growth.size:>6} clusters: index {growth.index_seconds:.1f} s, "
        f"{growth.index_megabytes:.1f} MB  {times}"
    )


def report(growths: list[Growth]) -> None:
    """Each figure's growth from the smallest to the largest, against the budget."""
    first, last = growths[0], growths[-1]
    print(f"\n{connection.vendor}, {last.size} against {first.size} clusters")
    for name, ms in last.times.items():
        print(verdict(name, ms / first.times[name]))


def verdict(name: str, ratio: float) -> str:
    word = "within" if ratio <= BUDGET else "OVER"
    return f"{name:<26}{ratio:6.2f}   ({word} the budget of {BUDGET:.0f})"

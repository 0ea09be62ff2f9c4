"""Growth: what the pages of the impulses cost with 50 and with 5,000 of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench.database import database_bytes
from bench.impulses import ImpulseGenerator
from bench.scale import ROUNDS, milliseconds, settle, verdict
from clusters.models import renew_edition
from impulses.models import Impulse, PublicEntry
from impulses.search import corpus

SIZES = [50, 5000]
PUBLIC = {
    "impulse list": "/impulse/",
    "filtered list": "/impulse/?treiber=digitalisierung&antwort=angenommen",
    "late ones": "/impulse/?verzug=ja",
    "search": "/impulse/?q=Wasserstoff",
    "last page": "/impulse/?seite=9999",
    "one impulse": "/impulse/{newest}/",
    "state of all": "/impulse/stand/",
    "matrix": "/matrix/",
    "home page": "/",
}
INTERNAL = ["impulses:work", "impulses:review-list", "impulses:review-dashboard"]


@dataclass(frozen=True)
class Growth:
    """What one size costs; times in milliseconds."""

    size: int
    times: dict[str, float]


def main(sizes: list[int]) -> None:
    call_command("load_directory", verbosity=0)
    generator = ImpulseGenerator()
    growths = []
    for size in sizes:
        generator.make(max(size - Impulse.objects.count(), 0))
        corpus.rebuild(Impulse.objects.all())
        renew_edition()
        settle()
        growths.append(Growth(size, measure(generator)))
        print(line(growths[-1]), flush=True)
    report(growths)


def measure(generator: ImpulseGenerator) -> dict[str, float]:
    """Of the public pages, and of those that a coordinator sees."""
    visitor = Client(headers={"host": "localhost"})
    coordinator = Client(headers={"host": "localhost"})
    coordinator.force_login(generator.coordinators[0])
    times = {
        name: fastest(visitor, address.format(newest=generator.number))
        for name, address in PUBLIC.items()
    }
    for name in INTERNAL:
        times[name] = fastest(coordinator, reverse(name))
    one = reverse("impulses:review", args=[generator.number])
    return times | {"impulses:review": fastest(coordinator, one)}


def fastest(client: Client, address: str) -> float:
    """Milliseconds of a page at its best: whatever else a machine does only adds."""
    if (status := client.get(address).status_code) != 200:
        raise CommandError(f"{address} answers {status}.")
    return min(milliseconds(lambda: client.get(address)) for _round in range(ROUNDS))


def line(growth: Growth) -> str:
    times = "  ".join(f"{name} {ms:.0f} ms" for name, ms in growth.times.items())
    entries, megabytes = PublicEntry.objects.count(), database_bytes() / 1_000_000
    return (
        f"{growth.size:>6} impulses, {entries} public entries, "
        f"{megabytes:.0f} MB: {times}"
    )


def report(growths: list[Growth]) -> None:
    first, last = growths[0], growths[-1]
    print(f"\n{connection.vendor}, {last.size} against {first.size} impulses")
    for name, ms in last.times.items():
        print(verdict(name, ms / first.times[name]))

"""Measures how often the search answers needs right."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from clusters.models import Cluster
from clusters.search.answer import Answer, answer_need
from clusters.search.concepts import concept_names
from clusters.search.index import SCALE
from clusters.search.reasons import reasons_for


class Command(BaseCommand):
    help = (
        "Answers the needs of a file and compares: a list of objects with `text`, "
        "`expected` and `also` (slugs); an empty `expected` means no cluster."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="JSON file with the needs")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args, file: Path, **options):
        needs = read_needs(file)
        result = evaluate(needs)
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
        else:
            self.report(result)

    def report(self, result: dict[str, Any]) -> None:
        for name in ("success_at_1", "success_at_3", "mrr", "honest_no_rate"):
            self.stdout.write(f"{name:<16}{result[name]:>7.3f}")
        for miss in result["misses"]:
            self.stdout.write(f"\n{miss['id']}: {miss['text']}")
            self.stdout.write(
                f"  expected: {', '.join(miss['expected']) or 'no cluster'}"
            )
            self.stdout.write(f"  found:    {', '.join(miss['found']) or 'nobody'}")
            for reason in miss["reasons"]:
                self.stdout.write(f"    {reason}")


def read_needs(file: Path) -> list[dict[str, Any]]:
    """The needs of a file. Raises CommandError if it is not shaped as it should be."""
    try:
        needs = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from error
    is_list = isinstance(needs, list) and all(isinstance(n, dict) for n in needs)
    if not is_list or not all(
        isinstance(n.get("text"), str) and isinstance(n.get("expected"), list)
        for n in needs
    ):
        raise CommandError(
            f"{file} must hold a list of objects with `text` and `expected`."
        )
    if not needs:
        raise CommandError(f"{file} holds no needs.")
    return needs


def evaluate(needs: list[dict[str, Any]]) -> dict[str, Any]:
    """Success among the first one and three, mean reciprocal rank, honest noes, misses.

    A need counts as met by each of its `expected` clusters; one in `also` is no miss
    at the first place if it stands there, and is reported as `acceptable_at_1`.
    """
    clusters = Cluster.objects.published()
    slugs = dict(clusters.values_list("pk", "slug"))
    ranks: list[int] = []
    acceptable = noes = no_needs = 0
    misses = []
    for need in needs:
        with override("de"):
            answer = answer_need(need["text"])
        found = [slugs[hit.key] for hit in answer.hits]
        expected = need["expected"]
        if expected:
            rank = min((found.index(s) + 1 for s in expected if s in found), default=0)
            ranks.append(rank)
            first = found[:1]
            acceptable += bool(set(first) & {*expected, *need.get("also", [])})
            is_miss = rank != 1 or answer.is_honest_no
        else:
            no_needs += 1
            noes += answer.is_honest_no
            is_miss = not answer.is_honest_no
        if is_miss:
            misses.append(describe(need, found, answer))
    total = len(ranks) or 1
    return {
        "needs": len(needs),
        "success_at_1": sum(rank == 1 for rank in ranks) / total,
        "success_at_3": sum(0 < rank <= 3 for rank in ranks) / total,
        "acceptable_at_1": acceptable / total,
        "mrr": sum(1 / rank for rank in ranks if rank) / total,
        "honest_no_rate": noes / no_needs if no_needs else 1.0,
        "misses": misses,
    }


def describe(need: dict[str, Any], found: list[str], answer: Answer) -> dict[str, Any]:
    """A miss, with what was found first and the reasons given for it."""
    with override("de"):
        reasons = []
        if answer.hits:
            answer.need.names = concept_names()
            first = Cluster.objects.for_list().get(pk=answer.hits[0].key)
            reasons = [
                f"{reason.points / SCALE:5.2f}  {reason.sentence}"
                for reason in reasons_for(answer.hits[0], first, answer.need)
            ]
    return {
        "id": need.get("id", ""),
        "text": need["text"],
        "expected": need["expected"],
        "found": found[:3],
        "verdict": answer.verdict.value,
        "reasons": reasons,
    }

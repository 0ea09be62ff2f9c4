"""How often the right document comes first, for any engine, text and queries."""

from __future__ import annotations

import random
import re
import time
from dataclasses import asdict, dataclass

from bench.engines import ENGINES, Search, Texts, ours

SEED = 20250408
LONG_WORD = 6


@dataclass(frozen=True)
class Query:
    text: str
    expected: frozenset[int]


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1; milliseconds for each query."""

    engine: str
    success_at_1: float
    success_at_3: float
    mrr: float
    ms_per_query: float

    def as_dict(self) -> dict[str, object]:
        return {
            k: round(v, 4) if isinstance(v, float) else v
            for k, v in asdict(self).items()
        }


def with_typos(text: str, chance: random.Random) -> str:
    """The text with one typing error in every long word: letters swapped, lost,
    doubled or replaced, never the first one."""
    return re.sub(rf"\w{{{LONG_WORD},}}", lambda m: mistype(m.group(), chance), text)


def mistype(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kind = chance.choice(["swap", "lose", "double", "replace"])
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "lose":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    return word[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]


def score(name: str, search: Search, queries: list[Query]) -> Score:
    """Run the queries one by one, after one to warm up."""
    search(queries[0].text)
    places = []
    start = time.perf_counter()
    for query in queries:
        found = search(query.text)
        places.append(
            next((at for at, key in enumerate(found, 1) if key in query.expected), 0)
        )
    elapsed = time.perf_counter() - start
    total = len(queries)
    return Score(
        name,
        sum(place == 1 for place in places) / total,
        sum(0 < place <= 3 for place in places) / total,
        sum(1 / place for place in places if place) / total,
        1000 * elapsed / total,
    )


def compare(
    texts: Texts, queries: list[Query], language: str, against: list[str]
) -> list[Score]:
    """Ours first, then the engines named, on the same texts and queries."""
    scores = [score("ours", ours(texts, language), queries)]
    for name in against:
        for title, make in ENGINES[name]:
            scores.append(score(title, make(texts, language), queries))
    return scores


def mistyped(queries: list[Query]) -> list[Query]:
    """The queries with typing errors, the same ones every time."""
    chance = random.Random(SEED)
    return [Query(with_typos(q.text, chance), q.expected) for q in queries]


def table(scores: list[Score]) -> str:
    """The scores as lines of text."""
    lines = [f"{'engine':<24}{'at 1':>7}{'at 3':>7}{'MRR':>7}{'ms':>8}"]
    lines += [
        f"{s.engine:<24}{s.success_at_1:>7.3f}{s.success_at_3:>7.3f}"
        f"{s.mrr:>7.3f}{s.ms_per_query:>8.2f}"
        for s in scores
    ]
    return "\n".join(lines)

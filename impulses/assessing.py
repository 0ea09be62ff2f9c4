"""What several assessments of an impulse say together: plain numbers, no database.

Values are 0 to 4. The overall value of a vote is the mean of its values of the criteria
in use today, weighted as today. Deviations are those of all votes, not of a sample.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import fmean, median, pstdev

HIGHEST = 4
# highest minus lowest value of votes that agree; the deviation of those that nearly do
AGREEING_DISTANCE = 1
NEARLY_AGREEING_DEVIATION = 1


class Agreement(StrEnum):
    NONE = "none"
    AGREED = "agreed"
    PARTLY = "partly"
    DIVIDED = "divided"


@dataclass(frozen=True)
class Weighted:
    """A criterion as it counts. `key`: by which votes name it."""

    key: int
    weight: int
    is_active: bool = True


@dataclass(frozen=True)
class Vote:
    """What one reviewer said. Only a judged one has a recommendation and values."""

    kind: str
    recommendation: str = ""
    scores: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """The values of all votes, ascending, and what they say; None where nobody voted."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float | None:
        return fmean(self.values) if self.values else None

    @property
    def median(self) -> float | None:
        return median(self.values) if self.values else None

    @property
    def distance(self) -> float | None:
        return self.values[-1] - self.values[0] if self.values else None

    @property
    def deviation(self) -> float | None:
        return pstdev(self.values) if self.values else None

    @property
    def agreement(self) -> Agreement:
        """One vote agrees with nobody."""
        if len(self.values) < 2:
            return Agreement.NONE
        if (self.distance or 0) <= AGREEING_DISTANCE:
            return Agreement.AGREED
        if (self.deviation or 0) <= NEARLY_AGREEING_DEVIATION:
            return Agreement.PARTLY
        return Agreement.DIVIDED


@dataclass(frozen=True)
class Summary:
    """`criteria`: by key, without those that nobody valued and that are closed.

    `recommendations`: how many votes for which, without those that nobody gave.
    """

    criteria: dict[int, Figures]
    overall: Figures
    recommendations: dict[str, int]
    judged: int
    abstained: int
    conflicts: int


def summarise(votes: Iterable[Vote], criteria: Iterable[Weighted]) -> Summary:
    all_votes, weighted = list(votes), list(criteria)
    judged = [vote for vote in all_votes if vote.kind == "judged"]
    kinds = Counter(vote.kind for vote in all_votes)
    by_key = {c.key: figures_of(judged, c.key) for c in weighted}
    closed = {c.key for c in weighted if not c.is_active}
    overall = (overall_of(vote, weighted) for vote in judged)
    return Summary(
        criteria={k: f for k, f in by_key.items() if f.values or k not in closed},
        overall=Figures(tuple(sorted(value for value in overall if value is not None))),
        recommendations=dict(Counter(vote.recommendation for vote in judged)),
        judged=len(judged),
        abstained=kinds["abstained"],
        conflicts=kinds["conflict"],
    )


def figures_of(judged: list[Vote], key: int) -> Figures:
    """Of the votes that valued a criterion: an earlier one may not have known it."""
    return Figures(tuple(sorted(v.scores[key] for v in judged if key in v.scores)))


def overall_of(vote: Vote, criteria: Iterable[Weighted]) -> float | None:
    """None for a vote that valued no criterion in use."""
    counted = [c for c in criteria if c.is_active and c.key in vote.scores]
    if not counted:
        return None
    weights = sum(c.weight for c in counted)
    return sum(c.weight * vote.scores[c.key] for c in counted) / weights

"""What several votes say together, in numbers."""

import pytest

from impulses.assessing import Agreement, Figures, Vote, Weighted, overall_of, summarise

EFFECT, EFFORT, OLD = 1, 2, 3
CRITERIA = [Weighted(EFFECT, 3), Weighted(EFFORT, 1)]


def judged(effect: int, effort: int, recommendation="angenommen") -> Vote:
    return Vote("judged", recommendation, {EFFECT: effect, EFFORT: effort})


def test_votes_are_weighted():
    summary = summarise([judged(4, 0), judged(2, 2)], CRITERIA)
    assert summary.criteria == {EFFECT: Figures((2, 4)), EFFORT: Figures((0, 2))}
    assert summary.overall == Figures((2.0, 3.0))
    assert (summary.judged, summary.abstained, summary.conflicts) == (2, 0, 0)


def test_no_vote_says_nothing():
    summary = summarise([], CRITERIA)
    empty = summary.overall
    assert empty == Figures(())
    assert [empty.mean, empty.median, empty.distance, empty.deviation] == [None] * 4
    assert empty.agreement == Agreement.NONE
    assert summary.recommendations == {}
    assert summary.criteria == {EFFECT: empty, EFFORT: empty}


def test_one_vote_agrees_with_nobody():
    overall = summarise([judged(4, 0)], CRITERIA).overall
    assert (overall.mean, overall.median, overall.deviation) == (3, 3, 0)
    assert overall.distance == 0
    assert overall.agreement == Agreement.NONE


def test_all_abstain():
    votes = [Vote("abstained"), Vote("abstained"), Vote("conflict")]
    summary = summarise(votes, CRITERIA)
    assert (summary.judged, summary.abstained, summary.conflicts) == (0, 2, 1)
    assert summary.overall == Figures(())
    assert summary.recommendations == {}


def test_ties_stay_ties():
    votes = [judged(3, 3), judged(1, 1, "abgelehnt")]
    summary = summarise(votes, CRITERIA)
    assert summary.recommendations == {"angenommen": 1, "abgelehnt": 1}
    assert summary.overall.median == 2


@pytest.mark.parametrize(
    ("values", "agreement"),
    [
        ((2, 2, 2), Agreement.AGREED),
        ((2, 3), Agreement.AGREED),
        ((1, 3), Agreement.PARTLY),
        ((1, 2, 2, 2, 4), Agreement.PARTLY),
        ((1, 4), Agreement.DIVIDED),
        ((0, 4), Agreement.DIVIDED),
    ],
)
def test_agreement_is_named(values, agreement):
    assert Figures(values).agreement == agreement


def test_closed_criteria_are_shown_but_not_weighed():
    criteria = [*CRITERIA, Weighted(OLD, 10, is_active=False)]
    vote = Vote("judged", "angenommen", {EFFECT: 4, EFFORT: 4, OLD: 0})
    summary = summarise([vote], criteria)
    assert summary.criteria[OLD] == Figures((0,))
    assert summary.overall == Figures((4.0,))
    assert OLD not in summarise([judged(1, 1)], criteria).criteria


def test_vote_from_before_a_criterion_counts_with_those_it_knew():
    assert overall_of(Vote("judged", "", {EFFORT: 3}), CRITERIA) == 3
    assert overall_of(Vote("judged", "", {OLD: 3}), CRITERIA) is None
    assert overall_of(Vote("judged"), []) is None

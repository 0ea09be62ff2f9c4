"""The numbers of the burn-up and their picture; no database."""

from datetime import date

import pytest

from impulses.burnup import (
    FLOOR,
    HANDED_OVER,
    LABEL_GAP,
    TOP,
    Month,
    burn_up,
    draw,
    label_heights,
    levels,
    months_until,
    running,
)

APRIL, MAY, JUNE = (date(2025, month, 1) for month in (4, 5, 6))


def test_months_reach_from_the_start_to_today():
    assert months_until(date(2025, 6, 30)) == [APRIL, MAY, JUNE]
    assert months_until(date(2026, 1, 1))[-2:] == [date(2025, 12, 1), date(2026, 1, 1)]
    assert len(months_until(date(2030, 4, 2))) == 61


def test_a_clock_before_the_start_still_has_a_month():
    assert months_until(date(2020, 1, 1)) == [HANDED_OVER]


def test_sums_run_over_the_months():
    assert running({APRIL: 2, JUNE: 3}, [APRIL, MAY, JUNE]) == [2, 2, 5]


def test_earlier_days_count_in_the_first_month_and_later_ones_not_yet():
    counts = {date(2024, 1, 1): 1, date(2025, 7, 1): 9, None: 4}
    assert running(counts, [APRIL, MAY]) == [1, 1]


def test_rows_hold_all_three_numbers():
    assert burn_up(9, {APRIL: 1, MAY: 2}, {MAY: 1}, date(2025, 5, 2)) == [
        Month(APRIL, 9, 1, 0),
        Month(MAY, 9, 3, 1),
    ]


def test_lines_reach_from_edge_to_edge():
    rows = burn_up(10, {MAY: 5}, {}, date(2025, 6, 1))
    done, answered, total = draw(rows).lines
    assert (done.name, answered.name, total.name) == ("done", "answered", "total")
    middle = (TOP + FLOOR) // 2
    assert done.points == f"0,{FLOOR} 500,{FLOOR} 1000,{FLOOR}"
    assert answered.points == f"0,{FLOOR} 500,{middle} 1000,{middle}"
    assert total.points == f"0,{TOP} 500,{TOP} 1000,{TOP}"
    assert [line.value for line in (done, answered, total)] == [0, 5, 10]


def test_one_month_is_a_level_line():
    chart = draw(burn_up(1, {}, {}, HANDED_OVER))
    assert [line.points for line in chart.lines][-1] == f"0,{TOP} 1000,{TOP}"
    assert [(tick.month, tick.x, tick.anchor) for tick in chart.ticks] == [
        (HANDED_OVER, "0.00%", "start")
    ]


def test_nothing_to_draw_is_drawn_on_the_floor():
    chart = draw(burn_up(0, {}, {}, date(2025, 5, 1)))
    assert {line.end for line in chart.lines} == {FLOOR}
    assert [level.value for level in chart.levels] == [0, 1]


@pytest.mark.parametrize(
    ("most", "found"),
    [
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (34, [0, 10, 20, 30, 40]),
        (5000, [0, 2000, 4000, 6000]),
    ],
)
def test_levels_are_few_and_round(most, found):
    rows = burn_up(most, {}, {}, HANDED_OVER)
    assert [level.value for level in draw(rows).levels] == found
    assert len(levels(found[-1])) <= 5


@pytest.mark.parametrize("ends", [[240, 240, 240], [60, 60, 60], [240, 232, 60]])
def test_labels_never_cover_each_other(ends):
    lower, middle, upper = label_heights(ends)
    assert lower - middle >= LABEL_GAP
    assert middle - upper >= LABEL_GAP
    assert upper > 0


def test_ticks_are_few_and_stay_inside():
    chart = draw(burn_up(1, {}, {}, date(2032, 2, 1)))
    assert [tick.anchor for tick in chart.ticks] == ["start", "middle", "end"]
    assert chart.ticks[-1].x == "100.00%"

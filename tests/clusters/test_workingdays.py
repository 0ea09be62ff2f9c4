"""Weekends and the holidays of North Rhine-Westphalia do not count."""

from datetime import date

import pytest

from clusters.workingdays import is_working_day, working_days

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        # All Saints' is a holiday in the state, Reformation Day is none
        (date(2027, 11, 1), False),
        (date(2025, 10, 31), True),
        # Corpus Christi moves with Easter
        (date(2026, 6, 4), False),
        (date(2026, 12, 25), False),
    ],
)
def test_working_day(day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (FRIDAY, FRIDAY, 0),
        (FRIDAY, date(2026, 11, 22), 0),
        (FRIDAY, date(2026, 11, 23), 1),
        (FRIDAY, date(2026, 11, 27), 5),
        (date(2026, 12, 23), date(2026, 12, 28), 2),
        (date(2026, 12, 30), date(2027, 1, 4), 2),
        (FRIDAY, date(2026, 11, 1), 0),
    ],
)
def test_working_days_between(start, end, days):
    assert working_days(start, end) == days

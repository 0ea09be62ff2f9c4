"""Working days of North Rhine-Westphalia: no weekends, no public holidays."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=16)
def holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv="NW", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in holidays_of(day.year)


def working_days(start: date, end: date) -> int:
    """Working days after `start`, up to and with `end`: from Friday to Monday is one.

    The day something arrives does not count; a day before `start` gives 0.
    """
    days = (end - start).days
    return sum(is_working_day(start + n * DAY) for n in range(1, days + 1))

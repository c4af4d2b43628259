"""Working days: weekends, holidays, and Saturdays worked in exchange."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from somat.law.workdays import is_entered, is_working, working_day_after
from tests.law.spec import spec


@spec("R-NUM-3")
@pytest.mark.parametrize(
    "day, working",
    [
        (date(2026, 5, 15), True),
        (date(2026, 5, 16), False),
        (date(2026, 5, 17), False),
        (date(2026, 1, 1), False),
        (date(2026, 2, 13), True),
        (date(2026, 2, 16), False),
        (date(2026, 2, 17), False),
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), False),
        (date(2026, 9, 1), False),
        (date(2026, 9, 2), False),
        (date(2026, 9, 3), True),
        (date(2026, 8, 31), False),
        (date(2026, 8, 22), True),
        (date(2026, 11, 24), False),
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
        (date(2019, 1, 5), True),
        (date(2022, 1, 3), False),
        (date(2027, 2, 8), False),
        (date(2027, 4, 16), False),
    ],
)
def test_offices_work_on_these_days_and_not_on_those(day: date, working: bool) -> None:
    assert is_working(day) is working


@spec("R-NUM-3")
@pytest.mark.parametrize("year", range(2019, 2028))
def test_the_table_agrees_with_an_independent_calendar(year: int) -> None:
    """The known differences: 2 January 2026 was exchanged for Saturday 10 January by a late announcement."""
    exchanged = {date(2026, 1, 2), date(2026, 1, 10)}
    other = holidays.country_holidays("VN", years=year)
    days = [date(year, 1, 1) + timedelta(days=count) for count in range(365)]
    differing = {day for day in days if is_working(day) is not other.is_working_day(day)}
    assert differing == {day for day in exchanged if day.year == year}


@spec("R-NUM-3")
def test_a_year_not_entered_knows_weekends_and_fixed_holidays_and_says_that_it_is_missing() -> None:
    assert is_entered(2027)
    assert not is_entered(2028)
    assert not is_working(date(2028, 5, 1))
    assert is_working(date(2028, 5, 2))
    assert not is_working(date(2028, 5, 6))


@spec("R-NUM-3")
@pytest.mark.parametrize(
    "day, count, after",
    [
        (date(2026, 5, 14), 1, date(2026, 5, 15)),
        (date(2026, 5, 15), 1, date(2026, 5, 18)),
        (date(2026, 5, 16), 1, date(2026, 5, 18)),
        (date(2026, 5, 14), 3, date(2026, 5, 19)),
        (date(2026, 5, 14), 0, date(2026, 5, 14)),
    ],
)
def test_it_counts_working_days(day: date, count: int, after: date) -> None:
    assert working_day_after(day, count=count) == after

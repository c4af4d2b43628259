"""Working days of an agency: weekends, holidays and Saturdays worked in exchange (for R-NUM-3)."""

from datetime import date, timedelta
from typing import Any

from somat.law.dated import Dated, NoLawInForce, dated

WEEKEND: Dated[list[int]] = dated("holidays.weekend", list)
YEARLY: Dated[list[str]] = dated("holidays.yearly", list)
DAYS: Dated[dict[str, Any]] = dated("holidays.days", dict)


def is_entered(year: int) -> bool:
    """Whether the holidays of that year are in the table; if not, the today page must ask for them."""
    try:
        DAYS.on(date(year, 1, 1))
    except NoLawInForce:
        return False
    return True


def is_working(day: date) -> bool:
    """Whether offices work on that day. A year not entered yet knows weekends and fixed holidays only."""
    weekday = day.isoweekday() not in WEEKEND.on(day).value
    if not is_entered(day.year):
        return weekday and f"{day:%m-%d}" not in YEARLY.on(day).value
    table = DAYS.on(day).value
    return day in table["worked"] or (weekday and day not in table["off"])


def working_day_after(day: date, *, count: int) -> date:
    """The `count`-th working day after `day`."""
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working(day):
            day += timedelta(days=1)
    return day

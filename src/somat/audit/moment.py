"""The one clock of the house. Only the demonstration and the tests set another hand on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_HAND: ContextVar[datetime | None] = ContextVar("the moment told instead of the real one", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _HAND.get() or datetime.now(UTC)


def today() -> date:
    """The Vietnamese local day of this moment: the day by which the law judges."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def is_told() -> bool:
    """Whether another hand is set: then moments of the journal say nothing about waiting."""
    return _HAND.get() is not None


@contextmanager
def told(moment: datetime) -> Iterator[None]:
    """Everything inside happens at this moment."""
    token = _HAND.set(moment)
    try:
        yield
    finally:
        _HAND.reset(token)

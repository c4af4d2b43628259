"""The vault's time. It never runs backwards: a clock set back makes leaves look old, not fresh again."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))  # no summer time; a bare machine may hold no zone files


class Clock:
    """Now, but never before a moment that was already seen."""

    def __init__(self) -> None:
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._guard = threading.Lock()

    def now(self) -> datetime:
        """UTC."""
        with self._guard:
            self._latest = max(self._latest, self.machine())
            return self._latest

    def today(self) -> date:
        """The day in Vietnam."""
        return self.now().astimezone(VIETNAM).date()

    def behind(self) -> float:
        """Seconds that the machine's clock has gone back since its latest reading."""
        with self._guard:
            return max(0.0, (self._latest - self.machine()).total_seconds())

    def machine(self) -> datetime:
        return datetime.now(UTC)

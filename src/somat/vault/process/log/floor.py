"""From which leaf id on the sequencer must look. Below the floor every leaf has its place, and none can still appear."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

SETTLE = 10.0  # seconds between taking an id and holding a transaction number; in truth microseconds


class Floor(Protocol):
    """`above` is an id; a round tells what it saw, and the floor rises when that is safe."""

    above: int

    def saw_all(self, highest: int, *, lower: int, upper: int) -> None: ...


class SqliteFloor:
    """One writer at a time: ids are committed in order, so that what was seen is all there is below."""

    def __init__(self) -> None:
        self.above = 0

    def saw_all(self, highest: int, *, lower: int, upper: int) -> None:
        self.above = max(self.above, highest)


class PostgresqlFloor:
    """A lower id may be committed later. The floor rises to a noted id when each transaction begun by then is over."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.above = 0
        self._clock = clock
        self._noted: tuple[int, int, float] | None = None  # highest id, first transaction number not begun, moment

    def saw_all(self, highest: int, *, lower: int, upper: int) -> None:
        """`lower` was read before the round looked for leaves, `upper` after `highest` was read."""
        if self._noted is not None:
            noted, begun, at = self._noted
            if lower >= begun and self._clock() - at > SETTLE:
                self.above, self._noted = noted, None
        if self._noted is None:
            self._noted = (highest, upper, self._clock())

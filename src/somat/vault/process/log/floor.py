"""Which leaves the sequencer must look for: those above a line, and on PostgreSQL the few below it that may still appear."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

SETTLE = 10.0  # seconds between taking an id and holding a transaction number; in truth microseconds
MOST_GAPS = 1000  # ids looked for one by one; with more of them all above the floor are looked at


@dataclass(frozen=True, slots=True)
class Where:
    """All ids `above` a line, and those of `among`, which lie below it."""

    above: int
    among: tuple[int, ...] = ()


class Floor(Protocol):
    """`above` is an id: below it every leaf has its place, and none can still appear. It rises when that is safe."""

    above: int

    @property
    def where(self) -> Where: ...

    def found(self, ids: Iterable[int]) -> None:
        """A look at `where` found these ids and placed them, and no lower ones."""

    def saw_all(self, highest: int, *, lower: int, upper: int) -> None:
        """A round placed all that it saw, up to the id `highest`."""


class SqliteFloor:
    """One writer at a time: ids are committed in order, so that what was seen is all there is below."""

    def __init__(self) -> None:
        self.above = 0

    @property
    def where(self) -> Where:
        return Where(self.above)

    def found(self, ids: Iterable[int]) -> None:
        pass  # the round says at its end what it saw

    def saw_all(self, highest: int, *, lower: int, upper: int) -> None:
        self.above = max(self.above, highest)


class PostgresqlFloor:
    """A lower id may be committed later. The floor rises to a noted id when each transaction begun by then is over.

    Until then the ids that were not there are kept, so that a round looks for them and not at all that lies above the floor.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.above = 0
        self._clock = clock
        self._noted: tuple[int, int, float] | None = None  # highest id, first transaction number not begun, moment
        self._seen = Where(0)  # every id up to here has been seen, but those among; other threads read it

    @property
    def where(self) -> Where:
        return self._seen if self._seen.above > self.above else Where(self.above)

    def begin(self, seen: int, gaps: Iterable[int]) -> None:
        """Every leaf up to the id `seen` has its place; of the ids below it the `gaps` are not there."""
        self._seen = Where(seen, tuple(gaps))

    def found(self, ids: Iterable[int]) -> None:
        new, where = set(ids), self.where
        top = max(new, default=where.above)
        if top - where.above > len(new) + MOST_GAPS:
            self._seen = Where(0)
            return
        gaps = {*where.among, *range(where.above + 1, top)} - new
        self._seen = Where(max(top, where.above), tuple(sorted(gaps))) if len(gaps) <= MOST_GAPS else Where(0)

    def saw_all(self, highest: int, *, lower: int, upper: int) -> None:
        """`lower` was read before the round looked for leaves, `upper` after `highest` was read."""
        if self._noted is not None:
            noted, begun, at = self._noted
            if lower >= begun and self._clock() - at > SETTLE:
                self.above, self._noted = noted, None
                self._seen = Where(self._seen.above, tuple(gap for gap in self._seen.among if gap > noted))
        if self._noted is None:
            self._noted = (highest, upper, self._clock())

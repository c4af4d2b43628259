"""A growing delay after each wrong passphrase; while it runs, a new attempt is refused without being tried."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from somat.vault.process.errors import Denied

LONGEST = 300.0


class Patience:
    """1, 2, 4 … 300 seconds. Held in memory: whoever can restart the vault can read the wrapped key too."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._not_before = -math.inf

    def demand(self) -> None:
        """Raise Denied with the seconds still to wait."""
        left = self._not_before - self._clock()
        if left > 0:
            raise Denied("wait", seconds=math.ceil(left))

    def failed(self) -> float:
        """Count a wrong passphrase; answers the seconds until the next attempt is looked at."""
        delay = min(2.0**self._failures, LONGEST)
        self._failures += 1
        self._not_before = self._clock() + delay
        return delay

    def succeeded(self) -> None:
        self._failures, self._not_before = 0, -math.inf

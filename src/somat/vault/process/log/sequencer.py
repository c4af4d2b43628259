"""The thread that gives leaves their place: when poked, and each second without a poke."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from somat.vault.process.errors import Denied

EVERY = 1.0  # seconds between two looks without a poke
LEAST, MOST = 0.05, 0.25  # seconds between two rounds, so that a burst of acts shares one signature
REST = 10  # times as long as the round took: each round holds the write lock that the acts wait for


class Sequencer:
    """Runs one act again and again until it is ended."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act
        self._poked = threading.Event()
        self._ended = threading.Event()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; also after a fault of the program has ended the thread."""
        with self._guard:
            if not self._ended.is_set() and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def poke(self) -> None:
        """Leaves have been committed."""
        self.start()
        self._poked.set()

    def end(self) -> None:
        """Stop, after the round that is under way."""
        self._ended.set()
        self._poked.set()
        with self._guard:
            if self._thread is not None:
                self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._poked.clear()
            began = time.monotonic()
            try:
                self._act()
            except Denied:
                pass  # the database is away or the journal broken: status says so, and the next round looks again
            self._ended.wait(min(MOST, max(LEAST, REST * (time.monotonic() - began))))
            self._poked.wait(EVERY)

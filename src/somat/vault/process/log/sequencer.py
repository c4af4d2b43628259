"""The thread that gives leaves their place: when poked, and each second without a poke."""

from __future__ import annotations

import threading
from collections.abc import Callable

from somat.vault.process.errors import Denied

EVERY = 1.0  # seconds between two looks without a poke
LEAST = 0.05  # seconds between two rounds, so that a burst of acts shares one signature


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
            try:
                self._act()
            except Denied:
                pass  # the database is away or the journal broken: status says so, and the next round looks again
            self._ended.wait(LEAST)
            self._poked.wait(EVERY)

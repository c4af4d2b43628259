"""Children: one request each, a bounded number at once, and one that waits ready, because to start takes longer than to draw."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import BinaryIO, cast

from somat.vault.converter import wire
from somat.vault.converter.sandbox import rungs
from somat.vault.converter.sandbox.ladder import Standing

START = 20.0  # seconds that a child may take to stand behind its walls
QUEUE = 30.0  # seconds that a request waits for a place


class Busy(Exception):
    """No child now: `busy`, or `none` where this machine has no rung."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Nursery:
    """Starts children on the rung that the ladder found."""

    def __init__(self, standing: Standing, *, most: int = 0) -> None:
        self.standing = standing
        self.most = most or max(2, min(4, os.cpu_count() or 1))
        self._places = threading.BoundedSemaphore(self.most)
        self._slots: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(2 * self.most + 2):
            self._slots.put(slot)
        # A child dies with the thread that started it, so one thread starts them all and stays.
        self._starter = ThreadPoolExecutor(1)
        self._spare: Future[rungs.Child] | None = None
        self._guard = threading.Lock()
        self._alive: set[rungs.Child] = set()
        self._closing = False

    @contextmanager
    def child(self) -> Iterator[rungs.Child]:
        """A child behind its walls, for one request; it does not outlive the block. Raises Busy."""
        if self.standing.rung is None:
            raise Busy(rungs.NONE)
        if not self._places.acquire(timeout=QUEUE):
            raise Busy("busy")
        try:
            child = self._ready()
            try:
                yield child
            finally:
                self._forget(child)
        finally:
            self._places.release()

    def warm(self) -> None:
        """Start the child that waits."""
        with self._guard:
            if self._spare is None and self.standing.rung is not None:
                self._spare = self._starter.submit(self._start)

    def close(self) -> None:
        """End every child at once, those that are being started too."""
        self._closing = True
        with self._guard:
            self._spare, alive = None, list(self._alive)
        for child in alive:
            child.end()
        self._starter.shutdown(cancel_futures=True)

    def _ready(self) -> rungs.Child:
        """The child that waits, if it still lives, or a new one; the next is started at once."""
        with self._guard:
            spare = self._spare or self._starter.submit(self._start)
            self._spare = self._starter.submit(self._start)
        try:
            child = spare.result()
            if child.process.poll() is None:
                return child
            self._forget(child)
            return self._starter.submit(self._start).result()
        except (OSError, EOFError, wire.Malformed):
            raise Busy("start") from None

    def _start(self) -> rungs.Child:
        assert self.standing.rung is not None
        slot = self._slots.get()
        try:
            child = rungs.start(self.standing.rung, slot=slot)
        except OSError:
            self._slots.put(slot)
            raise
        with self._guard:
            self._alive.add(child)
        timer = threading.Timer(START, child.end)
        timer.daemon = True
        timer.start()
        try:
            if self._closing or "ready" not in wire.read_head(cast(BinaryIO, child.process.stdout)):
                raise wire.Malformed("not ready")
        except (OSError, EOFError, ValueError, wire.Malformed):
            self._forget(child)
            raise EOFError from None
        finally:
            timer.cancel()
        return child

    def _forget(self, child: rungs.Child) -> None:
        """The end of a child; its place is free again."""
        child.end()
        with self._guard:
            self._alive.discard(child)
        self._slots.put(child.slot)

"""Shares given one by one, each holder on his own; forgotten after ten minutes, at success and at failure."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from somat.vault.process.errors import Denied
from somat.vault.process.keys.share import BadShare, Share, read
from somat.vault.process.keys.shares import Shares, joined

KEPT = 600.0  # seconds from the first share


class WrongShare(Exception):
    """A share of the set in force whose value is another: it was altered."""


class Collector:
    """Holds shares in memory only; tells nobody more than their numbers."""

    def __init__(self, *, kept: float = KEPT) -> None:
        self._kept = kept
        self._held: dict[int, Share] = {}
        self._set = ""
        self._guard = threading.Lock()
        self._timer: threading.Timer | None = None

    def numbers(self) -> list[int]:
        """Of the holders whose shares are in."""
        with self._guard:
            return sorted(self._held)

    def give(self, text: str, *, facts: Mapping[str, Any]) -> Shares | None:
        """Take in one share; the opener when there are enough, and then they are forgotten.

        Raises Denied with what is wrong with what was typed, WrongShare for an altered one.
        """
        share = share_of(text, facts=facts)
        with self._guard:
            if self._set != facts["set"]:
                self._drop()
            self._set = facts["set"]
            self._held[share.number] = share
            if self._timer is None:
                self._timer = threading.Timer(self._kept, self.forget)
                self._timer.daemon = True
                self._timer.start()
            if len(self._held) < facts["needed"]:
                return None
            held = list(self._held.values())
            self._drop()
        return joined(held, marks=facts["marks"])

    def forget(self) -> None:
        with self._guard:
            self._drop()

    def _drop(self) -> None:
        self._held.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def share_of(text: str, *, facts: Mapping[str, Any]) -> Share:
    """A share that belongs to the set of these facts. Raises Denied, WrongShare."""
    try:
        share = read(text)
    except BadShare as bad:
        raise Denied(bad.code, line=bad.line, word=bad.word) from None
    if share.set.hex() != facts["set"]:
        raise Denied("share-of-another-set", number=share.number)
    marks = facts["marks"]
    if not 1 <= share.number <= len(marks) or not hmac.compare_digest(marks[share.number - 1], share.mark()):
        raise WrongShare
    return share


def all_together(texts: Sequence[str], *, facts: Mapping[str, Any]) -> Shares:
    """The opener from enough shares given at once. Raises Denied, WrongShare; Denied('shares-few') below the number."""
    shares = {share.number: share for share in (share_of(text, facts=facts) for text in texts)}
    if len(shares) < facts["needed"]:
        raise Denied("shares-few", have=len(shares), needed=facts["needed"])
    return joined(list(shares.values()), marks=facts["marks"])

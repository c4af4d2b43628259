"""A set of shares in the making: in memory only, and not in force before every holder has typed his back."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from somat.vault.process.errors import Denied
from somat.vault.process.keys.share import BadShare, Share, read
from somat.vault.process.keys.shares import Shares, new_set

KEPT = 3600.0  # seconds; five holders may need to be fetched


@dataclass
class Made:
    """One new set. `holders` are the persons of a ceremony on the page; at the terminal the one with the token sees all."""

    token: str
    about: UUID | None
    opener: Shares = field(repr=False)
    shares: dict[int, Share] = field(repr=False)
    holders: Mapping[int, UUID]
    proven: set[int] = field(default_factory=set)


class Ceremony:
    """At most one set is being made; a second beginning ends the first."""

    def __init__(self, *, kept: float = KEPT) -> None:
        self._kept = kept
        self._made: Made | None = None
        self._timer: threading.Timer | None = None
        self._guard = threading.RLock()

    def facts(self) -> dict[str, Any]:
        """For the status: which numbers are proven, and of how many; {} where no set is being made."""
        with self._guard:
            made = self._made
            if made is None:
                return {}
            about = made.about.hex if made.about else ""
            return {"set": made.opener.set, "proven": sorted(made.proven), "total": len(made.shares), "about": about}

    def begin(
        self, *, needed: int, total: int, about: UUID | None = None, holders: Mapping[int, UUID] | None = None
    ) -> Made:
        """Make a set. Raises Denied('share-bounds')."""
        try:
            opener, shares = new_set(needed=needed, total=total)
        except ValueError:
            raise Denied("share-bounds") from None
        with self._guard:
            self.end()
            by_number = {share.number: share for share in shares}
            self._made = Made(secrets.token_hex(16), about, opener, by_number, dict(holders or {}))
            self._timer = threading.Timer(self._kept, self.end)
            self._timer.daemon = True
            self._timer.start()
            return self._made

    def share(self, number: int, *, token: str = "", person: UUID | None = None) -> Share:
        """A holder's share, until he has proven it."""
        with self._guard:
            made = self._demanded(number, token=token, person=person)
            if number in made.proven:
                raise Denied("share-proven")
            return made.shares[number]

    def prove(self, number: int, text: str, *, token: str = "", person: UUID | None = None) -> Shares | None:
        """The holder types his share back; the opener when all have, and then nothing of the set is kept."""
        with self._guard:
            made = self._demanded(number, token=token, person=person)
            try:
                typed = read(text)
            except BadShare as bad:
                raise Denied(bad.code, line=bad.line, word=bad.word) from None
            if not hmac.compare_digest(typed.packed(), made.shares[number].packed()):
                raise Denied("share-differs", number=typed.number)
            made.proven.add(number)
            if len(made.proven) < len(made.shares):
                return None
            self.end()
            return made.opener

    def end(self) -> None:
        """Forget the set that is being made, if any."""
        with self._guard:
            if self._timer is not None:
                self._timer.cancel()
            self._made, self._timer = None, None

    def _demanded(self, number: int, *, token: str, person: UUID | None) -> Made:
        made = self._made
        if made is None or number not in made.shares:
            raise Denied("no-ceremony")
        by_token = bool(token) and not made.holders and hmac.compare_digest(made.token, token)
        if not by_token and (person is None or made.holders.get(number) != person):
            raise Denied("no-ceremony")
        return made

"""Shares open the root key: a random secret, split among holders, wraps it; the stronger way, for every site but the smallest."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from somat.vault.process.keys import shamir
from somat.vault.process.keys.passphrase import coded, decoded
from somat.vault.process.keys.provider import NotAuthentic, WrongOpening
from somat.vault.process.keys.share import SECRET, Share
from somat.vault.process.keys.wrapped import unwrap, wrap

SET = 4


class Shares:
    """Fulfils `Opening` with the secret that all shares of one set make."""

    kind = "shares"

    def __init__(self, secret: bytes, *, set: bytes, needed: int, total: int, marks: Sequence[str]) -> None:
        self._secret = secret
        self._facts = {"set": set.hex(), "needed": needed, "total": total, "marks": list(marks)}

    @property
    def set(self) -> str:
        return str(self._facts["set"])

    def wrap(self, root: bytes, *, about: bytes) -> dict[str, Any]:
        return {**self._facts, "wrapped": coded(wrap(self._key(), root, about=about + _bound(self._facts)))}

    def unwrap(self, facts: Mapping[str, Any], *, about: bytes) -> bytes:
        try:
            bound = _bound(facts)
        except (KeyError, TypeError, ValueError):
            raise NotAuthentic("shares") from None
        try:
            return unwrap(self._key(), decoded(facts, "wrapped"), about=about + bound)
        except NotAuthentic:
            raise WrongOpening from None

    def _key(self) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"somat shares").derive(self._secret)


def new_set(*, needed: int, total: int) -> tuple[Shares, list[Share]]:
    """A new opener and its shares. Raises ValueError outside the bounds."""
    secret, name = os.urandom(SECRET), os.urandom(SET)
    values = shamir.split(secret, needed=needed, total=total)
    shares = [Share(name, number, needed, total, value) for number, value in values.items()]
    marks = [share.mark() for share in shares]
    return Shares(secret, set=name, needed=needed, total=total, marks=marks), shares


def joined(shares: Sequence[Share], *, marks: Sequence[str]) -> Shares:
    """The opener that these shares of one set make; wrong ones make one that opens nothing."""
    first = shares[0]
    secret = shamir.join({share.number: share.value for share in shares})
    return Shares(secret, set=first.set, needed=first.needed, total=first.total, marks=marks)


def _bound(facts: Mapping[str, Any]) -> bytes:
    numbers = bytes([int(facts["needed"]), int(facts["total"])])
    return bytes.fromhex(facts["set"]) + numbers + "".join(facts["marks"]).encode()

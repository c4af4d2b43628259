"""A passphrase opens the root key: Argon2id, the weaker way, for the smallest site."""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw

from somat.vault.process.keys.provider import NotAuthentic, WrongOpening
from somat.vault.process.keys.wrapped import WRAPPED, unwrap, wrap

SALT = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters; they stand in the file, and nothing outside these bounds is run."""

    time: int = 3
    memory_kib: int = 65_536
    lanes: int = 4

    def within_bounds(self) -> bool:
        return 1 <= self.time <= 16 and 8 <= self.memory_kib <= 1_048_576 and 1 <= self.lanes <= 16


class Passphrase:
    """Fulfils `Opening`. The cost is that of a new wrapping; an old one is opened at the cost it was made with."""

    kind = "passphrase"

    def __init__(self, words: str, *, cost: Cost | None = None) -> None:
        self._words = words
        self._cost = cost or Cost()

    def wrap(self, root: bytes, *, about: bytes) -> dict[str, Any]:
        salt = os.urandom(SALT)
        wrapped = wrap(self._stretched(salt, self._cost), root, about=about + _bound(self._cost, salt))
        return {"cost": asdict(self._cost), "salt": coded(salt), "wrapped": coded(wrapped)}

    def unwrap(self, facts: Mapping[str, Any], *, about: bytes) -> bytes:
        cost, salt, wrapped = _cost(facts), decoded(facts, "salt"), decoded(facts, "wrapped")
        if len(wrapped) != WRAPPED:
            raise NotAuthentic("wrapped")
        try:
            return unwrap(self._stretched(salt, cost), wrapped, about=about + _bound(cost, salt))
        except NotAuthentic:
            raise WrongOpening from None

    def _stretched(self, salt: bytes, cost: Cost) -> bytes:
        """32 bytes; composed form first, because Vietnamese keyboards differ in how they compose."""
        secret = unicodedata.normalize("NFC", self._words).encode()
        return hash_secret_raw(secret, salt, cost.time, cost.memory_kib, cost.lanes, 32, Type.ID)


def _cost(facts: Mapping[str, Any]) -> Cost:
    try:
        cost = Cost(**facts["cost"])
        if cost.within_bounds():
            return cost
    except (KeyError, TypeError):
        pass
    raise NotAuthentic("cost")


def _bound(cost: Cost, salt: bytes) -> bytes:
    return json.dumps(asdict(cost), sort_keys=True).encode() + salt


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def decoded(facts: Mapping[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(facts[name], validate=True)
    except (KeyError, TypeError, ValueError):
        raise NotAuthentic(name) from None

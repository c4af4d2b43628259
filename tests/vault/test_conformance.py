"""Every provider against the same demands: the embedded one by each way of opening, the one inside a token, and broken ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Cost, Passphrase
from somat.vault.process.keys.provider import KeyDestroyed, NotAuthentic, Opening, Provider
from somat.vault.process.keys.sealing import SUITE
from somat.vault.process.keys.shares import joined, new_set
from somat.vault.process.keys.token import Token
from somat.vault.process.keys.token_keys import TokenKeys
from tests.vault.conformance import CHECKS, Bench
from tests.vault.tokens import PIN, new_token

SITE = UUID(int=1)


def embedded(folder: Path) -> Provider:
    return Embedded(folder, installation=SITE)


def inside_a_token(folder: Path) -> Provider:
    return TokenKeys(folder, installation=SITE)


def by_passphrase() -> tuple[Opening, Opening]:
    return Passphrase("mot hai ba bon", cost=Cost(1, 64, 1)), Passphrase("mot hai ba nam")


def by_shares() -> tuple[Opening, Opening]:
    opening, shares = new_set(needed=3, total=5)
    return opening, joined(shares[:2], marks=[])


def by_token() -> tuple[Opening, Opening]:
    place = new_token()
    return Token(place, pin=PIN), Token(place, pin="000000")


PROVIDERS = {
    "passphrase": (embedded, by_passphrase),
    "shares": (embedded, by_shares),
    "token": (embedded, by_token),
    "inside-a-token": (inside_a_token, by_token),
}


@pytest.mark.parametrize("kind", PROVIDERS)
@pytest.mark.parametrize("demand", CHECKS, ids=lambda demand: demand.__name__)
def test_it_conforms(kind: str, demand: Callable[[Bench], None], tmp_path: Path) -> None:
    make, openings = PROVIDERS[kind]
    right, wrong = openings()
    demand(Bench(tmp_path, make, right, wrong))


# broken ones


class ForgetsPlaces(Embedded):
    def seal(self, key: UUID, *, aad: bytes, text: bytes) -> bytes:
        return super().seal(key, aad=b"", text=text)

    def open(self, key: UUID, *, aad: bytes, sealed: bytes) -> bytes:
        return super().open(key, aad=b"", sealed=sealed)


class SameNonce(Embedded):
    def seal(self, key: UUID, *, aad: bytes, text: bytes) -> bytes:
        nonce = bytes(12)
        return bytes([SUITE]) + nonce + self._volume_to_seal(key).encrypt(nonce, text, aad)


class OneKeyForAll(Embedded):
    def _volume_to_seal(self, key: UUID) -> Any:
        return super()._volume_to_seal(UUID(int=7))

    def _volume(self, key: UUID) -> Any:
        return super()._volume(UUID(int=7))


class AnySuite(Embedded):
    def open(self, key: UUID, *, aad: bytes, sealed: bytes) -> bytes:
        return super().open(key, aad=aad, sealed=bytes([SUITE]) + sealed[1:])


class NeverDestroys(Embedded):
    def destroy(self, key: UUID) -> None:
        pass


class DestroysInMemory(Embedded):
    _ended: set[UUID] = set()

    def destroy(self, key: UUID) -> None:
        self._ended = {*self._ended, key}

    def _living(self, key: UUID, kind: str) -> Any:
        if key in self._ended:
            raise KeyDestroyed(key)
        return super()._living(key, kind)


class KeepsKeys(Embedded):
    def forget(self) -> None:
        pass


class LevelInName(Embedded):
    """Says the level that was asked for, and wraps under the old one."""

    said: dict[UUID, int] = {}

    def rewrap(self, key: UUID, *, level: int) -> None:
        self.said = {**self.said, key: level}

    def document_level(self, key: UUID) -> int:
        return self.said.get(key) or super().document_level(key)


class TakesAnyPassphrase(Embedded):
    def prove(self, opening: Opening) -> None:
        pass


class TellsTooMuch(Embedded):
    def wrappings(self) -> Any:
        return [{**each, "wrapped": "…"} for each in super().wrappings()]


class MixesKinds(Embedded):
    def _volume(self, key: UUID) -> Any:
        try:
            return super()._volume(key)
        except NotAuthentic:
            return self._document(key)[0]


BROKEN = (
    ForgetsPlaces, SameNonce, OneKeyForAll, AnySuite, NeverDestroys, DestroysInMemory, KeepsKeys, LevelInName,
    TakesAnyPassphrase, TellsTooMuch, MixesKinds,
)  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_a_broken_provider_is_caught(broken: type[Embedded], tmp_path: Path) -> None:
    """The planted faults: each passes at least half of the demands and fails at least one."""
    caught = []
    for number, demand in enumerate(CHECKS):
        right, wrong = by_passphrase()
        bench = Bench(tmp_path / str(number), lambda folder: broken(folder, installation=SITE), right, wrong)
        try:
            demand(bench)
        except (Exception, pytest.fail.Exception):
            caught.append(demand.__name__)
    assert caught and len(caught) <= len(CHECKS) / 2, caught

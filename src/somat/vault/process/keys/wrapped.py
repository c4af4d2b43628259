"""Wrapped keys: AES-256-GCM under the key above, bound to the installation and to what the key is (docs/formats/keyring.md)."""

from __future__ import annotations

import os
import struct
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from somat.vault.process.keys.provider import NoKeys, NotAuthentic
from somat.vault.process.keys.sealing import NONCE, SUITE, TAG

KEY = 32
WRAPPED = NONCE + KEY + TAG
_NUMBERS = struct.Struct(">BH")


def about_key(installation: UUID, key: UUID, *, kind: str, level: int, year: int) -> bytes:
    """The additional data of one wrapped key: suite, installation, its uuid, kind, level and year."""
    head = b"somat wrapped key\x00" + bytes([SUITE]) + installation.bytes + key.bytes
    return head + kind.encode() + b"\x00" + _NUMBERS.pack(level, year)


def wrap(under: bytes, secret: bytes, *, about: bytes) -> bytes:
    """Nonce, ciphertext, tag."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(under).encrypt(nonce, secret, about)


def unwrap(under: bytes, wrapped: bytes, *, about: bytes) -> bytes:
    """The secret. Raises NotAuthentic."""
    try:
        return AESGCM(under).decrypt(wrapped[:NONCE], wrapped[NONCE:], about)
    except (InvalidTag, ValueError):
        raise NotAuthentic("wrapped key") from None


class Root(Protocol):
    """The key above all others, wherever it is held."""

    uuid: UUID

    def wrap(self, secret: bytes, *, about: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes, *, about: bytes) -> bytes:
        """Raises NotAuthentic."""

    def forget(self) -> None: ...


class HeldRoot:
    """A root in the memory of this process, overwritten when it is dropped."""

    def __init__(self, uuid: UUID, secret: bytes) -> None:
        self.uuid = uuid
        self._secret = bytearray(secret)

    def wrap(self, secret: bytes, *, about: bytes) -> bytes:
        return wrap(self.secret, secret, about=about)

    def unwrap(self, wrapped: bytes, *, about: bytes) -> bytes:
        return unwrap(self.secret, wrapped, about=about)

    @property
    def secret(self) -> bytes:
        if not self._secret:
            raise NoKeys
        return bytes(self._secret)

    def forget(self) -> None:
        for at in range(len(self._secret)):
            self._secret[at] = 0
        self._secret = bytearray()

"""The one door to cryptography. A module of the cipher service (cơ yếu) takes its place by fulfilling this protocol.

The provider that ships (`embedded`) is a technical safeguard on an independent network. It is not the legal means of
protecting state secrets, and no text of the program says that it is.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class WrongPassphrase(Exception):
    """The root key does not unwrap with what was given."""


class NotAuthentic(Exception):
    """A sealed value that was not made by this key for this place, or by an unknown suite."""


class NoKeys(Exception):
    """The keys were dropped, maybe in the middle of an act."""


class Provider(Protocol):
    """All encrypting, wrapping and signing of one installation. Between `unwrap` and `forget` it holds keys."""

    @property
    def name(self) -> str:
        """What the status page calls it."""

    @property
    def exists(self) -> bool:
        """Whether root and log key have been made."""

    def create(self, passphrase: str) -> None:
        """Make root and log key, wrap the root with the passphrase, write both down. Once only."""

    def unwrap(self, passphrase: str) -> None:
        """Take the keys into memory. Raises WrongPassphrase after the same work as a right one."""

    def forget(self) -> None:
        """Drop all keys from memory."""

    def seal(self, key: UUID, *, aad: bytes, text: bytes) -> bytes:
        """Suite byte, nonce, ciphertext, tag: under the key named by `key`, bound to `aad`."""

    def open(self, key: UUID, *, aad: bytes, sealed: bytes) -> bytes:
        """The text of a sealed value. Raises NotAuthentic."""

    def sign(self, message: bytes) -> bytes:
        """The log key's Ed25519 signature, 64 bytes."""

    def verify_key(self) -> bytes:
        """The log key's public half, 32 bytes."""

"""The one door to cryptography. A module of the cipher service (cơ yếu) takes its place by fulfilling this protocol.

The providers that ship are technical safeguards on an independent network. They are not the legal means of protecting
state secrets, and no text of the program says that they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID


class WrongOpening(Exception):
    """The root key does not open with what was given: a wrong passphrase, PIN or set of shares."""


class NotAuthentic(Exception):
    """A sealed value, chunk or wrapped key that was not made by this key for this place, or by an unknown suite."""


class KeyDestroyed(NotAuthentic):
    """The key was destroyed: what it sealed can never be opened again."""


class KeyExists(Exception):
    """A key of this name was made before, maybe destroyed since; a name is never used twice."""


class NoKeys(Exception):
    """The keys were dropped, maybe in the middle of an act."""


class NoKeyring(Exception):
    """The file of wrapped keys cannot be read or written now (disk full, file away); the words name the error."""


class RootStays(ValueError):
    """A root inside a token cannot be wrapped for anybody else."""


class Opening(Protocol):
    """One way to open the root key: a passphrase, a set of shares, a token."""

    @property
    def kind(self) -> str:
        """`passphrase`, `shares` or `pkcs11`."""

    def wrap(self, root: bytes, *, about: bytes) -> dict[str, Any]:
        """What is written down: plain facts, and the root wrapped so that only this opener unwraps it."""

    def unwrap(self, facts: Mapping[str, Any], *, about: bytes) -> bytes:
        """The root. Raises WrongOpening after the same work as a right one; NotAuthentic where the facts are none."""


class Provider(Protocol):
    """All encrypting, wrapping and signing of one installation. Between `unwrap` and `forget` it holds keys."""

    @property
    def name(self) -> str:
        """What the status page calls it."""

    @property
    def exists(self) -> bool:
        """Whether the keys have been made."""

    def create(self, opener: Opening) -> None:
        """Make all keys, wrap the root by `opener`, write everything down. Once only: raises FileExistsError."""

    def unwrap(self, opener: Opening) -> None:
        """Take the keys into memory. Raises WrongOpening; NotAuthentic with the name of the file that is not whole."""

    def prove(self, opener: Opening) -> None:
        """Whether this would open the root, which stays as it is. Raises WrongOpening."""

    def forget(self) -> None:
        """Drop all keys from memory."""

    def wrappings(self) -> Sequence[Mapping[str, Any]]:
        """The ways in force to open the root, without anything that opens: `kind`, `uuid`, `made_at` and plain facts."""

    def add_wrapping(self, opener: Opening) -> None:
        """One more way to open the root; it takes the place of one of the same kind."""

    def drop_wrapping(self, kind: str) -> None:
        """End a way to open the root. Raises ValueError for the last one."""

    def rekey(self, openers: Sequence[Opening]) -> None:
        """A new root, opened by these and by nothing else; can be cut anywhere, the old or the new one then holds."""

    @property
    def rotating(self) -> bool:
        """Whether a rotation was begun and not ended."""

    def rotate(self, *, progress: Callable[[int, int], object] = lambda done, total: None) -> None:
        """New level keys; volume and document keys are wrapped again in batches. Cut anywhere, called again it goes on."""

    def seal(self, key: UUID, *, aad: bytes, text: bytes) -> bytes:
        """Suite byte, nonce, ciphertext, tag: under the volume key named by `key`, made durable at its first use."""

    def open(self, key: UUID, *, aad: bytes, sealed: bytes) -> bytes:
        """The text of a sealed value. Raises NotAuthentic."""

    def open_many(self, key: UUID, values: Iterable[tuple[bytes, bytes]]) -> list[bytes | None]:
        """The same for many (aad, sealed) under one key, in their order; None for one that is not authentic."""

    def new_document_key(self, key: UUID, *, level: int) -> None:
        """Make a document key; it is durable when this returns. Raises KeyExists."""

    def encrypt_chunk(self, key: UUID, *, nonce: bytes, aad: bytes, data: bytes | bytearray | memoryview) -> bytes:
        """Ciphertext and tag under a document key; the caller never gives a nonce twice. Raises KeyDestroyed."""

    def decrypt_chunk(self, key: UUID, *, nonce: bytes, aad: bytes, data: bytes | bytearray | memoryview) -> bytes:
        """The chunk. Raises NotAuthentic; KeyDestroyed where the key was destroyed."""

    def document_level(self, key: UUID) -> int:
        """The level (1, 2, 3) that the document key is wrapped for. Raises NotAuthentic, KeyDestroyed."""

    def rewrap(self, key: UUID, *, level: int) -> None:
        """The document gets another level: its key is wrapped under that level's key, its blob stays as it is."""

    def destroy(self, key: UUID) -> None:
        """End a volume or document key for ever; its name stays known as destroyed. Repeatable."""

    def sign(self, message: bytes) -> bytes:
        """The log key's Ed25519 signature, 64 bytes."""

    def verify_key(self) -> bytes:
        """The log key's public half, 32 bytes."""

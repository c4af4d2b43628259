"""The tree of keys under a root: level keys, and under them volume and document keys, unwrapped into memory when used."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from somat.vault.process.keys.keyring import NAME, Keyring, Row
from somat.vault.process.keys.provider import KeyDestroyed, KeyExists, NoKeys, NotAuthentic
from somat.vault.process.keys.sealing import LEAST, NONCE, SUITE
from somat.vault.process.keys.wrapped import KEY, Root, about_key, unwrap, wrap

CACHED = 4096  # unwrapped volume keys, and as many document keys
TOP = 3  # a book may hold every level, so its volume's key hangs under the highest
SINGLE = ("log", "site", "index", "backup")  # the keys right under the root, beside the level keys
BELOW = ("volume", "document")


def this_year() -> int:
    return datetime.now(UTC).year


class Tree:
    """Everything that a provider does with keys once a root is at hand."""

    def __init__(self, keyring: Keyring, *, installation: UUID, year: Callable[[], int] = this_year) -> None:
        self.keyring = keyring
        self._installation = installation
        self._year = year
        self._root: Root | None = None
        self._log: Ed25519PrivateKey | None = None
        self._levels: dict[UUID, bytes] = {}
        self._volumes: dict[UUID, AESGCM] = {}
        self._documents: dict[UUID, tuple[AESGCM, int]] = {}
        self._making = threading.RLock()

    # the whole

    def first_rows(self, root: Root, *, log: Ed25519PrivateKey) -> list[Row]:
        """The single keys of a new installation, wrapped."""
        secrets = {"log": log.private_bytes_raw()}
        return [self.wrapped(root, uuid4(), kind, secrets.get(kind) or os.urandom(KEY)) for kind in SINGLE]

    def take(self, root: Root) -> None:
        """Hold this root; the log key is unwrapped as the proof that the keyring belongs to it. Raises NotAuthentic."""
        (row,) = self.keyring.rows("kind = 'log'")
        log = Ed25519PrivateKey.from_private_bytes(self._under_root(root, row))
        self._root, self._log = root, log

    def turning(self) -> AbstractContextManager[object]:
        """While it is held, no key is made, moved or destroyed."""
        return self._making

    def forget(self) -> None:
        """Drop all keys: the root is overwritten, the others are left to the allocator."""
        with self._making:
            if self._root is not None:
                self._root.forget()
            self._root, self._log = None, None
            for held in (self._levels, self._volumes, self._documents):
                held.clear()

    # values and chunks

    def seal(self, key: UUID, *, aad: bytes, text: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return bytes([SUITE]) + nonce + (self._volumes.get(key) or self._volume_to_seal(key)).encrypt(nonce, text, aad)

    def open(self, key: UUID, *, aad: bytes, sealed: bytes) -> bytes:
        if len(sealed) < LEAST or sealed[0] != SUITE:
            raise NotAuthentic("suite")
        try:
            return (self._volumes.get(key) or self._volume(key)).decrypt(
                sealed[1 : 1 + NONCE], sealed[1 + NONCE :], aad
            )
        except InvalidTag:
            raise NotAuthentic("tag") from None

    def open_many(self, key: UUID, values: Iterable[tuple[bytes, bytes]]) -> list[bytes | None]:
        try:
            decrypt = (self._volumes.get(key) or self._volume(key)).decrypt
        except NotAuthentic:
            return [None for _ in values]
        found: list[bytes | None] = []
        for aad, sealed in values:
            try:
                right = len(sealed) >= LEAST and sealed[0] == SUITE
                found.append(decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], aad) if right else None)
            except InvalidTag:
                found.append(None)
        return found

    def new_document_key(self, key: UUID, *, level: int) -> None:
        self._make(key, "document", level=level)

    def encrypt_chunk(self, key: UUID, *, nonce: bytes, aad: bytes, data: bytes | bytearray | memoryview) -> bytes:
        return self._document(key)[0].encrypt(nonce, data, aad)

    def decrypt_chunk(self, key: UUID, *, nonce: bytes, aad: bytes, data: bytes | bytearray | memoryview) -> bytes:
        try:
            return self._document(key)[0].decrypt(nonce, data, aad)
        except InvalidTag:
            raise NotAuthentic("tag") from None

    def document_level(self, key: UUID) -> int:
        return self._document(key)[1]

    def rewrap(self, key: UUID, *, level: int) -> None:
        with self._making:
            row = self._living(key, "document")
            secret = self._unwrapped(row)
            self.keyring.put([self._below(row, secret, level=level)])
            self.keyring.flush()
            self._documents.pop(key, None)

    def destroy(self, key: UUID) -> None:
        with self._making:
            row = self.keyring.row(key)
            if row is None or row.kind not in BELOW:
                raise NotAuthentic("unknown key")
            self.keyring.destroy(key)
            self._volumes.pop(key, None)
            self._documents.pop(key, None)

    def sign(self, message: bytes) -> bytes:
        return self._log_key().sign(message)

    def verify_key(self) -> bytes:
        return self._log_key().public_key().public_bytes_raw()

    # wrapping and unwrapping

    def wrapped(self, root: Root, key: UUID, kind: str, secret: bytes, *, level: int = 0, year: int = 0) -> Row:
        """A row of the keyring for a key right under the root."""
        about = about_key(self._installation, key, kind=kind, level=level, year=year)
        return Row(key, kind, level, year, SUITE, root.uuid, root.wrap(secret, about=about))

    def anew(self, row: Row, *, root: Root) -> Row:
        """The same key under another root."""
        return self.wrapped(root, row.uuid, row.kind, self._under_root(self.root, row), level=row.level, year=row.year)

    def again(self, row: Row) -> Row:
        """The same volume or document key under the level key that is in use now."""
        return self._below(row, self._unwrapped(row), level=row.level)

    @property
    def root(self) -> Root:
        if self._root is None:
            raise NoKeys
        return self._root

    def _under_root(self, root: Root, row: Row) -> bytes:
        if row.under != root.uuid or row.suite != SUITE or row.wrapped is None:
            raise NotAuthentic(NAME)
        about = about_key(self._installation, row.uuid, kind=row.kind, level=row.level, year=row.year)
        return root.unwrap(row.wrapped, about=about)

    def _below(self, row: Row, secret: bytes, *, level: int) -> Row:
        """A row for a key under the level key in use of this level and the key's own year."""
        above = self._level_in_use(level, row.year)
        about = about_key(self._installation, row.uuid, kind=row.kind, level=level, year=row.year)
        return replace(row, level=level, under=above, wrapped=wrap(self._level(above), secret, about=about))

    def _unwrapped(self, row: Row) -> bytes:
        if row.wrapped is None:
            raise KeyDestroyed(row.uuid)
        if row.suite != SUITE:
            raise NotAuthentic("suite")
        about = about_key(self._installation, row.uuid, kind=row.kind, level=row.level, year=row.year)
        return unwrap(self._level(row.under), row.wrapped, about=about)

    def _level(self, key: UUID) -> bytes:
        secret = self._levels.get(key)
        if secret is None:
            row = self.keyring.row(key)
            if row is None or row.kind != "level":
                raise NotAuthentic("level key")
            secret = self._under_root(self.root, row)
            self._levels[key] = secret
        return secret

    def _level_in_use(self, level: int, year: int) -> UUID:
        """The level key that takes new keys; made where there is none."""
        with self._making:
            condition = "kind = 'level' AND level = ? AND year = ? AND wrapped IS NOT NULL AND retired_at IS NULL"
            found = self.keyring.rows(condition, level, year)
            if found:
                return found[0].uuid
            row = self.wrapped(self.root, uuid4(), "level", os.urandom(KEY), level=level, year=year)
            self.keyring.add(row)
            return row.uuid

    # volume and document keys

    def _make(self, key: UUID, kind: str, *, level: int) -> None:
        if not 1 <= level <= TOP:
            raise ValueError(level)
        _ = self.root
        with self._making:
            row = Row(key, kind, level, self._year(), SUITE, key, None)
            self.keyring.add(self._below(row, os.urandom(KEY), level=level))

    def _volume_to_seal(self, key: UUID) -> AESGCM:
        """The cipher of a volume; its key is made, and durable, before the first ciphertext leaves."""
        with self._making:
            _ = self.root
            if self.keyring.row(key) is None:
                try:
                    self._make(key, "volume", level=TOP)
                except KeyExists:
                    pass  # another process of this site was first
            return self._volume(key)

    def _volume(self, key: UUID) -> AESGCM:
        with self._making:
            cipher = AESGCM(self._unwrapped(self._living(key, "volume")))
            if len(self._volumes) >= CACHED:
                self._volumes.clear()
            self._volumes[key] = cipher
        return cipher

    def _document(self, key: UUID) -> tuple[AESGCM, int]:
        held = self._documents.get(key)
        if held is not None:
            return held
        with self._making:
            row = self._living(key, "document")
            held = AESGCM(self._unwrapped(row)), row.level
            if len(self._documents) >= CACHED:
                self._documents.clear()
            self._documents[key] = held
        return held

    def _living(self, key: UUID, kind: str) -> Row:
        _ = self.root
        row = self.keyring.row(key)
        if row is None or row.kind != kind:
            raise NotAuthentic("unknown key")
        if row.wrapped is None:
            raise KeyDestroyed(key)
        return row

    def _log_key(self) -> Ed25519PrivateKey:
        if self._log is None:
            raise NoKeys
        return self._log

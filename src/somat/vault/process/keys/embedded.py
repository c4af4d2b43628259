"""The embedded provider: a random root key wrapped by a passphrase, everything else derived from the root or wrapped by it."""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from somat.audit.tree import origin_of, verifier_key
from somat.vault.process.keys.files import write_whole
from somat.vault.process.keys.provider import NoKeys, NotAuthentic, WrongPassphrase
from somat.vault.process.keys.sealing import LEAST, NONCE, SUITE

VERSION = 1
CACHED = 4096


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters; they stand in the file, and nothing outside these bounds is run."""

    time: int = 3
    memory_kib: int = 65_536
    lanes: int = 4

    def within_bounds(self) -> bool:
        return 1 <= self.time <= 16 and 8 <= self.memory_kib <= 1_048_576 and 1 <= self.lanes <= 16


class Embedded:
    """Fulfils `Provider` with the `cryptography` library; files `root.json`, `log.json` and `log.pub` in one folder."""

    name = "embedded"

    def __init__(self, folder: Path, *, installation: UUID, cost: Cost | None = None) -> None:
        self._folder = folder
        self._installation = installation
        self._cost = cost or Cost()
        self._root = bytearray()
        self._log: Ed25519PrivateKey | None = None
        self._ciphers: dict[UUID, AESGCM] = {}

    @property
    def exists(self) -> bool:
        return (self._folder / "root.json").exists()

    def create(self, passphrase: str) -> None:
        if self.exists:
            raise FileExistsError(self._folder / "root.json")
        root, log = os.urandom(32), Ed25519PrivateKey.generate()
        public = log.public_key().public_bytes_raw()
        wrapping = self._derive(root, b"log key")
        write_whole(self._folder / "log.json", self._wrapped(wrapping, log.private_bytes_raw(), b"log"), mode=0o600)
        line = verifier_key(origin_of(self._installation), public) + "\n"
        write_whole(self._folder / "log.pub", line.encode(), mode=0o644)
        self._write_root(root, passphrase)

    def unwrap(self, passphrase: str) -> None:
        stored = self._stored("root.json")
        cost, salt = _cost(stored), base64.b64decode(stored["salt"])
        try:
            root = self._unwrapped(_stretch(passphrase, salt, cost), stored, _about(b"root", cost, salt))
        except InvalidTag:
            raise WrongPassphrase from None
        log = self._stored("log.json")
        try:
            secret = self._unwrapped(self._derive(root, b"log key"), log, b"log")
        except InvalidTag:
            raise NotAuthentic("log.json") from None
        self._root = bytearray(root)
        self._log = Ed25519PrivateKey.from_private_bytes(secret)

    def forget(self) -> None:
        for i in range(len(self._root)):
            self._root[i] = 0
        self._root = bytearray()
        self._log = None
        self._ciphers.clear()

    def seal(self, key: UUID, *, aad: bytes, text: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return bytes([SUITE]) + nonce + self._cipher(key).encrypt(nonce, text, aad)

    def open(self, key: UUID, *, aad: bytes, sealed: bytes) -> bytes:
        if len(sealed) < LEAST or sealed[0] != SUITE:
            raise NotAuthentic("suite")
        try:
            return (self._ciphers.get(key) or self._cipher(key)).decrypt(
                sealed[1 : 1 + NONCE], sealed[1 + NONCE :], aad
            )
        except InvalidTag:
            raise NotAuthentic("tag") from None

    def sign(self, message: bytes) -> bytes:
        return self._log_key().sign(message)

    def verify_key(self) -> bytes:
        return self._log_key().public_key().public_bytes_raw()

    def _log_key(self) -> Ed25519PrivateKey:
        if self._log is None:
            raise NoKeys
        return self._log

    def _cipher(self, key: UUID) -> AESGCM:
        cipher = self._ciphers.get(key)
        if cipher is None:
            if not self._root:
                raise NoKeys
            if len(self._ciphers) >= CACHED:
                self._ciphers.clear()
            cipher = self._ciphers[key] = AESGCM(self._derive(bytes(self._root), b"volume" + key.bytes))
        return cipher

    def _derive(self, root: bytes, info: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(root)

    def _write_root(self, root: bytes, passphrase: str) -> None:
        salt = os.urandom(16)
        key = _stretch(passphrase, salt, self._cost)
        stored = json.loads(self._wrapped(key, root, _about(b"root", self._cost, salt)))
        stored |= {"cost": asdict(self._cost), "salt": base64.b64encode(salt).decode()}
        write_whole(self._folder / "root.json", json.dumps(stored, indent=1).encode(), mode=0o600)

    def _stored(self, name: str) -> dict[str, Any]:
        try:
            stored = json.loads((self._folder / name).read_bytes())
        except (OSError, ValueError):
            raise NotAuthentic(name) from None
        if not isinstance(stored, dict) or (stored.get("v"), stored.get("suite")) != (VERSION, SUITE):
            raise NotAuthentic(name)
        return stored

    def _wrapped(self, key: bytes, secret: bytes, what: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        wrapped = AESGCM(key).encrypt(nonce, secret, what + self._installation.bytes)
        facts = {"nonce": base64.b64encode(nonce).decode(), "wrapped": base64.b64encode(wrapped).decode()}
        return json.dumps({"v": VERSION, "suite": SUITE, **facts}, indent=1).encode()

    def _unwrapped(self, key: bytes, stored: dict[str, Any], what: bytes) -> bytes:
        nonce, wrapped = base64.b64decode(stored["nonce"]), base64.b64decode(stored["wrapped"])
        return AESGCM(key).decrypt(nonce, wrapped, what + self._installation.bytes)


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes from a passphrase; composed form first, because Vietnamese keyboards differ in how they compose."""
    secret = unicodedata.normalize("NFC", passphrase).encode()
    return hash_secret_raw(secret, salt, cost.time, cost.memory_kib, cost.lanes, 32, Type.ID)


def _cost(stored: dict[str, Any]) -> Cost:
    try:
        cost = Cost(**stored["cost"])
        if cost.within_bounds():
            return cost
    except (KeyError, TypeError):
        pass
    raise NotAuthentic("root.json")


def _about(what: bytes, cost: Cost, salt: bytes) -> bytes:
    return what + json.dumps(asdict(cost), sort_keys=True).encode() + salt

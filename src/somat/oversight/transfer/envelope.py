"""A backup closed to a key that is not on the server: HPKE wraps the file key, 1 MiB chunks hold the rest (docs/formats/backup.md)."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from somat.vault.process.content.stream import CHUNK, PREFIX, Blob, BrokenBlob, Buffer, Kind, Place, nonce_of
from somat.vault.process.keys.provider import NotAuthentic

MAGIC, VERSION, SUITE = b"SOMATBAK", 1, 1
HEAD = struct.Struct(">8sBB16s16sB8sH")
PUBLIC, SECRET = "somat-backup-public-1 ", "somat-backup-secret-1 "
CHECK = 4  # bytes of SHA-256 after a key's 32, so that a letter typed wrongly is noticed
PARTS = {"data": 0, "keys": 1}


class BadKey(Exception):
    """A text that is no backup key, or not the one that a backup was closed to; the Vietnamese sentence says which."""


class Shut(Exception):
    """A closed backup, and no key was given."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What a site holds: with it backups are closed, never opened."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits in groups of four, for the eye."""
        digits = key_id(self.raw).hex()
        return " ".join(digits[at : at + 4] for at in range(0, 16, 4))

    def text(self) -> str:
        return _written(PUBLIC, self.raw)


@dataclass(frozen=True, slots=True)
class SecretKey:
    """What lies in a safe, on a stick or on paper, and never on the server."""

    raw: bytes = field(repr=False)

    def public(self) -> PublicKey:
        return PublicKey(X25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes_raw())

    def text(self) -> str:
        return _written(SECRET, self.raw)


def new_secret() -> SecretKey:
    return SecretKey(X25519PrivateKey.generate().private_bytes_raw())


def public_of(text: str) -> PublicKey:
    """Raises BadKey."""
    return PublicKey(_read(PUBLIC, text))


def secret_of(text: str) -> SecretKey:
    """Raises BadKey."""
    return SecretKey(_read(SECRET, text))


def key_id(raw: bytes) -> bytes:
    return hashlib.sha256(b"somat backup key\x00" + raw).digest()[:8]


def _written(word: str, raw: bytes) -> str:
    digits = _digits(raw).lower()
    return word + "-".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _digits(raw: bytes) -> str:
    """A key and its check in base32."""
    return base64.b32encode(raw + hashlib.sha256(raw).digest()[:CHECK]).decode().rstrip("=")


def _read(word: str, text: str) -> bytes:
    line = text.strip().lower()
    if not line.startswith(word.strip()):
        raise BadKey(f"Không phải khóa sao lưu: dòng phải bắt đầu bằng {word.strip()}.")
    digits = "".join(line.removeprefix(word.strip()).replace("-", "").split()).upper()
    try:
        found = base64.b32decode(digits + "=" * (-len(digits) % 8))
    except ValueError:
        found = b""
    raw = found[:-CHECK]
    if len(raw) != 32 or _digits(raw) != digits:  # the last letter too, of which two bits say nothing
        raise BadKey("Khóa sao lưu chép sai hoặc thiếu ký tự. So lại với bản trên giấy.")
    return raw


def _suite() -> Any:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _info(installation: UUID, backup: UUID, part: int) -> bytes:
    return b"somat backup\x00" + bytes([VERSION, SUITE, part]) + installation.bytes + backup.bytes


class Closing:
    """A file that closes what is written into it; `close` writes the last chunk, without which nothing opens."""

    def __init__(self, out: Any, *, to: PublicKey, installation: UUID, backup: UUID, kind: str) -> None:
        part = PARTS[kind]
        key = AESGCM.generate_key(256)
        wrapped = _suite().encrypt(
            key, X25519PublicKey.from_public_bytes(to.raw), info=_info(installation, backup, part)
        )
        place = _place(installation, backup, part)
        self._out, self._cipher, self._aad = out, AESGCM(key), place.aad()
        self._prefix, self._held, self._number = os.urandom(PREFIX), bytearray(), 0
        facts = (VERSION, SUITE, installation.bytes, backup.bytes, part, key_id(to.raw), len(wrapped))
        out.write(HEAD.pack(MAGIC, *facts) + wrapped + place.header(self._prefix))

    def write(self, data: Buffer) -> int:
        self._held += data
        while len(self._held) > CHUNK:
            self._seal(bytes(self._held[:CHUNK]), last=0)
            del self._held[:CHUNK]
        return len(data)

    def flush(self) -> None:
        """Nothing: a chunk is written when it is full."""

    def close(self) -> None:
        self._seal(bytes(self._held), last=1)
        self._held.clear()

    def _seal(self, chunk: bytes, *, last: int) -> None:
        self._out.write(self._cipher.encrypt(nonce_of(self._prefix, self._number, last=last), chunk, self._aad))
        self._number += 1


def _place(installation: UUID, backup: UUID, part: int) -> Place:
    return Place(installation, backup, VERSION, Kind.BACKUP, part)


def is_closed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def plain(path: Path, key: SecretKey | None) -> BinaryIO:
    """The file as it was before it was closed; one that is open already as it is. Raises Shut, BadKey, BrokenBlob, OSError."""
    file = path.open("rb")
    if file.read(len(MAGIC)) != MAGIC:
        file.seek(0)
        return file
    if key is None:
        file.close()
        raise Shut(path.name)
    file.seek(0)
    return _opened(file, key)


def _opened(file: BinaryIO, key: SecretKey) -> BinaryIO:
    head = file.read(HEAD.size)
    if len(head) < HEAD.size:
        raise BrokenBlob("cut")
    _, version, suite, installation, backup, part, closed_to, length = HEAD.unpack(head)
    if (version, suite) != (VERSION, SUITE):
        raise BrokenBlob("suite")
    if closed_to != key_id(key.public().raw):
        raise BadKey("Bản sao lưu này khóa bằng khóa sao lưu khác. Lấy đúng khóa ghi ngày lập bản sao.")
    ids = UUID(bytes=installation), UUID(bytes=backup)
    try:
        private = X25519PrivateKey.from_private_bytes(key.raw)
        file_key = _suite().decrypt(file.read(length), private, info=_info(*ids, part))
    except (InvalidTag, ValueError):
        raise BrokenBlob("key") from None
    cipher = AESGCM(file_key)

    class Keys:
        """The one key of this file, as a blob wants it."""

        def encrypt_chunk(self, key: UUID, *, nonce: bytes, aad: bytes, data: Buffer) -> bytes:
            return cipher.encrypt(nonce, data, aad)

        def decrypt_chunk(self, key: UUID, *, nonce: bytes, aad: bytes, data: Buffer) -> bytes:
            try:
                return cipher.decrypt(nonce, data, aad)
            except InvalidTag:
                raise NotAuthentic("tag") from None

    rest = _Rest(file, HEAD.size + length)
    blob = Blob(rest, keys=Keys(), key=ids[1], place=_place(*ids, part))  # type: ignore[arg-type]
    blob.demand_whole()
    return io.BufferedReader(_Pieces(blob.pieces(), file.close), CHUNK)


class _Rest:
    """The part of a file after its head, with positions of its own."""

    def __init__(self, file: BinaryIO, first: int) -> None:
        self._file, self._first = file, first

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset + (self._first if whence == os.SEEK_SET else 0), whence) - self._first

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def readinto(self, buffer: Any) -> int:
        return self._file.readinto(buffer)  # type: ignore[attr-defined, no-any-return]


class _Pieces(io.RawIOBase):
    """Pieces one after another, as a file that is read once."""

    def __init__(self, pieces: Iterator[bytes], close: Callable[[], None]) -> None:
        self._pieces, self._held, self._close = pieces, b"", close

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._held = piece
        count = min(len(buffer), len(self._held))
        buffer[:count], self._held = self._held[:count], self._held[count:]
        return count

    def close(self) -> None:
        self._close()
        super().close()

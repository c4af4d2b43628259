"""The blob format: 1 MiB chunks, each sealed in its place, the last one marked (docs/formats/blob.md)."""

from __future__ import annotations

import hashlib
import os
import struct
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO, Protocol
from uuid import UUID

from somat.vault.process.errors import Denied
from somat.vault.process.keys.provider import NotAuthentic

MAGIC, FORMAT, SUITE = b"SOMATBLB", 1, 1
CHUNK, TAG, PREFIX = 1024 * 1024, 16, 7
HEADER = struct.Struct(">8sBBB16s16sII7s")
BOUND = struct.Struct(">BBB16s16sII")
NONCE = struct.Struct(">7sIB")
MOST_CHUNKS = 2**32 - 1
BEHIND = 4  # pieces that may wait for their hash

Buffer = bytes | bytearray | memoryview


class Kind(IntEnum):
    """What a blob holds: the file as it was received, pictures of its pages, the body of a closed backup, or its words."""

    CONTENT = 1
    PAGES = 2
    BACKUP = 3
    WORDS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """What a blob is bound to. `part` is 0 for content and the first page of a run of page pictures."""

    installation: UUID
    object: UUID
    version: int
    kind: Kind = Kind.CONTENT
    part: int = 0

    def aad(self) -> bytes:
        """The additional data of every chunk."""
        facts = (FORMAT, SUITE, self.kind, self.installation.bytes, self.object.bytes, self.version, self.part)
        return b"somat blob\x00" + BOUND.pack(*facts)

    def header(self, prefix: bytes) -> bytes:
        facts = (FORMAT, SUITE, self.kind, self.installation.bytes, self.object.bytes, self.version, self.part)
        return HEADER.pack(MAGIC, *facts, prefix)


@dataclass(frozen=True, slots=True)
class Written:
    """`size` bytes of content became `stored` bytes of blob; `sha256` is the hash of the blob as stored."""

    size: int
    stored: int
    sha256: bytes


class BrokenBlob(Denied):
    """A blob that is not the one that was written for this place: cut, changed, moved or swapped. Never skipped."""

    def __init__(self, why: str) -> None:
        super().__init__("broken-blob", why=why)
        self.why = why


class ChunkKeys(Protocol):
    """The part of `Provider` that blobs need."""

    def encrypt_chunk(self, key: UUID, *, nonce: bytes, aad: bytes, data: Buffer) -> bytes: ...

    def decrypt_chunk(self, key: UUID, *, nonce: bytes, aad: bytes, data: Buffer) -> bytes: ...


def stored_size(size: int) -> int:
    """Bytes of the blob of a content of so many bytes."""
    return HEADER.size + size + max(1, -(-size // CHUNK)) * TAG


def nonce_of(prefix: bytes, number: int, *, last: int) -> bytes:
    """Twelve bytes: the blob's random prefix, the chunk's number, and 1 for the last chunk."""
    return NONCE.pack(prefix, number, last)


def encrypt(
    pieces: Iterable[Buffer], write: Callable[[Buffer], object], *, keys: ChunkKeys, key: UUID, place: Place
) -> Written:
    """Write the blob of a content that comes in pieces of any size; memory does not grow with it.

    The hash is taken by a second thread while the next chunk is encrypted.
    """
    prefix, aad = os.urandom(PREFIX), place.aad()
    size = number = 0
    with _Hash() as digest:
        header = place.header(prefix)
        write(header)
        digest.add(header)
        for chunk, last in _chunks(pieces):
            if number >= MOST_CHUNKS:
                raise BrokenBlob("too-long")
            sealed = keys.encrypt_chunk(key, nonce=nonce_of(prefix, number, last=last), aad=aad, data=chunk)
            digest.add(sealed)
            write(sealed)
            size, number = size + len(chunk), number + 1
    return Written(size, HEADER.size + size + number * TAG, digest.value())


def _chunks(pieces: Iterable[Buffer]) -> Iterator[tuple[memoryview, int]]:
    """Full chunks in one reused buffer, and 1 beside the last, which alone may be short, and empty only if it is alone."""
    buffer, filled = bytearray(CHUNK), 0
    whole = memoryview(buffer)
    for piece in pieces:
        left = memoryview(piece).cast("B")
        while left:
            if filled == CHUNK:
                yield whole, 0
                filled = 0
            take = min(CHUNK - filled, len(left))
            whole[filled : filled + take] = left[:take]
            left, filled = left[take:], filled + take
    yield whole[:filled], 1


class _Hash:
    """SHA-256 beside the work, in order; a few pieces may wait, so that neither stands still for the other."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256()
        self._pool = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> _Hash:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown()

    def add(self, data: bytes) -> None:
        if len(self._waiting) >= BEHIND:
            self._waiting.popleft().result()
        self._waiting.append(self._pool.submit(self._sha.update, data))

    def value(self) -> bytes:
        while self._waiting:
            self._waiting.popleft().result()
        return self._sha.digest()


class Blob:
    """A blob opened for reading: whole in order, or any part of it. What is read is authentic or BrokenBlob is raised."""

    def __init__(self, file: BinaryIO, *, keys: ChunkKeys, key: UUID, place: Place) -> None:
        self._file, self._keys, self._key = file, keys, key
        self._aad = place.aad()
        stored = file.seek(0, os.SEEK_END)
        if stored < HEADER.size + TAG:
            raise BrokenBlob("cut")
        file.seek(0)
        self._prefix = _prefix(file.read(HEADER.size), place)
        body = stored - HEADER.size
        self._count = -(-body // (CHUNK + TAG))
        self._buffer = memoryview(bytearray(min(body, CHUNK + TAG)))
        self.size = body - self._count * TAG
        if self.size < 0 or (self._count > 1 and body % (CHUNK + TAG) in range(1, TAG + 1)):
            raise BrokenBlob("cut")

    def pieces(self) -> Iterator[bytes]:
        """The content in chunks, in order."""
        return (self._chunk(number) for number in range(self._count))

    def demand_whole(self) -> None:
        """Read the last chunk alone: raises BrokenBlob where the end is missing, before any other part is believed."""
        self._chunk(self._count - 1)

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`; touches only the chunks that hold them. Raises BrokenBlob beyond the end."""
        if offset < 0 or length < 0 or offset + length > self.size:
            raise BrokenBlob("cut")
        parts: list[bytes] = []
        while length:
            number, inside = divmod(offset, CHUNK)
            part = self._chunk(number)[inside : inside + length]
            parts.append(part)
            offset, length = offset + len(part), length - len(part)
        return b"".join(parts)

    def _chunk(self, number: int) -> bytes:
        self._file.seek(HEADER.size + number * (CHUNK + TAG))
        got = _fill(self._file, self._buffer)
        last = int(number == self._count - 1)
        try:
            nonce = nonce_of(self._prefix, number, last=last)
            return self._keys.decrypt_chunk(self._key, nonce=nonce, aad=self._aad, data=self._buffer[:got])
        except NotAuthentic:
            raise BrokenBlob("chunk") from None


def _fill(file: BinaryIO, buffer: memoryview) -> int:
    """Read until the buffer is full or the file ends; answers how many bytes."""
    got = 0
    while got < len(buffer) and (count := file.readinto(buffer[got:])):  # type: ignore[attr-defined]
        got += count
    return got


def _prefix(header: bytes, place: Place) -> bytes:
    """The nonce prefix of a header that says exactly this place; BrokenBlob names the first word that differs."""
    magic, format_, suite, kind, installation, object_, version, part, prefix = HEADER.unpack(header)
    expected = (
        ("magic", magic, MAGIC),
        ("format", format_, FORMAT),
        ("suite", suite, SUITE),
        ("kind", kind, place.kind),
        ("installation", installation, place.installation.bytes),
        ("object", object_, place.object.bytes),
        ("version", version, place.version),
        ("part", part, place.part),
    )
    for word, found, wanted in expected:
        if found != wanted:
            raise BrokenBlob(word)
    return bytes(prefix)

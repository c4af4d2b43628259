"""Frames of the converter (docs/formats/converter-protocol.md): JSON heads and raw blocks over a stream."""

from __future__ import annotations

import json
import struct
from typing import Any, Protocol

from somat.vault.converter import limits

FRAME = struct.Struct(">cI")
JSON, RAW = b"J", b"B"

Head = dict[str, Any]


class Malformed(Exception):
    """Bytes that are no frame of this protocol, or not the one expected."""


class Reading(Protocol):
    def read(self, size: int, /) -> bytes | None: ...


class Writing(Protocol):
    def write(self, data: bytes, /) -> object: ...
    def flush(self) -> object: ...


def write_head(stream: Writing, head: Head) -> None:
    """Send one JSON frame and let it go out at once."""
    body = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    stream.write(FRAME.pack(JSON, len(body)) + body)
    stream.flush()


def write_block(stream: Writing, data: bytes | memoryview) -> None:
    """Send one raw frame; an empty one ends a file."""
    stream.write(FRAME.pack(RAW, len(data)))
    stream.write(bytes(data) if isinstance(data, memoryview) else data)
    stream.flush()


def read_head(stream: Reading, *, most: int = limits.HEAD) -> Head:
    """The next frame as JSON. Raises Malformed, EOFError where the other side has ended."""
    body = _body(stream, JSON, most)
    try:
        head = json.loads(body)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(head, dict):
        raise Malformed("not an object")
    return head


def read_block(stream: Reading, *, most: int = limits.BLOCK) -> bytes:
    """The next frame as bytes. Raises Malformed, EOFError."""
    return _body(stream, RAW, most)


def _body(stream: Reading, kind: bytes, most: int) -> bytes:
    head = stream.read(FRAME.size)
    if not head:
        raise EOFError
    if len(head) < FRAME.size:
        raise Malformed("frame cut short")
    found, length = FRAME.unpack(head)
    if found != kind or length > most:
        raise Malformed("frame")
    body = stream.read(length) if length else b""
    if body is None or len(body) != length:
        raise Malformed("frame cut short")
    return body

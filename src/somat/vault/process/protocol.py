"""Frames on the socket and the shape of each request (docs/formats/vault-protocol.md)."""

from __future__ import annotations

import json
import re
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from somat.vault.process.errors import Malformed

VERSION = 1
MAX_FRAME = 64 * 1024 * 1024
MAX_ITEMS = 10_000
MAX_ROWS = 50_000  # a full volume with its recipients and receipts is printed by one leaf, so by one request
MAX_TEXT = 256 * 1024
MAX_WORDS = 400
MAX_HITS = 500
LENGTH = struct.Struct(">I")
NAME = re.compile(r"[a-z][a-z_]{0,62}")

Message = dict[str, Any]


def write_frame(connection: socket.socket, message: Mapping[str, Any]) -> None:
    """Send one message: four bytes of length, big-endian, and as many bytes of UTF-8 JSON."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) > MAX_FRAME:
        raise Malformed("frame too long")
    connection.sendall(LENGTH.pack(len(body)) + body)


def read_frame(connection: socket.socket) -> Message | None:
    """The next message, or None where the other side has closed between messages. Raises Malformed."""
    head = _exactly(connection, LENGTH.size)
    if head is None:
        return None
    (length,) = LENGTH.unpack(head)
    if not 2 <= length <= MAX_FRAME:
        raise Malformed("frame length")
    body = _exactly(connection, length)
    if body is None:
        raise Malformed("frame cut short")
    try:
        message = json.loads(body)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(message, dict):
        raise Malformed("not an object")
    return message


def _exactly(connection: socket.socket, length: int) -> bytearray | None:
    """`length` bytes; None at a clean end before the first of them."""
    buffer = bytearray(length)
    view, got = memoryview(buffer), 0
    while got < length:
        count = connection.recv_into(view[got:])
        if count == 0:
            if got:
                raise Malformed("frame cut short")
            return None
        got += count
    return buffer


@dataclass(frozen=True, slots=True)
class Item:
    """One value to seal."""

    table: str
    row: UUID
    column: str
    version: int
    level: int
    key: UUID
    text: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; empty means everything. Days are ISO days, both ends included."""

    levels: tuple[int, ...] = ()
    books: tuple[UUID, ...] = ()
    first: str = ""
    last: str = ""
    year: int = 0
    kind: str = ""
    number: str = ""
    body: str = ""


def only(message: Message, *names: str) -> None:
    """Refuse a request with a field too many or too few."""
    if set(message) - {"v", "op"} != set(names) or message.get("v") != VERSION:
        raise Malformed("fields")


def text(value: object, *, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise Malformed("text")
    return value


def number(value: object, *, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise Malformed("number")
    return value


def name(value: object) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise Malformed("name")
    return value


def uuid(value: object) -> UUID:
    if not isinstance(value, str) or len(value) != 32:
        raise Malformed("uuid")
    try:
        return UUID(value)
    except ValueError:
        raise Malformed("uuid") from None


def many(value: object, *, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise Malformed("list")
    return value


def items(value: object) -> list[Item]:
    """[[table, row, column, version, level, key, text], …]"""
    found = []
    for one in many(value, most=MAX_ITEMS):
        table, row, column, version, level, key, words = _parts(one, 7)
        found.append(
            Item(
                name(table),
                uuid(row),
                name(column),
                number(version, least=1, most=2**31 - 1),
                number(level, least=1, most=3),
                uuid(key),
                text(words, most=MAX_TEXT),
            )
        )
    return found


def rows(value: object) -> list[tuple[str, UUID]]:
    """[[table, row], …]"""
    pairs = (_parts(one, 2) for one in many(value, most=MAX_ROWS))
    return [(name(table), uuid(row)) for table, row in pairs]


def filters(value: object) -> Filters:
    """{"levels": [1], "books": [uuid], "first": day, "last": day, "year": 2026, "kind": "OUT", "number": "12/BC", "body": "Sở"}, all of them present."""
    names = {"levels", "books", "first", "last", "year", "kind", "number", "body"}
    if not isinstance(value, dict) or set(value) != names:
        raise Malformed("filters")
    return Filters(
        tuple(number(level, least=1, most=3) for level in many(value["levels"], most=3)),
        tuple(uuid(book) for book in many(value["books"], most=500)),
        day(value["first"]),
        day(value["last"]),
        number(value["year"], least=0, most=9999),
        text(value["kind"], most=10),
        text(value["number"], most=MAX_WORDS),
        text(value["body"], most=MAX_WORDS),
    )


def day(value: object) -> str:
    """An ISO day, or nothing."""
    if value != "" and not (isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)):
        raise Malformed("day")
    return str(value)


def _parts(value: object, count: int) -> list[Any]:
    if not isinstance(value, list) or len(value) != count:
        raise Malformed("list")
    return value

"""How the rooms speak with the vault process: one connection a thread, and never inside a database transaction."""

from __future__ import annotations

import base64
import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from somat.law.access import Actor
from somat.law.levels import Level
from somat.vault.line import QUICK as QUICK
from somat.vault.line import SLOW as SLOW
from somat.vault.line import Fault as Fault
from somat.vault.line import NotOpened as NotOpened
from somat.vault.line import Sealed as Sealed
from somat.vault.line import WrongPassphrase as WrongPassphrase
from somat.vault.line import answered as answered
from somat.vault.line import dialled, exchanged
from somat.vault.process.errors import Malformed
from somat.vault.process.protocol import Message

AWAY = "away"  # nobody answers at the socket
BATCH = 5_000  # items in one frame
BURST = 0.05  # seconds between two pokes of one process
ROWS_A_SECOND = 1_000  # what a busy old machine opens at least


class InsideTransaction(RuntimeError):
    """The vault was called while a database transaction is open: a fault of the program."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A value to be sealed for one place. `key` is the uuid of the volume, or of the installation."""

    table: str
    row: UUID
    column: str
    version: int
    level: Level
    key: UUID
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedValue:
    """A value sealed for its place; `actions.keep` writes it down."""

    table: str
    row: UUID
    column: str
    version: int
    level: Level
    key: UUID
    ciphertext: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; empty means everything. Days are those of the entries, both ends included.

    `number`: number and symbol of the paper, or the arrival's number, from its beginning in whole words. `body`: likewise the
    beginning of who issued or receives it.
    """

    levels: tuple[Level, ...] = ()
    books: tuple[UUID, ...] = ()
    first: date | None = None
    last: date | None = None
    year: int | None = None
    kind: str = ""
    number: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found: its uuid and its place (`Entry.id`), by which the next page begins."""

    uuid: UUID
    place: int


Row = tuple[str, UUID]


def seal(items: Sequence[Plain]) -> list[SealedValue]:
    """Seal values, in order. Raises Sealed, InsideTransaction; Fault for an abstract of a Tuyệt mật row."""
    sealed: list[SealedValue] = []
    for at in range(0, len(items), BATCH):
        part = items[at : at + BATCH]
        wire = [[i.table, i.row.hex, i.column, i.version, int(i.level), i.key.hex, i.text] for i in part]
        texts = _ask("seal", items=wire)["sealed"]
        sealed += [
            SealedValue(i.table, i.row, i.column, i.version, i.level, i.key, base64.b64decode(text))
            for i, text in zip(part, texts, strict=True)
        ]
    return sealed


def open_rows(leaf: UUID, rows: Sequence[Row]) -> dict[Row, dict[str, str]]:
    """The texts of each row by column; {} for a row with nothing sealed. Raises Sealed, NotOpened, Fault."""
    every = list(dict.fromkeys(rows))
    if not every:
        return {}
    wire = [[table, row.hex] for table, row in every]
    texts = _ask("open", wait=QUICK + len(every) / ROWS_A_SECOND, leaf=leaf.hex, rows=wire)["texts"]
    return dict(zip(every, texts, strict=True))


def search(
    *, by: Actor, words: str, filters: Filters | None = None, before: int | None = None, limit: int
) -> list[Hit]:
    """Entries that `by` may see, newest first, below place `before`; one more than `limit` where there are more.

    `words`: all must be there, the last one may be a beginning; "in quotes" is a phrase. Needs the live session of `by`.
    Raises Sealed (also while the index loads: reason "loading"), NotOpened('no-session'), Fault.
    """
    if by.session is None:
        raise NotOpened("no-session")
    f = filters or Filters()
    answer = _ask(
        "search",
        actor=by.person.hex,
        session=by.session.hex,
        words=words,
        filters={
            "levels": [int(level) for level in f.levels],
            "books": [book.hex for book in f.books],
            "first": f.first.isoformat() if f.first else "",
            "last": f.last.isoformat() if f.last else "",
            "year": f.year or 0,
            "kind": f.kind,
            "number": f.number,
            "body": f.body,
        },
        before=before or 0,
        limit=limit,
    )
    return [Hit(UUID(uuid), place) for uuid, place in answer["hits"]]


def poke() -> None:
    """Tell the sequencer that leaves have been committed; returns at once. A vault that is away or sealed looks later.

    Of a burst of acts it hears the first: its next round takes in all that are there by then, and it looks by itself too.
    """
    global _poked
    moment = time.monotonic()
    if moment - _poked < BURST:
        return
    _poked = moment
    try:
        _ask("poke")
    except Sealed:
        pass


_poked = -BURST


def status() -> dict[str, Any]:
    """What the vault says about itself (docs/formats/vault-protocol.md). Raises Sealed('away') where none runs."""
    return _ask("status")


def converter() -> dict[str, Any]:
    """What the converter says about itself: `rung` ("namespaces", "user", "none", "away") and the `tools` it found.

    Raises Sealed where no vault runs to ask it; an unseal is not needed.
    """
    return dict(_ask("converter")["converter"])


def init(passphrase: str) -> None:
    """Make root key and log key, once. Raises Fault('exists-already'), Fault('passphrase-too-short')."""
    _ask("init", passphrase=passphrase)


def init_token(pin: str) -> None:
    """The same where the root key lives in a token (site.toml, `provider = "pkcs11"`). Raises Fault('token-away')…"""
    _ask("init", wait=SLOW, pin=pin)


def unseal(passphrase: str) -> None:
    """Open the vault. Raises WrongPassphrase; Sealed where the journal is not whole."""
    _ask("unseal", wait=SLOW, passphrase=passphrase)


def seal_again() -> None:
    """Make the vault drop its keys."""
    _ask("seal-again")


class _Line(threading.local):
    """The connection of this thread, and the process that made it: a forked child makes its own."""

    socket: socket.socket | None = None
    process: int = 0


_LINE = _Line()


def ask(operation: str, *, wait: float = QUICK, **fields: Any) -> dict[str, Any]:
    """One request in the words of the protocol, for the other clients of this room. Raises what they all raise."""
    return _ask(operation, wait=wait, **fields)


def _ask(operation: str, *, wait: float = QUICK, **fields: Any) -> dict[str, Any]:
    if connection.in_atomic_block:
        raise InsideTransaction(operation)
    try:
        return exchanged(_connected(), operation, wait=wait, **fields)
    except (OSError, Malformed):
        hang_up()
    except Sealed as away:
        if away.reason != AWAY:
            raise
        hang_up()
    raise Sealed(AWAY)


@contextmanager
def conversation(operation: str, *, wait: float = QUICK, **fields: Any) -> Iterator[tuple[socket.socket, Message]]:
    """An exchange that goes on after its first answer, on a connection of its own that ends with the block.

    Raises what `_judged` does, and Sealed('away') where the vault ends or hangs up in the middle.
    """
    if connection.in_atomic_block:
        raise InsideTransaction(operation)
    try:
        with closing(dialled(_address())) as line:
            yield line, exchanged(line, operation, wait=wait, **fields)
    except (OSError, Malformed):
        raise Sealed("away") from None


def hang_up() -> None:
    """Close this thread's connection; the next call makes a new one."""
    if _LINE.socket is not None:
        _LINE.socket.close()
        _LINE.socket = None


def _connected() -> socket.socket:
    if _LINE.socket is not None and (_LINE.process != os.getpid() or _ended(_LINE.socket)):
        hang_up()
    if _LINE.socket is None:
        _LINE.socket, _LINE.process = dialled(_address()), os.getpid()
    return _LINE.socket


def _ended(line: socket.socket) -> bool:
    """Whether the vault has closed its side since the last call (it was restarted)."""
    line.settimeout(0)
    try:
        return line.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _address() -> Path:
    return Path(settings.SITE.socket)

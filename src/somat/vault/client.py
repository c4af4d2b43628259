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
from somat.vault.process import protocol
from somat.vault.process.errors import Malformed
from somat.vault.process.protocol import Message

QUICK, SLOW = 10.0, 120.0  # seconds to wait for an answer; unsealing checks the whole journal
BATCH = 5_000  # items in one frame
BURST = 0.05  # seconds between two pokes of one process
ROWS_A_SECOND = 1_000  # what a busy old machine opens at least


class InsideTransaction(RuntimeError):
    """The vault was called while a database transaction is open: a fault of the program."""


class Sealed(Exception):
    """No answer is to be had now: the vault is new, sealed, stopped, loading or not running. `reason` is one word."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class Fault(Exception):
    """A sealed value does not authenticate, or the vault itself failed. Stop and raise the alarm."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class NotOpened(Exception):
    """The vault refuses to open or search for this person: leaf, session or right. `reason` is one word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongPassphrase(Exception):
    """Not the passphrase, or asked too soon after a wrong one; `seconds` until the next attempt is looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


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
    """What a search is narrowed to; empty means everything. Days are those of the entries, both ends included."""

    levels: tuple[Level, ...] = ()
    books: tuple[UUID, ...] = ()
    first: date | None = None
    last: date | None = None
    year: int | None = None
    kind: str = ""


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
_AWAY = frozenset(
    {"new", "sealed", "log-broken", "loading", "no-database", "no-room", "restore-waiting", "keys-too-old", "swap-open"}
)
_NOT_OPENED = frozenset(
    {
        "leaf-missing",
        "leaf-not-granted",
        "leaf-older-than-vault",
        "leaf-too-old",
        "leaf-from-the-future",
        "leaf-used",
        "verb-does-not-read",
        "rows-differ",
        "no-session",
        "no-right",
    }
)


def ask(operation: str, *, wait: float = QUICK, **fields: Any) -> dict[str, Any]:
    """One request in the words of the protocol, for the other clients of this room. Raises what they all raise."""
    return _ask(operation, wait=wait, **fields)


def _ask(operation: str, *, wait: float = QUICK, **fields: Any) -> dict[str, Any]:
    if connection.in_atomic_block:
        raise InsideTransaction(operation)
    try:
        line = _connected()
        line.settimeout(wait)
        protocol.write_frame(line, {"v": protocol.VERSION, "op": operation, **fields})
        answer = protocol.read_frame(line)
    except (OSError, Malformed):
        hang_up()
        raise Sealed("away") from None
    if answer is None:
        hang_up()
        raise Sealed("away")
    return _judged(answer)


@contextmanager
def conversation(operation: str, *, wait: float = QUICK, **fields: Any) -> Iterator[tuple[socket.socket, Message]]:
    """An exchange that goes on after its first answer, on a connection of its own that ends with the block.

    Raises what `_judged` does, and Sealed('away') where the vault ends or hangs up in the middle.
    """
    if connection.in_atomic_block:
        raise InsideTransaction(operation)
    try:
        with closing(_dialled()) as line:
            line.settimeout(wait)
            protocol.write_frame(line, {"v": protocol.VERSION, "op": operation, **fields})
            yield line, answered(line)
    except (OSError, Malformed):
        raise Sealed("away") from None


def answered(line: socket.socket) -> Message:
    """The next message of a conversation."""
    answer = protocol.read_frame(line)
    if answer is None:
        raise Sealed("away")
    return _judged(answer)


def _judged(answer: dict[str, Any]) -> dict[str, Any]:
    if answer.get("ok") is True:
        return answer
    code, facts = str(answer.get("error")), dict(answer.get("facts") or {})
    if code in _AWAY:
        raise Sealed(code, **facts)
    if code in _NOT_OPENED:
        raise NotOpened(code)
    if code in ("wrong-passphrase", "wait"):
        raise WrongPassphrase(int(facts["seconds"]))
    raise Fault(code, **facts)


def hang_up() -> None:
    """Close this thread's connection; the next call makes a new one."""
    if _LINE.socket is not None:
        _LINE.socket.close()
        _LINE.socket = None


def _connected() -> socket.socket:
    if _LINE.socket is not None and (_LINE.process != os.getpid() or _ended(_LINE.socket)):
        hang_up()
    if _LINE.socket is None:
        _LINE.socket, _LINE.process = _dialled(), os.getpid()
    return _LINE.socket


def _dialled() -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(QUICK)
    try:
        line.connect(str(_address()))
    except OSError:
        line.close()
        raise
    return line


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

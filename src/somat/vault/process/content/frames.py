"""Raw bytes on the socket, between two messages: four bytes of length and so many bytes, until a length of nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator

from somat.vault.process.errors import Denied, Malformed
from somat.vault.process.protocol import LENGTH

MOST = 1024 * 1024
PICTURE = 64 * MOST  # bytes of one page's picture, at most
PATIENCE = 30.0  # seconds for the next piece


def send(line: socket.socket, pieces: Iterable[bytes | memoryview]) -> None:
    """Send pieces of any size, and the end."""
    for piece in pieces:
        send_part(line, piece)
    send_end(line)


def send_part(line: socket.socket, piece: bytes | memoryview) -> None:
    view = memoryview(piece).cast("B")
    for at in range(0, len(view), MOST):
        part = view[at : at + MOST]
        line.sendall(LENGTH.pack(len(part)))
        line.sendall(part)


def send_end(line: socket.socket) -> None:
    line.sendall(LENGTH.pack(0))


def received(line: socket.socket, *, most: int) -> Iterator[memoryview]:
    """The pieces, each valid until the next is asked for. Raises Malformed where the other side broke off, Denied('file-refused')."""
    buffer, total = memoryview(bytearray(MOST)), 0
    line.settimeout(PATIENCE)
    while True:
        head = memoryview(bytearray(LENGTH.size))
        _exactly(line, head)
        (length,) = LENGTH.unpack(head)
        if not length:
            return
        total += length
        if length > MOST:
            raise Malformed("frame length")
        if total > most:
            raise Denied("file-refused", why="too-large")
        _exactly(line, buffer[:length])
        yield buffer[:length]


def _exactly(line: socket.socket, view: memoryview) -> None:
    got = 0
    while got < len(view):
        count = line.recv_into(view[got:])
        if not count:
            raise Malformed("frame cut short")
        got += count

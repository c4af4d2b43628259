"""The daemon: who may ask, how many at once, and what a child's answers must look like before they go on."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from somat.vault.converter import limits, paint, wire
from somat.vault.converter.codes import CODES
from somat.vault.converter.formats import kind, laid, office, reading
from somat.vault.converter.nursery import Busy, Nursery
from somat.vault.converter.sandbox import rungs

PEER = struct.Struct("3i")
CONNECTIONS = 32
MOMENT = 2.0  # seconds that a child which has fallen silent takes to end
IDLE = 60.0  # seconds that a peer may keep silent within a request
NO_MEMORY = {3, -6, 134, -9, 137}
NO_TIME = {-24, 152}
FARTHEST = 100_000  # millimetres: no mark stands farther from its page's corner
LOG = logging.getLogger("somat.converter")


class AlreadyRunning(Exception):
    """Another converter serves this folder."""


class Daemon:
    """Listens on `DIR/run/converter.sock` while it is entered as a context."""

    def __init__(self, folder: Path, *, vault_uid: int | None = None) -> None:
        self._path = folder / "run" / "converter.sock"
        self._allowed = {os.geteuid()} | ({vault_uid} if vault_uid is not None else owner(folder / "vault"))
        self._slots = threading.BoundedSemaphore(CONNECTIONS)
        self._listener: socket.socket | None = None
        self._alone = -1

    def __enter__(self) -> Daemon:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._alone = os.open(self._path.with_name("converter.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._alone)
            raise AlreadyRunning(self._path) from None
        self._path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(self._path))
        self._let_knock()
        listener.listen(CONNECTIONS)
        self._listener = listener
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        with suppress(PermissionError):  # it has become another user since: the next one to bind takes it away
            self._path.unlink(missing_ok=True)
        os.close(self._alone)

    def stop(self) -> None:
        """Let no more in; `serve` then returns."""
        listener, self._listener = self._listener, None
        if listener:
            try:
                listener.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            listener.close()

    def _let_knock(self) -> None:
        """The file must let the vault's user connect; who really connects is judged by the kernel's word."""
        self._path.chmod(0o600)
        for uid in self._allowed - {os.geteuid()}:
            try:
                os.chown(self._path, uid, -1)
            except PermissionError:
                self._path.chmod(0o666)

    def serve(self, nursery: Nursery) -> None:
        """Answer until `stop`; children are the nursery's."""
        self._allowed.add(os.geteuid())
        while (listener := self._listener) is not None:
            try:
                connection, _ = listener.accept()
            except OSError:
                continue
            if not self._admitted(connection) or not self._slots.acquire(blocking=False):
                connection.close()
                continue
            threading.Thread(target=self._converse, args=(connection, nursery), daemon=True).start()

    def _admitted(self, connection: socket.socket) -> bool:
        _, uid, _ = PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size))
        return self.admits(uid)

    def admits(self, uid: int) -> bool:
        """Whether a user may ask."""
        return uid in self._allowed

    def _converse(self, connection: socket.socket, nursery: Nursery) -> None:
        connection.settimeout(IDLE)
        try:
            with connection, connection.makefile("rwb") as stream:
                exchange(cast(BinaryIO, stream), nursery)
        except (OSError, EOFError, wire.Malformed):
            pass  # the other side went away, or does not speak this protocol
        finally:
            self._slots.release()


def exchange(stream: BinaryIO, nursery: Nursery) -> None:
    """One request and its answer."""
    head = wire.read_head(stream)
    if head.get("op") == "status":
        wire.write_head(stream, status(nursery))
        return
    request = asked(head)
    if request["size"] > limits.BYTES:
        wire.write_head(stream, {"refused": "too-large"})
        return
    try:
        with nursery.child() as child:
            wire.write_head(stream, {"go": True})
            relay(stream, child, request)
    except Busy as busy:
        wire.write_head(stream, {"away": busy.reason})


def status(nursery: Nursery) -> wire.Head:
    """What is in use on this machine (docs/formats/converter-protocol.md)."""
    standing = nursery.standing
    return {
        "rung": standing.name,
        "tried": [[name, list(found)] for name, found in standing.tried],
        "walls": list(standing.rung.names) if standing.rung else [],
        "tools": {
            "bwrap": shutil.which("bwrap") is not None,
            "soffice": office.program() is not None,
            "tesseract": reading.language() is not None,
        },
        "children": nursery.most,
    }


def owner(folder: Path) -> set[int]:
    """The user whose the folder is: the vault's own, where it has one."""
    try:
        return {folder.stat().st_uid}
    except OSError:
        return set()


def asked(head: wire.Head) -> wire.Head:
    """The request as a child may have it. Raises Malformed."""
    op, fields = head.get("op"), {"v", "op", "size"}
    if op not in ("probe", "pages", "text", *laid.OPS):
        raise wire.Malformed("op")
    if op in laid.OPS:
        fields |= {"drawn", "job"} | ({"first", "dpi"} if op == laid.LOOK else set())
        if not isinstance(head.get("job"), dict):
            raise wire.Malformed("job")
    elif op != "probe":
        fields |= {"media", "first", "count"} | ({"dpi"} if op == "pages" else set())
        if head.get("media") not in kind.MEDIA:
            raise wire.Malformed("media")
    if set(head) != fields or head["v"] != 1:
        raise wire.Malformed("fields")
    bounds = {
        "size": (0, 2**63),
        "drawn": (0, min(limits.DRAWN, head["size"]) if type(head["size"]) is int else 0),
        "first": (1, limits.PAGES),
        "count": (1, limits.PAGES),
        "dpi": limits.DPI,
    }
    for name in fields & bounds.keys():
        least, most = bounds[name]
        if type(head[name]) is not int or not least <= head[name] <= most:
            raise wire.Malformed(name)
    return {name: head[name] for name in fields - {"v"}}


def relay(stream: BinaryIO, child: rungs.Child, request: wire.Head) -> None:
    """The file to the child, its answers back. What it says is checked; where it falls silent, its end says why."""
    given, out = cast(BinaryIO, child.process.stdin), cast(BinaryIO, child.process.stdout)
    feed(stream, given, request)
    timer = threading.Timer(limits.SECONDS, child.end)
    timer.daemon = True
    timer.start()
    try:
        for head, block in answers(out, request):
            wire.write_head(stream, head)
            if block:
                wire.write_block(stream, block)
        return
    except (EOFError, wire.Malformed, ValueError):
        late = child.killed
    finally:
        timer.cancel()
    wire.write_head(stream, {"refused": "timeout" if late else reason(child)})


def feed(stream: BinaryIO, given: BinaryIO, request: wire.Head) -> None:
    """Piece by piece; a child that has died is not told, but the peer is heard to the end."""
    alive, left = True, request["size"]
    try:
        wire.write_head(given, request)
    except OSError:
        alive = False
    while block := wire.read_block(stream):
        left -= len(block)
        if left < 0:
            raise wire.Malformed("size")
        alive = alive and passed(given, block)
    if left:
        raise wire.Malformed("size")
    if alive:
        passed(given, b"")


def passed(given: BinaryIO, block: bytes) -> bool:
    try:
        wire.write_block(given, block)
    except (OSError, ValueError):
        return False
    return True


def answers(out: BinaryIO, request: wire.Head) -> Iterator[tuple[wire.Head, bytes]]:
    """What goes on to the peer, up to the end. Raises Malformed, EOFError where the child is not to be believed."""
    if request["op"] == laid.LAY:
        yield from file_laid(out)
        return
    number = request.get("first", 1)
    for _ in range(limits.PAGES + 2):
        head = wire.read_head(out, most=8 * limits.TEXT)
        if "done" in head:
            yield {"done": True}, b""
            return
        if "refused" in head:
            yield {"refused": head["refused"] if head["refused"] in CODES else "damaged"}, b""
            return
        if number >= request.get("first", 1) + request.get("count", 1):
            raise wire.Malformed("too much")
        yield answer(head, out, request["op"], number)
        number += 1
    raise wire.Malformed("too much")


def file_laid(out: BinaryIO) -> Iterator[tuple[wire.Head, bytes]]:
    """A new file part by part, after its size and the places of its marks. Raises Malformed."""
    head = wire.read_head(out, most=8 * limits.TEXT)
    if "refused" in head:
        yield {"refused": head["refused"] if head["refused"] in CODES else "damaged"}, b""
        return
    left, places = head.get("laid"), head.get("places")
    if type(left) is not int or not 0 < left <= limits.BYTES or not isinstance(places, list):
        raise wire.Malformed("laid")
    yield {"laid": left, "places": [place_of(place) for place in places]}, b""
    while left > 0:
        wire.read_head(out)
        block = wire.read_block(out)
        left -= len(block)
        if not block or left < 0:
            raise wire.Malformed("part")
        yield {"part": len(block)}, block
    if "done" not in wire.read_head(out):
        raise wire.Malformed("too much")
    yield {"done": True}, b""


def place_of(place: object) -> list[int | float]:
    """Page, left and top (mm) of a mark, within what a page can be. Raises Malformed."""
    match place:
        case [int(page), int() | float() as left, int() | float() as top] if 1 <= page <= limits.PAGES:
            if -FARTHEST < left < FARTHEST and -FARTHEST < top < FARTHEST:
                return [page, round(float(left), 3), round(float(top), 3)]
    raise wire.Malformed("place")


def answer(head: wire.Head, out: BinaryIO, op: str, number: int) -> tuple[wire.Head, bytes]:
    """One answer of a child, made anew from what was checked."""
    if op in ("pages", laid.LOOK):
        page = paint.pixels(head, number=number)
        data = wire.read_block(out, most=page.size)
        if len(data) != page.size:
            raise wire.Malformed("pixels")
        media, picture = paint.picture(page, data)
        return {"picture": number, "width": page.width, "height": page.height, "media": media}, picture
    if op == "text":
        text = head.get("text")
        if not isinstance(text, str) or len(text) > limits.TEXT:
            raise wire.Malformed("text")
        return {"text": text}, b""
    found, pages = head.get("media"), head.get("pages")
    if found not in kind.MEDIA or type(pages) is not int or not 1 <= pages <= limits.PAGES:
        raise wire.Malformed("probe")
    return {"media": found, "pages": pages}, b""


def reason(child: rungs.Child) -> str:
    """Why a child has ended without an answer, as far as its end tells."""
    try:
        code = child.process.wait(MOMENT)
    except subprocess.TimeoutExpired:
        return "damaged"  # it lives, and says what it should not
    return "memory" if code in NO_MEMORY else "timeout" if code in NO_TIME else "damaged"

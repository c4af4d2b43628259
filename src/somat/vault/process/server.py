"""The Unix socket: who may connect, one thread a connection, one answer a request. No other socket is ever opened."""

from __future__ import annotations

import fcntl
import logging
import os
import select
import socket
import struct
import threading
from types import TracebackType

from somat.vault.process import protocol
from somat.vault.process.content.desk import Talk
from somat.vault.process.errors import Denied, Malformed
from somat.vault.process.keys.provider import NoKeyring, NoKeys
from somat.vault.process.site import Site
from somat.vault.process.vault import Vault

CONNECTIONS = 128
MID_FRAME = 30.0  # seconds that a half-sent frame may take
ROOT = 0  # the command line of a site with users of its own; root could become any of them
PEER = struct.Struct("3i")
LOG = logging.getLogger("somat.vault")


class AlreadyRunning(Exception):
    """Another vault process serves this folder."""


class Server:
    """Listens on the site's socket while it is entered as a context."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._allowed = {os.geteuid()} | ({site.web_uid, ROOT} if site.web_uid is not None else set())
        self._slots = threading.BoundedSemaphore(CONNECTIONS)
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._listener: socket.socket | None = None
        self._alone = -1
        self._woken, self.waker = socket.socketpair()  # a signal that another thread took wakes the one that accepts
        self.waker.setblocking(False)

    def __enter__(self) -> Server:
        self._site.socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._alone = os.open(self._site.socket.with_name("vault.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._alone)
            raise AlreadyRunning(self._site.socket) from None
        self._site.socket.unlink(missing_ok=True)
        self._listener = self._bind()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._site.socket.unlink(missing_ok=True)
        os.close(self._alone)

    def stop(self) -> None:
        """Refuse new connections and end the open ones; `serve` then returns."""
        with self._guard:
            listener, self._listener = self._listener, None
            connections = list(self._open)
        for one in [*connections, *([listener] if listener else [])]:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        if listener:
            listener.close()

    def serve(self, vault: Vault) -> None:
        """Answer until `stop`."""
        while (listener := self._listener) is not None:
            try:
                ready, _, _ = select.select([listener, self._woken], [], [])
                if self._woken in ready:
                    self._woken.recv(1)
                    continue
                connection, _ = listener.accept()
            except (OSError, ValueError):  # closed meanwhile
                if self._listener is None:
                    return
                raise
            if not self._admitted(connection) or not self._slots.acquire(blocking=False):
                connection.close()
                continue
            threading.Thread(target=self._converse, args=(connection, vault), daemon=True).start()

    def _bind(self) -> socket.socket:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            listener.bind(str(self._site.socket))
        finally:
            os.umask(before)
        if self._site.web_uid is not None and self._site.web_uid != os.geteuid():
            self._let_web_in(self._site.web_uid)
        listener.listen(CONNECTIONS)
        return listener

    def _let_web_in(self, uid: int) -> None:
        """The file must let the web's user connect; who really connects is judged by the kernel's word in `_admitted`."""
        try:
            os.chown(self._site.socket, uid, -1)
        except PermissionError:
            self._site.socket.chmod(0o666)

    def _admitted(self, connection: socket.socket) -> bool:
        facts = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size)
        _, uid, _ = PEER.unpack(facts)
        return uid in self._allowed

    def _converse(self, connection: socket.socket, vault: Vault) -> None:
        with self._guard:
            self._open.add(connection)
        try:
            with connection:
                while self._exchange(connection, vault):
                    pass
        except OSError:
            pass  # the other side went away
        finally:
            with self._guard:
                self._open.discard(connection)
            self._slots.release()

    def _exchange(self, connection: socket.socket, vault: Vault) -> bool:
        """One request and its answer; False when the connection is at its end."""
        connection.settimeout(None)
        if not connection.recv(1, socket.MSG_PEEK):
            return False
        connection.settimeout(MID_FRAME)
        try:
            message = protocol.read_frame(connection)
        except Malformed as bad:
            protocol.write_frame(connection, refusal(bad))
            return False
        if message is None:
            return False
        talk = vault.talks.get(str(message.get("op")))
        if talk is not None:
            return conversed(talk, message, connection)
        protocol.write_frame(connection, reply(vault, message))
        return True


def reply(vault: Vault, message: protocol.Message) -> protocol.Message:
    """The answer to one request. A fault of the program ends the connection; `note_fault` writes it down."""
    try:
        return {"ok": True, **vault.answer(message)}
    except Denied as no:
        return refusal(no)


def conversed(talk: Talk, message: protocol.Message, connection: socket.socket) -> bool:
    """An operation with bytes after its messages: a refusal ends the connection, because some may be under way."""
    try:
        talk(message, connection)
    except NoKeys:
        protocol.write_frame(connection, refusal(Denied("sealed")))
        return False
    except NoKeyring as away:
        protocol.write_frame(connection, refusal(Denied("no-room", kind=str(away))))
        return False
    except Denied as no:
        protocol.write_frame(connection, refusal(no))
        return False
    return True


def refusal(no: Denied) -> protocol.Message:
    return {"ok": False, "error": no.code, "facts": no.facts}


def note_fault(fault: threading.ExceptHookArgs) -> None:
    """What is written about a thread that died: kind and place only, because the words of an error may hold content."""
    trace = fault.exc_traceback
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "nowhere"
    LOG.error("fault: %s at %s", fault.exc_type.__name__, place)

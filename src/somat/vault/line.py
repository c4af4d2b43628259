"""One connection to the vault and what its answers mean, without Django: the supervisor speaks here too."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from somat.vault.process import protocol
from somat.vault.process.errors import Malformed
from somat.vault.process.protocol import Message

QUICK, SLOW = 10.0, 120.0  # seconds to wait for an answer; unsealing checks the whole journal
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


def dialled(address: Path) -> socket.socket:
    """A connection to the vault's socket. Raises OSError."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(QUICK)
    try:
        line.connect(str(address))
    except OSError:
        line.close()
        raise
    return line


def exchanged(line: socket.socket, operation: str, *, wait: float = QUICK, **fields: Any) -> Message:
    """One request and its answer. Raises OSError and Malformed where the line is broken, and what `judged` raises."""
    line.settimeout(wait)
    protocol.write_frame(line, {"v": protocol.VERSION, "op": operation, **fields})
    return answered(line)


def answered(line: socket.socket) -> Message:
    """The next message of a conversation."""
    answer = protocol.read_frame(line)
    if answer is None:
        raise Sealed("away")
    return judged(answer)


def judged(answer: Message) -> Message:
    """An answer that says yes; any other raises what it means."""
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


def asked(address: Path, operation: str, *, wait: float = QUICK, **fields: Any) -> Message:
    """One request on a connection of its own. Raises Sealed('away') where none answers, and what `judged` raises."""
    try:
        with dialled(address) as line:
            return exchanged(line, operation, wait=wait, **fields)
    except (OSError, Malformed):
        raise Sealed("away") from None

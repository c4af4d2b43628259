"""What a child tries in order to get out; each thing that it manages is a breach, and a rung with a breach is not used."""

from __future__ import annotations

import ctypes
import mmap
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from somat.vault.converter import limits

NEW_USER, TRACE_ME = 0x10000000, 0
GET_SECCOMP, GET_NO_NEW_PRIVS = 21, 39
FAMILIES = (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET, socket.AF_VSOCK)
SECRETS = ("/etc/shadow", "/etc/passwd", "/proc/1/environ", "/proc/self/mem", "/var/log")
PLACES = ("/", "/usr", "/etc", "/var/tmp", "/tmp", "/dev/shm", "/run", ".")  # noqa: S108  tried in vain
ENVIRONMENT = {"PYTHONPATH", "LC_ALL", "PWD", "LC_CTYPE", "HOME", "OPENPYXL_LXML"}
FIRST_PROCESSES = 16


def before(rung: str, *, hidden: Path) -> list[str]:
    """What only namespaces hide, tried while nothing else is in the way."""
    if rung != "namespaces":
        return []
    found = []
    if {name for _, name in socket.if_nameindex()} - {"lo"}:
        found.append("interfaces")
    if os.getpid() > FIRST_PROCESSES:
        found.append("processes")
    if _is_seen(hidden) or _is_seen(Path("/etc/shadow")):
        found.append("files")
    if _writes(Path("/")) or _writes(Path("/usr")):
        found.append("root")
    return found


def after(*, hidden: Path, scratch: Path | None) -> list[str]:
    """What no child may do on any rung."""
    return [
        name
        for name, breached in (
            ("network", any(map(_connects, FAMILIES))),
            ("reading", any(map(_reads, [*map(Path, SECRETS), hidden, hidden / "site.toml", hidden / "vault"]))),
            ("writing", any(_writes(place) for place in _places(hidden, scratch))),
            ("scratch", scratch is not None and not _writes(scratch)),
            ("spaces", ctypes.CDLL(None).unshare(NEW_USER) == 0),
            ("tracing", ctypes.CDLL(None).ptrace(TRACE_ME, 0, 0, 0) == 0),
            ("privileges", ctypes.CDLL(None).prctl(GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1),
            ("calls", ctypes.CDLL(None).prctl(GET_SECCOMP, 0, 0, 0, 0) != 2),
            ("user", _is_root()),
            ("memory", _takes(limits.MEMORY + 1)),
            ("descriptors", any(map(_is_open, range(3, limits.FILES)))),
            ("environment", bool(set(os.environ) - ENVIRONMENT)),
        )
        if breached
    ]


def _places(hidden: Path, scratch: Path | None) -> Iterator[Path]:
    return (place for place in (*map(Path, PLACES), hidden) if scratch is None or place.absolute() != scratch)


def _is_seen(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def _connects(family: int) -> bool:
    try:
        socket.socket(family, socket.SOCK_RAW if family >= socket.AF_NETLINK else socket.SOCK_STREAM).close()
    except OSError:
        return False
    return True


def _reads(path: Path) -> bool:
    try:
        if path.is_dir():
            return any(path.iterdir())
        with path.open("rb"):
            return True
    except OSError:
        return False


def _writes(place: Path) -> bool:
    path = place / f".somat-trial-{os.getpid()}"
    try:
        path.touch(exist_ok=False)
        path.unlink()
    except OSError:
        return False
    return True


def _is_root() -> bool:
    try:
        os.setuid(0)
    except OSError:
        pass
    return 0 in os.getresuid()


def _takes(size: int) -> bool:
    try:
        mmap.mmap(-1, size).close()
    except (OSError, MemoryError):
        return False
    return True


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True

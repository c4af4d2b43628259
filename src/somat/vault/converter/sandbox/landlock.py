"""Which files remain (Landlock): some to read, one folder to write in, and no port."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

CREATE, ADD, RESTRICT = 444, 445, 446  # the same numbers on every kind of processor
EXECUTE, WRITE, READ, LIST = 1, 2, 4, 8
EVERYTHING = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
IN_SCRATCH = 0x7FFF & ~0xC40 & ~EXECUTE  # no devices and no pipes; nothing made here is run
REMOVE_FILE, MAKE_SOCKET = 0x20, 0x200
PIPES = Path("/tmp")  # noqa: S108  LibreOffice makes a socket there and nowhere else; no file can be made
OF_A_FILE = EXECUTE | WRITE | READ | 0x4000
PORTS = 3  # bind and connect of TCP
OUTSIDE = 3  # abstract sockets and signals to other processes
BENEATH = 1


class NoLandlock(OSError):
    """The kernel does not have it."""


class Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("ports", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def confine(*, readable: Iterable[Path], scratch: Path | None) -> None:
    """Needs no-new-privileges. Raises NoLandlock."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(CREATE, None, 0, 1)
    if version < 1:
        raise NoLandlock(ctypes.get_errno(), "landlock")
    handled = EVERYTHING[min(version, 5)]
    rules = Ruleset(handled, PORTS if version >= 4 else 0, OUTSIDE if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    wall = libc.syscall(CREATE, ctypes.byref(rules), size, 0)
    if wall < 0:
        raise NoLandlock(ctypes.get_errno(), "landlock")
    for path in readable:
        _allow(libc, wall, path, (READ | LIST | EXECUTE) & handled)
    _allow(libc, wall, Path("/dev/null"), (READ | WRITE) & handled)
    _allow(libc, wall, PIPES, (MAKE_SOCKET | REMOVE_FILE) & handled)
    if scratch is not None:
        _allow(libc, wall, scratch, IN_SCRATCH & handled)
    if libc.syscall(RESTRICT, wall, 0) != 0:
        raise NoLandlock(ctypes.get_errno(), "landlock")
    os.close(wall)


def _allow(libc: ctypes.CDLL, wall: int, path: Path, allowed: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there need not be allowed
    rule = Beneath(allowed if path.is_dir() else allowed & OF_A_FILE, parent)
    answer = libc.syscall(ADD, wall, BENEATH, ctypes.byref(rule), 0)
    os.close(parent)
    if answer != 0:
        raise NoLandlock(ctypes.get_errno(), "landlock")

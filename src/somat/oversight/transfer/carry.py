"""A finished file onto another medium, so that a stick pulled out half-way costs only what had not arrived."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from somat.oversight.transfer.archive import name_it, sync

PIECE = 1 << 20
SAFE = 64 << 20  # bytes between two waits for the medium

Progress = Callable[[int], object]


def carry(source: Path, target: Path, *, progress: Progress = lambda done: None) -> int:
    """Copy; a part left by an earlier try is compared and gone on from. Answers the bytes that were there already.

    `target` appears whole or not at all; an existing one is refused. Raises FileExistsError, OSError.
    """
    if target.exists():
        raise FileExistsError(target)
    aside = target.with_name(f".{target.name}.part")
    descriptor = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with source.open("rb") as read, os.fdopen(descriptor, "r+b") as write:
        there = _same(read, write)
        read.seek(there)
        write.seek(there)
        write.truncate()
        _copy(read, write, there, progress)
    name_it(aside, target)
    aside.unlink(missing_ok=True)
    sync(target.parent)
    return there


def _same(one: BinaryIO, other: BinaryIO) -> int:
    """How many bytes from the beginning are alike, in whole pieces: what a torn write left is not believed."""
    there = 0
    while (piece := one.read(PIECE)) and len(piece) == PIECE and other.read(PIECE) == piece:
        there += PIECE
    return there


def _copy(read: BinaryIO, write: BinaryIO, done: int, progress: Progress) -> None:
    unsafe = 0
    while piece := read.read(PIECE):
        write.write(piece)
        done, unsafe = done + len(piece), unsafe + len(piece)
        if unsafe >= SAFE:
            _settle(write)
            unsafe = 0
        progress(done)
    _settle(write)


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())

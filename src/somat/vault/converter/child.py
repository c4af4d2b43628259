"""The throw-away process: walls first, then one request from standard input, answers on standard output, and the end."""

from __future__ import annotations

import argparse
import codecs
import os
import sys
from pathlib import Path
from typing import BinaryIO

from somat.vault.converter import limits, wire
from somat.vault.converter.codes import ConverterRefused
from somat.vault.converter.formats import work
from somat.vault.converter.sandbox import trial, walls

NO_MEMORY, NO_WALLS = 3, 4
LATE = (
    "cp437",
    "utf-16",
    "utf-16-le",
    "ascii",
    "latin-1",
    "utf-8-sig",
    "idna",
)  # behind the walls no module may be in reach


def main() -> int:
    """Exit codes: 0 answered, 3 no memory, 4 a wall cannot be put up."""
    given = arguments()
    plan = walls.Plan(given.walls.split(","), given.uid, [Path(one) for one in given.readable], given.scratch)
    breaches = trial.before(given.rung, hidden=given.trial) if given.trial else []
    for name in LATE:
        codecs.lookup(name)
    out = os.fdopen(1, "wb", buffering=1_048_576)
    try:
        walls.lower(plan)
    except OSError:
        return NO_WALLS
    if given.trial:
        breaches += trial.after(hidden=given.trial, scratch=given.scratch)
        wire.write_head(out, {"breaches": sorted(set(breaches))})
        return 0
    wire.write_head(out, {"ready": True})
    try:
        serve(os.fdopen(0, "rb", buffering=1_048_576), out, scratch=given.scratch)
    except MemoryError:
        return NO_MEMORY
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rung", required=True)
    parser.add_argument("--walls", required=True)
    parser.add_argument("--uid", type=int)
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("--readable", nargs="*", default=[])
    parser.add_argument("--trial", type=Path)
    return parser.parse_args()


def serve(given: BinaryIO, out: BinaryIO, *, scratch: Path | None) -> None:
    """One request. A refusal is an answer like any other."""
    head = wire.read_head(given)
    data = received(given)
    try:
        for answer, block in work.answers(head, data, scratch=scratch):
            wire.write_head(out, answer)
            if block:
                wire.write_block(out, block)
        wire.write_head(out, {"done": True})
    except ConverterRefused as no:
        wire.write_head(out, {"refused": no.code})


def received(given: BinaryIO) -> bytes:
    """The file, in memory."""
    data = bytearray()
    while block := wire.read_block(given):
        data += block
        if len(data) > limits.BYTES:
            raise wire.Malformed("size")
    return bytes(data)


if __name__ == "__main__":
    sys.exit(main())

"""The journal as a folder in the layout of c2sp.org/tlog-tiles (docs/formats/journal.md): for the auditor's own machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from somat.audit.tree import leaf_hash, root_of
from somat.audit.verify.leaves import STRETCH, read
from somat.audit.verify.source import Source, close, place_of, source
from somat.audit.verify.whole import Site

WIDTH = 256
LENGTH = 2  # bytes of the length before an entry


class NotWhole(Exception):
    """The journal has a hole and cannot be exported; `index` is its first missing leaf."""

    def __init__(self, index: int) -> None:
        super().__init__(f"leaf {index} is missing")
        self.index = index


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: leaves, checkpoints, and the root of the tree (hexadecimal)."""

    leaves: int
    checkpoints: int
    root: str


def export(site: Site, folder: Path) -> Exported:
    """Write the placed leaves up to the newest checkpoint into a new folder; raises FileExistsError, NotWhole.

    Leaves placed after the newest checkpoint are not signed yet and stay out.
    """
    folder.mkdir(parents=True)
    place = place_of(site)
    opened = source(place)
    opened.begin()
    try:
        notes = [str(row[0]) for row in opened.all("SELECT note FROM audit_checkpoint ORDER BY size")]
        size = opened.all("SELECT max(size) FROM audit_checkpoint")[0][0] or 0
        hashes = _entries(opened, folder, size)
    finally:
        opened.end()
        close(place)
    _tiles(folder, hashes)
    _write(folder / "checkpoints", b"".join(_entry(note.encode()) for note in notes))
    if notes:
        _write(folder / "checkpoint", notes[-1].encode())
    _write(folder / "log.pub", (site.folder / "vault" / "log.pub").read_bytes())
    return Exported(size, len(notes), root_of(hashes).hex())


def tile_path(level: int | str, number: int, count: int) -> str:
    """Where a tile lies: groups of three digits, all but the last with an x; a part of a tile says how much it holds."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(("tile", str(level), *groups)) + (f".p/{count}" if count < WIDTH else "")


def _entries(opened: Source, folder: Path, size: int) -> list[bytes]:
    """Write the bundles of leaves; answers the hashes of the leaves."""
    hashes: list[bytes] = []
    for number, bundle in enumerate(_bundles(opened, size)):
        _write(folder / tile_path("entries", number, len(bundle)), b"".join(_entry(body) for body in bundle))
        hashes += [leaf_hash(body) for body in bundle]
    return hashes


def _bundles(opened: Source, size: int) -> Iterator[list[bytes]]:
    for first in range(0, size, STRETCH):
        bodies = []
        for index, row in enumerate(read(opened, first, min(first + STRETCH, size)), first):
            if row is None or not isinstance(row[1], bytes):
                raise NotWhole(index)
            bodies.append(row[1])
        yield from (bodies[at : at + WIDTH] for at in range(0, len(bodies), WIDTH))


def _tiles(folder: Path, hashes: Sequence[bytes]) -> None:
    """Write the tiles of every level: each whole tile of one level is one hash of the next."""
    level = 0
    while hashes:
        parts = [hashes[at : at + WIDTH] for at in range(0, len(hashes), WIDTH)]
        for number, part in enumerate(parts):
            _write(folder / tile_path(level, number, len(part)), b"".join(part))
        hashes = [root_of(part) for part in parts if len(part) == WIDTH]
        level += 1


def _entry(data: bytes) -> bytes:
    return len(data).to_bytes(LENGTH) + data


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)

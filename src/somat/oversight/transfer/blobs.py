"""Blobs beside a backup: each is carried once, because a blob never changes, and opens by nothing but the keyring."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from hashlib import file_digest
from pathlib import Path
from shutil import copyfileobj
from typing import Protocol
from uuid import UUID

from somat.oversight.transfer.archive import sync
from somat.oversight.transfer.keyring import KEPT

POOL = "somat-blobs"
GONE = ".gone"

Progress = Callable[[int], object]


class Wanted(Protocol):
    """A blob that a restored book names: its uuid, and the SHA-256 of the file as stored (`registry.queries.blobs.Stored`)."""

    @property
    def blob(self) -> UUID: ...

    @property
    def sha256(self) -> str: ...


def pool_of(file: Path) -> Path:
    """The folder of blobs that all backups beside each other share."""
    return file.with_name(POOL)


def gather(source: Path, pool: Path, *, progress: Progress = lambda done: None) -> int:
    """Bring every blob of the site into the pool that is not there yet; answers how many came. Can be cut anywhere.

    On the same disk a blob gets a second name; elsewhere it is copied, synced and renamed. Raises OSError.
    """
    came = 0
    for done, blob in enumerate(_blobs(source), 1):
        target = pool / blob.name[:2] / blob.name
        if not (target.exists() and target.stat().st_size == blob.stat().st_size):
            _bring(blob, target)
            came += 1
        progress(done)
    return came


def give_back(pool: Path, folder: Path, wanted: Iterable[Wanted]) -> list[UUID]:
    """Put the blobs that are wanted into a site's folder, each held against its hash; answers those that could not be had."""
    missing = []
    for each in wanted:
        name = each.blob.hex
        found = next(
            (path for path in (pool / name[:2] / name, pool / name[:2] / f"{name}{GONE}") if path.exists()), None
        )
        if found is None or _sha256(found) != each.sha256:
            missing.append(each.blob)
        else:
            _bring(found, folder / name[:2] / name)
    return missing


def thin(source: Path, pool: Path) -> int:
    """Take away what the site let go of 35 days ago, as long as copies of its key live; answers how many went. What it let go of today is marked."""
    went = 0
    for path in [*_blobs(pool), *pool.glob(f"??/*{GONE}")]:
        if path.name.endswith(GONE):
            if time.time() - path.stat().st_mtime > KEPT:
                path.unlink()
                went += 1
        elif not (source / path.name[:2] / path.name).exists():
            os.utime(path.rename(path.with_name(path.name + GONE)))
    return went


def _blobs(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("??/*")) if len(path.name) == 32)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _bring(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.part")
    aside.unlink(missing_ok=True)
    try:
        aside.hardlink_to(source)
    except OSError:  # another disk, or a stick whose file system knows no second names
        with source.open("rb") as read, aside.open("xb") as write:
            copyfileobj(read, write, 1 << 20)
            write.flush()
            os.fsync(write.fileno())
    aside.replace(target)
    sync(target.parent)

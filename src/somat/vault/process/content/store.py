"""Blobs in the site's folder: written aside, synced, renamed; never changed; swept when nothing names them."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from somat.vault.process.content.stream import Blob, BrokenBlob, Buffer, ChunkKeys, Kind, Place, Written, encrypt
from somat.vault.process.errors import Denied
from somat.vault.process.keys.files import sync_folder

ASIDE = ".new"
FOLDERS = {Kind.CONTENT: "blobs", Kind.PAGES: "pages", Kind.WORDS: "words"}


class Store:
    """The blobs of one installation. A blob's uuid is also that of its key."""

    def __init__(self, folder: Path, *, keys: ChunkKeys) -> None:
        self._folder = folder
        self._keys = keys

    def path(self, blob: UUID, place: Place) -> Path:
        folder = self._folder / FOLDERS[place.kind] / blob.hex[:2]
        return folder / (f"{blob.hex}-{place.part}" if place.kind == Kind.PAGES else blob.hex)

    def write(self, blob: UUID, place: Place, pieces: Iterable[Buffer]) -> Written:
        """Write a blob; when this returns it is on the disk under its name. Anything raised leaves nothing behind."""
        with self.aside(blob, place, pieces) as (_, written):
            return written

    @contextmanager
    def aside(self, blob: UUID, place: Place, pieces: Iterable[Buffer]) -> Iterator[tuple[Path, Written]]:
        """A blob written and synced beside its place: it gets its name when the block ends without an error."""
        path = self.path(blob, place)
        self._make_folder(path.parent)
        if path.exists():
            raise Denied("exists-already")
        new = path.with_name(f"{path.name}.{os.urandom(4).hex()}{ASIDE}")
        try:
            with open(new, "xb", buffering=0, opener=_private) as file:
                written = encrypt(pieces, _writer(file), keys=self._keys, key=blob, place=place)
                os.fsync(file.fileno())
            yield new, written
            new.rename(path)
        except OSError as error:
            if error.errno in _FULL:
                raise Denied("no-room") from error
            raise
        finally:
            new.unlink(missing_ok=True)
        sync_folder(path.parent)

    @contextmanager
    def open(self, blob: UUID, place: Place, *, path: Path | None = None) -> Iterator[Blob]:
        """A blob for reading. Raises BrokenBlob('missing') where there is none, and for one that is not this one."""
        try:
            with (path or self.path(blob, place)).open("rb", buffering=0) as file:
                yield Blob(file, keys=self._keys, key=blob, place=place)
        except FileNotFoundError:
            raise BrokenBlob("missing") from None

    def has(self, blob: UUID, place: Place) -> bool:
        return self.path(blob, place).exists()

    def remove(self, blob: UUID) -> None:
        """Take away a content, its words and every run of its page pictures; nothing there is no error."""
        for kind, pattern in ((Kind.CONTENT, blob.hex), (Kind.WORDS, blob.hex), (Kind.PAGES, f"{blob.hex}-*")):
            for path in (self._folder / FOLDERS[kind] / blob.hex[:2]).glob(pattern):
                path.unlink(missing_ok=True)

    def remove_words(self, blob: UUID | None = None) -> None:
        """Take away the words of one content, or of all."""
        folder = self._folder / FOLDERS[Kind.WORDS]
        if blob is not None:
            (folder / blob.hex[:2] / blob.hex).unlink(missing_ok=True)
            return
        for top, _, names in os.walk(folder):  # which minds no folder that goes away meanwhile
            for name in names:
                Path(top, name).unlink(missing_ok=True)

    def old(self, *, hours: float) -> set[UUID]:
        """The blobs, of any kind, that were last written so many hours ago."""
        before = time.time() - hours * 3600
        found = (path for folder in FOLDERS.values() for path in (self._folder / folder).glob("??/*"))
        return {blob for path in found if (blob := _uuid(path)) and _written(path) < before}

    def drop_unfinished(self) -> None:
        """What a killed process left beside its place: nobody was told that it is there. Call before anything is written."""
        for folder in FOLDERS.values():
            for path in (self._folder / folder).glob(f"??/*{ASIDE}"):
                path.unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        """The folder and its parent, each made durable by its own parent."""
        for each in (folder.parent, folder):
            if not each.is_dir():
                each.mkdir(mode=0o700, exist_ok=True)
                sync_folder(each.parent)


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o600)


def _writer(file: BinaryIO) -> Callable[[Buffer], None]:
    """Write all of it: an unbuffered file may take a part."""

    def write(data: Buffer) -> None:
        left = memoryview(data)
        while left:
            left = left[file.write(left) :]

    return write


def _uuid(path: Path) -> UUID | None:
    try:
        return UUID(path.name.partition("-")[0])
    except ValueError:
        return None


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()

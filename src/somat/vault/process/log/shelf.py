"""The vault's own copies of checkpoints, one small file each, so that a database set back in time is noticed (R34)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

from somat.vault.process.keys.files import sync_folder, write_whole

KEPT = 256  # newest files kept in any case; of older ones the last of each day stays


class Shelf:
    """A folder of notes named by their tree's size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written = 0

    def put(self, size: int, note: str) -> None:
        """Write a note, synced with its folder."""
        write_whole(self._folder / str(size), note.encode(), mode=0o644)
        self._written += 1
        if self._written % KEPT == 0:
            self._thin()

    def newest(self) -> str | None:
        """The note of the largest tree."""
        sizes = self._sizes()
        return (self._folder / str(sizes[-1])).read_text("utf-8") if sizes else None

    def _sizes(self) -> list[int]:
        if not self._folder.is_dir():
            return []
        return sorted(int(path.name) for path in self._folder.iterdir() if path.name.isascii() and path.name.isdigit())

    def _thin(self) -> None:
        older = [(size, day) for size in self._sizes()[:-KEPT] if (day := self._day(size)) is not None]
        for (size, day), (_, following) in pairwise(older):
            if day == following:
                (self._folder / str(size)).unlink(missing_ok=True)
        sync_folder(self._folder)

    def _day(self, size: int) -> date | None:
        try:
            return datetime.fromtimestamp((self._folder / str(size)).stat().st_mtime, UTC).date()
        except FileNotFoundError:  # a second sequencer, still running after a move, thinned it first
            return None

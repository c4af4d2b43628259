"""The words inside documents, for the search: only where two persons have allowed it, and never of a Tuyệt mật line.

The converter reads them (text layer, or tesseract); they are kept encrypted beside the content under its key, and stand in the
index under the rights of their entry. Ended, they leave the index and the disk.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from somat.vault.converter.client import Converter
from somat.vault.converter.codes import ConverterAway, ConverterRefused
from somat.vault.process.content.store import Store
from somat.vault.process.content.stream import BrokenBlob, Kind
from somat.vault.process.content.versions import Version, Versions
from somat.vault.process.database import Database
from somat.vault.process.errors import Denied
from somat.vault.process.keys.provider import NoKeyring, NoKeys, NotAuthentic, Provider

ALLOWED = "SELECT 1 FROM vault_wordsearch WHERE agreed_by IS NOT NULL AND agreed_by <> asked_by AND ended_by IS NULL"
TOP = 3
EVERY = 5.0  # seconds between two looks without a word from the journal
BATCH = 200
FEW, MANY, QUICK = 4, 64, 8.0  # pages asked for at once: more each time that those before took less than QUICK seconds
MOST = 2_000_000  # characters kept of one document
LATER = 30.0  # seconds until a converter that was away is asked again
PAGE = "\f"  # between two pages
NO_OCR = "no-ocr"


class Stopped(Exception):
    """The vault is sealed, or the words may not be read any more."""


class Words:
    """Reads in a thread of its own, one document after the other. `give` puts the words of an entry, by its place, into the index."""

    def __init__(
        self,
        database: Database,
        *,
        versions: Versions,
        keys: Provider,
        store: Store,
        converter: Converter,
        installation: UUID,
        give: Callable[[int, Sequence[str]], None],
    ) -> None:
        self._database, self._versions, self._keys = database, versions, keys
        self._store, self._converter, self._installation = store, converter, installation
        self._give = give
        self._turn = threading.RLock()  # from reading the rows of an entry until its words stand in the index
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._forget(on=None)

    def _forget(self, *, on: bool | None) -> None:
        self._on = on  # None: not begun
        self._last = 0  # the id of the newest version met in passing through all
        self._heard: dict[UUID, None] = {}
        self._later: dict[UUID, float] = {}
        self._failed: set[UUID] = set()
        self._shown: dict[UUID, int] = {}  # documents in the index, by entry
        self._busy = False

    def start(self) -> None:
        """Begin, once the index is whole: all documents are gone through, then those that acts are about."""
        self.end()
        self._ended = threading.Event()
        self._forget(on=False)
        threading.Thread(target=self._run, args=(self._ended,), daemon=True).start()

    def end(self) -> None:
        """Read no more. A document that is with the converter is given up, not waited for."""
        self._ended.set()
        self._woken.set()
        self._on = None

    def noted(self, things: Sequence[UUID]) -> None:
        """Committed acts are about these things: what they take away has left the index when this returns."""
        if self._on is None:
            return
        with self._turn:
            if not self._allowed():
                if self._on:
                    self._take_away()
                return
            entries = self._about(things)
            for entry in entries:
                if entry in self._shown:
                    self._offer(entry)
            self._heard |= dict.fromkeys(entries)
        if entries or not self._on:
            self._woken.set()

    def facts(self) -> dict[str, Any]:
        """For the status: documents in the index, and how many could not be read since the unseal."""
        state = "off" if not self._on else "reading" if self._busy or self._heard or self._later else "done"
        return {"state": state, "documents": sum(self._shown.values()), "failed": len(self._failed)}

    # the thread

    def _run(self, ended: threading.Event) -> None:
        fresh = True
        while not ended.is_set():
            self._woken.clear()
            try:
                self._round(ended, fresh=fresh)
                fresh = False
            except (Stopped, Denied, NoKeys, NoKeyring, OSError):
                self._last = 0  # database or disk were away, or it was ended in the middle: gone through again
            finally:
                self._busy = False
            self._woken.wait(EVERY)

    def _round(self, ended: threading.Event, *, fresh: bool) -> None:
        with self._turn:
            if not self._allowed():
                if self._on or fresh:  # ended while the vault was sealed
                    self._take_away()
                return
            self._on = True
        for entry in self._due(ended):
            self._busy = True
            self._take_up(entry, ended)

    def _due(self, ended: threading.Event) -> Iterator[UUID]:
        """Entries: those that acts were about first, then the next of all, then those that had to wait."""
        while not ended.is_set():
            with self._turn:
                entries, self._heard = list(self._heard), {}
            if not entries:
                with self._database.reading() as reader:
                    self._last, entries = self._versions.after(reader, self._last, count=BATCH)
            moment = time.monotonic()
            entries = entries or [entry for entry, until in self._later.items() if until <= moment]
            if not entries:
                return
            yield from entries

    def _take_up(self, entry: UUID, ended: threading.Event) -> None:
        """Have read what was not read before, then show the entry's words to the index."""
        self._later.pop(entry, None)
        for version in self._allowed_of(entry):
            try:
                self._make(version, ended)
            except (BrokenBlob, ConverterRefused, NotAuthentic):
                self._failed.add(version.uuid)  # who looks at the page is told; the search goes on without it
            except (ConverterAway, Denied):
                self._later[entry] = time.monotonic() + LATER
        with self._turn:
            if ended.is_set():
                raise Stopped
            if not self._allowed():
                self._take_away()
                raise Stopped
            self._offer(entry)

    # the index

    def _offer(self, entry: UUID) -> None:
        """The words that lie on the disk, of the documents that may be found now."""
        texts = [text for version in self._allowed_of(entry) if (text := self._text(version))]
        with self._database.reading() as reader:
            place = self._versions.place_of(reader, entry)
        self._shown[entry] = len(texts)
        self._give(place, texts)

    def _take_away(self) -> None:
        """Out of the index and off the disk."""
        self._store.remove_words()
        for entry in self._shown:
            with self._database.reading() as reader:
                place = self._versions.place_of(reader, entry)
            self._give(place, [])
        self._forget(on=False)

    def _allowed(self) -> bool:
        with self._database.reading() as reader:
            return bool(reader.all(ALLOWED))

    def _about(self, things: Sequence[UUID]) -> list[UUID]:
        with self._database.reading() as reader:
            return self._versions.about(reader, things)

    def _allowed_of(self, entry: UUID) -> list[Version]:
        """The versions whose words may be found; what lies on the disk of the others is taken away."""
        with self._database.reading() as reader:
            level = self._versions.line(reader, entry).level
            versions = self._versions.of_entry(reader, entry)
        found = [version for version in versions if self._may(version, level)]
        for version in versions:
            if version not in found:
                self._store.remove_words(version.blob)
        return found

    def _may(self, version: Version, level: int) -> bool:
        """Not of an ended document, not of Tuyệt mật, and not while the key stands higher than the line."""
        if version.ended or version.uuid in self._failed or level >= TOP:
            return False
        try:
            return self._keys.document_level(version.blob) <= level
        except NotAuthentic:  # destroyed, or not whole
            return False

    # the words of one document

    def _text(self, version: Version) -> str:
        """What lies on the disk, or nothing."""
        try:
            with self._store.open(version.blob, version.place(self._installation, kind=Kind.WORDS)) as blob:
                return b"".join(blob.pieces()).decode()
        except BrokenBlob as broken:
            if broken.why != "missing":
                self._failed.add(version.uuid)
            return ""

    def _make(self, version: Version, ended: threading.Event) -> None:
        place = version.place(self._installation, kind=Kind.WORDS)
        if not self._store.has(version.blob, place):
            made = PAGE.join(self._pages(version, ended))
            self._store.write(version.blob, place, [made[:MOST].encode()])

    def _pages(self, version: Version, ended: threading.Event) -> Iterator[str]:
        """The words of each page; of pages that the converter refuses there are none."""
        first, count, length = 1, FEW, 0
        while first <= version.pages and length < MOST:
            if ended.is_set() or not self._allowed():
                raise Stopped
            began = time.monotonic()
            try:
                pages = self._asked(version, first, min(count, version.pages - first + 1))
            except ConverterRefused as no:
                if no.code == NO_OCR:
                    raise
                pages = []
            yield from pages
            length += sum(map(len, pages))
            first += count
            count = min(count * 2, MANY) if time.monotonic() - began < QUICK else FEW

    def _asked(self, version: Version, first: int, count: int) -> list[str]:
        with self._store.open(version.blob, version.place(self._installation)) as blob:
            pieces = blob.pieces()
            return list(self._converter.text(pieces, size=blob.size, media=version.media, first=first, count=count))

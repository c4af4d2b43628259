"""Pictures of pages: made by the converter at the first look in a run of pages, kept encrypted, read from there after."""

from __future__ import annotations

import json
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from somat.vault.converter.client import Converter, Picture
from somat.vault.converter.codes import ConverterAway, ConverterRefused
from somat.vault.process.content.store import Store
from somat.vault.process.content.stream import Blob, BrokenBlob, Kind
from somat.vault.process.content.versions import Version
from somat.vault.process.errors import Denied

RUN = 40  # pages that one child of the converter makes
DPI = 144  # sharp at one and a half times the size of the paper on a screen
AT_ONCE = 2  # runs under way: each holds its pictures in memory until they are sealed
PATIENCE = 90.0  # seconds that a page is waited for; the converter's own limit is shorter
LENGTH = struct.Struct(">I")


@dataclass
class Run:
    """Pictures under way. Whoever wants one waits for it; the run goes on and is sealed when it is whole."""

    turn: threading.Condition = field(default_factory=threading.Condition)
    made: dict[int, Picture] = field(default_factory=dict)
    ended: bool = False
    why: Denied | None = None

    def add(self, picture: Picture) -> None:
        with self.turn:
            self.made[picture.number] = picture
            self.turn.notify_all()

    def end(self, why: Denied | None) -> None:
        with self.turn:
            self.ended, self.why = True, why
            self.turn.notify_all()

    def wait_for(self, page: int) -> Picture:
        """The picture of a page. Raises Denied where the run ended without it, or it takes too long."""
        with self.turn:
            there = self.turn.wait_for(lambda: page in self.made or self.ended, PATIENCE)
            if page in self.made:
                return self.made[page]
        if not there:
            raise Denied("page-refused", why="timeout")
        raise self.why or Denied("page-refused", why="damaged")


class Pages:
    """The pictures of all documents of an installation."""

    def __init__(self, store: Store, converter: Converter, *, installation: UUID) -> None:
        self._store = store
        self._converter = converter
        self._installation = installation
        self._runs: dict[tuple[UUID, int], Run] = {}
        self._guard = threading.Lock()
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def picture(self, version: Version, page: int) -> Picture:
        """One page. Raises Denied('page-refused', 'converter-away'), BrokenBlob."""
        first = (page - 1) // RUN * RUN + 1
        with self._guard:
            run = self._runs.get((version.blob, first))
            place = version.place(self._installation, kind=Kind.PAGES, part=first)
            if run is None and not self._store.has(version.blob, place):
                run = self._runs[version.blob, first] = Run()
                threading.Thread(target=self._make, args=(version, first, run), daemon=True).start()
        if run is not None:
            return run.wait_for(page)
        with self._store.open(version.blob, place) as blob:
            return picture_of(blob, page)

    def _make(self, version: Version, first: int, run: Run) -> None:
        """The life of a run: convert, hand out, seal, forget."""
        why: Denied | None = Denied("page-refused", why="fault")
        try:
            with self._slots:
                self._convert(version, first, run)
            self._keep(version, first, run)
            why = None
        except Denied as no:
            why = no
        except ConverterRefused as no:
            why = Denied("page-refused", why=no.code)
        except ConverterAway:
            why = Denied("converter-away")
        finally:
            with self._guard:
                self._runs.pop((version.blob, first), None)
            run.end(why)

    def _convert(self, version: Version, first: int, run: Run) -> None:
        count = min(RUN, version.pages - first + 1)
        with self._store.open(version.blob, version.place(self._installation)) as blob:
            made = self._converter.pages(
                blob.pieces(), size=blob.size, media=version.media, first=first, count=count, dpi=DPI
            )
            for picture in made:
                run.add(picture)
        if set(run.made) != set(range(first, first + count)):
            raise Denied("page-refused", why="damaged")

    def _keep(self, version: Version, first: int, run: Run) -> None:
        place = version.place(self._installation, kind=Kind.PAGES, part=first)
        self._store.write(version.blob, place, packed([run.made[number] for number in sorted(run.made)]))


def packed(pictures: list[Picture]) -> Iterator[bytes]:
    """The content of a blob of pictures (docs/formats/blob.md)."""
    table, offset = [], 0
    for p in pictures:
        table.append([p.number, p.width, p.height, p.media, offset, len(p.data)])
        offset += len(p.data)
    index = json.dumps(table, separators=(",", ":")).encode()
    yield LENGTH.pack(len(index)) + index
    for p in pictures:
        yield p.data


def picture_of(blob: Blob, page: int) -> Picture:
    """One picture out of a blob of them; the end of the blob is looked at first. Raises BrokenBlob."""
    blob.demand_whole()
    (length,) = LENGTH.unpack(blob.read(0, LENGTH.size))
    table: list[list[Any]] = json.loads(blob.read(LENGTH.size, length))
    for number, width, height, media, offset, size in table:
        if number == page:
            data = blob.read(LENGTH.size + length + offset, size)
            return Picture(number=number, width=width, height=height, media=media, data=data)
    raise BrokenBlob("cut")

"""Marks over a kept PDF: the converter makes a new file of it, which is kept sealed as a further version; the old one is only read.

The content does not leave: it goes from the vault to the converter and back, and of a look only one page's picture comes out.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from somat.vault.converter import limits
from somat.vault.converter.client import Converter
from somat.vault.converter.codes import ConverterAway, ConverterRefused
from somat.vault.process import protocol
from somat.vault.process.content import frames
from somat.vault.process.content.store import Store
from somat.vault.process.content.stream import Place
from somat.vault.process.content.versions import Version
from somat.vault.process.errors import Denied, Malformed
from somat.vault.process.protocol import Message

LAY = "document.lay"
PDF = "application/pdf"
DPI = 100
MOST_VERSIONS = 10_000

Opened = tuple[Version, int]  # a version that may be read, and its level


@dataclass(frozen=True)
class Doors:
    """What the desk does for this: judge a leaf and use it, make a key, take a content in, take a blob away."""

    open_page: Callable[[Message, Sequence[str]], Opened]
    open_whole: Callable[[Message], Opened]
    new_key: Callable[..., None]
    taken: Callable[[UUID, Place, Iterator[Any]], Message]
    drop: Callable[[Sequence[UUID]], None]
    readable: Callable[[], Any]


class Laying:
    """The two operations."""

    def __init__(self, doors: Doors, *, store: Store, converter: Converter, installation: UUID) -> None:
        self._doors = doors
        self._store = store
        self._converter = converter
        self._installation = installation

    def look(self, message: Message, line: socket.socket) -> None:
        """The picture of one page with marks over it, against a leaf that names version and page; nothing is kept."""
        version, _ = self._doors.open_page(message, ("job",))
        page, job = protocol.number(message["page"], least=1, most=limits.PAGES), job_of(message)
        demand_pdf(version)
        drawn = self._drawn(line)
        with self._doors.readable(), self._source(version) as blob, refusals("page-refused"):
            picture = self._converter.laid_page(blob.pieces(), size=blob.size, job=job, drawn=drawn, page=page, dpi=DPI)
        facts = {"media": picture.media, "width": picture.width, "height": picture.height}
        protocol.write_frame(line, {"ok": True, **facts})
        frames.send(line, [picture.data])

    def lay(self, message: Message, line: socket.socket) -> None:
        """A new content from an old one: the answer says where each mark stands."""
        protocol.only(message, "leaf", "version", "number", "blob", "job")
        number = protocol.number(message["number"], least=2, most=MOST_VERSIONS)
        blob, job = protocol.uuid(message["blob"]), job_of(message)
        version, level = self._doors.open_whole(message)
        demand_pdf(version)
        self._doors.new_key(blob, level=level)
        told = False
        try:
            drawn = self._drawn(line)
            facts = self._made(version, blob, number, job, drawn)
            protocol.write_frame(line, {"ok": True, **facts})
            told = True
        finally:
            if not told:
                self._doors.drop([blob])

    def _made(self, version: Version, blob: UUID, number: int, job: dict[str, Any], drawn: bytes) -> Message:
        place = Place(self._installation, version.document, number)
        with (
            self._doors.readable(),
            self._source(version) as source,
            refusals("file-refused"),
            self._converter.laid(source.pieces(), size=source.size, job=job, drawn=drawn) as (places, parts),
        ):
            facts = self._doors.taken(blob, place, parts)
        return {**facts, "places": [list(place) for place in places]}

    def _source(self, version: Version) -> Any:
        return self._store.open(version.blob, version.place(self._installation))

    def _drawn(self, line: socket.socket) -> bytes:
        """The drawings of the marks, after a word that they may come."""
        protocol.write_frame(line, {"ok": True})
        return b"".join(bytes(piece) for piece in frames.received(line, most=limits.DRAWN))


def demand_pdf(version: Version) -> None:
    if version.media != PDF:
        raise Denied("file-refused", why="unknown-type")


def job_of(message: Message) -> dict[str, Any]:
    """What is to be laid, in the words of the converter, which alone reads it."""
    if not isinstance(job := message.get("job"), dict):
        raise Malformed("job")
    return job


@contextmanager
def refusals(code: str) -> Iterator[None]:
    """What the converter says, in the words of this protocol."""
    try:
        yield
    except ConverterRefused as no:
        raise Denied(code, why=no.code) from None
    except ConverterAway:
        raise Denied("converter-away") from None

"""How the vault asks the converter: one connection a request. No Django, and nothing of the converter is trusted with a key."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from somat.vault.converter import limits, wire
from somat.vault.converter.codes import CODES, ConverterAway, ConverterRefused

AT_ONCE = 3.0  # seconds for a word about itself
WAIT = 180.0  # seconds for one frame: a place in the queue, the file, and the work of one page
PICTURE = 100_000_000  # bytes of one encoded picture
MEDIA = ("image/png", "image/jpeg")


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file is: media type and number of pages, or why it is refused (a key of CODES)."""

    media: str
    pages: int
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as a picture. `number` counts from 1; width and height are pixels."""

    number: int
    width: int
    height: int
    media: str
    data: bytes = field(repr=False)


class Place(NamedTuple):
    """Where a mark stands: page from 1; left and top in millimetres from the upper left corner of the page as one reads it."""

    page: int
    left_mm: float
    top_mm: float


class Converter:
    """The daemon behind a socket."""

    def __init__(self, socket: Path) -> None:
        self._address = socket

    def probe(self, chunks: Iterable[bytes], *, size: int) -> Probe:
        """Type and pages of a file of `size` bytes. Raises ConverterAway."""
        try:
            with self._asked({"op": "probe"}, chunks, size) as stream:
                facts = _answer(stream)
                return Probe(_word(facts, "media"), _number(facts, "pages"))
        except ConverterRefused as no:
            return Probe("", 0, no.code)

    def pages(
        self, chunks: Iterable[bytes], *, size: int, media: str, first: int, count: int, dpi: int
    ) -> Iterator[Picture]:
        """Pictures of up to `count` pages from `first` on, each as soon as it is there.

        60 seconds hold for the whole request: of a long file ask for some tens of pages at a time. A page too big for `limits.OUT_AREA`
        comes smaller. Raises ConverterRefused, ConverterAway; both may come after some pages.
        """
        head = {"op": "pages", "media": media, "first": first, "count": count, "dpi": dpi}
        with self._asked(head, chunks, size) as stream:
            while "done" not in (facts := _answer(stream)):
                yield _picture(stream, facts)

    def text(self, chunks: Iterable[bytes], *, size: int, media: str, first: int, count: int) -> Iterator[str]:
        """The words of each page: its text layer, or what tesseract reads. Raises ConverterRefused, ConverterAway."""
        head = {"op": "text", "media": media, "first": first, "count": count}
        with self._asked(head, chunks, size) as stream:
            while "done" not in (facts := _answer(stream)):
                yield _word(facts, "text")

    @contextmanager
    def laid(
        self, chunks: Iterable[bytes], *, size: int, job: Mapping[str, object], drawn: bytes
    ) -> Iterator[tuple[Sequence[Place], Iterator[bytes]]]:
        """A PDF with marks over it: where each stands, and the new file in parts. `job` is that of laying/onto.py, `drawn`
        the marks' drawings as a PDF. Raises ConverterRefused, ConverterAway.
        """
        head = {"op": "lay", "drawn": len(drawn), "job": job}
        with self._asked(head, chain(chunks, [drawn]), size + len(drawn)) as stream:
            facts = _answer(stream)
            yield [Place(*place) for place in facts["places"]], _parts(stream, _number(facts, "laid"))

    def laid_page(
        self, chunks: Iterable[bytes], *, size: int, job: Mapping[str, object], drawn: bytes, page: int, dpi: int
    ) -> Picture:
        """One page of a PDF with marks over it. Raises as `laid`."""
        head = {"op": "lay-look", "drawn": len(drawn), "job": job, "first": page, "dpi": dpi}
        with self._asked(head, chain(chunks, [drawn]), size + len(drawn)) as stream:
            return _picture(stream, _answer(stream))

    def status(self) -> Mapping[str, object]:
        """`rung` in use and `tools` found (docs/formats/converter-protocol.md). Raises ConverterAway."""
        with self._connected(wait=AT_ONCE) as stream:
            wire.write_head(stream, {"v": 1, "op": "status"})
            return _answer(stream)

    @contextmanager
    def _asked(self, head: wire.Head, chunks: Iterable[bytes], size: int) -> Iterator[BinaryIO]:
        """A request with its file sent; the daemon says `go` before the first byte, so that a refusal is always heard."""
        with self._connected() as stream:
            wire.write_head(stream, {"v": 1, "size": size, **head})
            _answer(stream)
            for chunk in chunks:
                view = memoryview(chunk)
                for at in range(0, len(view), limits.BLOCK):
                    wire.write_block(stream, view[at : at + limits.BLOCK])
            wire.write_block(stream, b"")
            yield stream

    @contextmanager
    def _connected(self, *, wait: float = WAIT) -> Iterator[BinaryIO]:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(wait)
        try:
            with line:
                line.connect(str(self._address))
                with line.makefile("rwb") as stream:
                    yield cast(BinaryIO, stream)
        except (OSError, EOFError, wire.Malformed):
            raise ConverterAway from None


def _picture(stream: BinaryIO, facts: wire.Head) -> Picture:
    number, width, height = (_number(facts, name) for name in ("picture", "width", "height"))
    if (found := _word(facts, "media")) not in MEDIA:
        raise wire.Malformed("media")
    return Picture(number, width, height, found, wire.read_block(stream, most=PICTURE))


def _parts(stream: BinaryIO, left: int) -> Iterator[bytes]:
    """A file of `left` bytes to its end, and nothing after it. Raises ConverterRefused, Malformed."""
    while "done" not in _answer(stream):
        part = wire.read_block(stream)
        left -= len(part)
        if left < 0:
            raise wire.Malformed("part")
        yield part
    if left:
        raise wire.Malformed("part")


def _answer(stream: BinaryIO) -> wire.Head:
    """The next head; raises what it says where it is a refusal."""
    head = wire.read_head(stream, most=8 * limits.TEXT)
    if "away" in head:
        raise ConverterAway(str(head["away"]))
    if "refused" in head:
        code = str(head["refused"])
        raise ConverterRefused(code if code in CODES else "damaged")
    return head


def _word(head: wire.Head, name: str) -> str:
    if not isinstance(word := head.get(name), str):
        raise wire.Malformed(name)
    return word


def _number(head: wire.Head, name: str) -> int:
    if type(number := head.get(name)) is not int:
        raise wire.Malformed(name)
    return number

"""python -m tests.vault.doubled --dir DIR: a vault process whose converter is a double, for tests of what lies around it.

A file for the double is a line "%PDF double pages=3", or "REFUSE macro", then anything; a page picture shows its number.
Marks over it are its job and its drawings, written after it; over a real PDF they are laid. With `run/converter.away` in the folder it does not answer.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from somat.vault.converter import client
from somat.vault.converter.client import Picture, Place, Probe
from somat.vault.converter.codes import ConverterAway, ConverterRefused
from somat.vault.converter.laying import onto

PDF = re.compile(rb"%PDF double pages=([0-9]+)")
REAL = b"%PDF-1."
REFUSED = re.compile(rb"REFUSE ([a-z-]+)")


def pdf(pages: int, *, words: str = "") -> bytes:
    """A file that the double takes."""
    return b"%%PDF double pages=%d\n" % pages + words.encode()


class Double:
    """Fulfils the converter's client."""

    def __init__(self, socket: Path) -> None:
        self._away = socket.with_suffix(".away")

    def probe(self, chunks: Iterable[bytes], *, size: int) -> Probe:
        head = self._whole(chunks, size)
        if no := REFUSED.match(head):
            return Probe(media="", pages=0, refused=no[1].decode())
        if found := PDF.match(head):
            return Probe(media="application/pdf", pages=int(found[1]), refused="")
        if head.startswith(REAL):
            return Probe(media="application/pdf", pages=len(pypdfium2.PdfDocument(head)), refused="")
        return Probe(media="", pages=0, refused="unknown-type")

    def pages(
        self, chunks: Iterable[bytes], *, size: int, media: str, first: int, count: int, dpi: int
    ) -> Iterator[Picture]:
        head = self._whole(chunks, size)
        if b"UNSHOWABLE" in head:
            raise ConverterRefused("damaged")
        for number in range(first, first + count):
            yield picture(number, dpi=dpi)

    def text(self, chunks: Iterable[bytes], *, size: int, media: str, first: int, count: int) -> Iterator[str]:
        """Page 1 says what stands after the first line, the others their number."""
        _, _, words = self._whole(chunks, size).partition(b"\n")
        if b"NO-OCR" in words or (b"BAD-PAGES" in words and first == 1):
            raise ConverterRefused("no-ocr" if b"NO-OCR" in words else "damaged")
        for number in range(first, first + count):
            yield words.decode() if number == 1 else f"trang {number}"

    @contextmanager
    def laid(
        self, chunks: Iterable[bytes], *, size: int, job: Mapping[str, Any], drawn: bytes
    ) -> Iterator[tuple[list[Place], Iterator[bytes]]]:
        head = self._whole(chunks, size)
        if b"NO-ROOM" in head:
            raise ConverterRefused("mark-full")
        if head.startswith(REAL):
            facts, whole = onto.answered({**job, "job": "overlay"}, head, drawn)
            yield [Place(p["page"], p["left_mm"], p["top_mm"]) for p in facts["places"]], iter([whole])
            return
        made = [head, b"\nLAID " + json.dumps(job, sort_keys=True).encode(), drawn]
        yield [Place(one["page"], one["left"] or 10, one["top"] or 20) for one in job["marks"]], iter(made)

    def laid_page(
        self, chunks: Iterable[bytes], *, size: int, job: Mapping[str, Any], drawn: bytes, page: int, dpi: int
    ) -> Picture:
        self._whole(chunks, size)
        return picture(page, dpi=dpi)

    def status(self) -> dict[str, object]:
        return {"rung": "namespaces", "tools": {"soffice": True, "tesseract": True}}

    def _whole(self, chunks: Iterable[bytes], size: int) -> bytes:
        if self._away.exists():
            raise ConverterAway
        data = b"".join(bytes(chunk) for chunk in chunks)
        assert len(data) == size
        return data


def picture(number: int, *, dpi: int) -> Picture:
    image = Image.new("L", (595 * dpi // 72, 842 * dpi // 72), 255)
    ImageDraw.Draw(image).text((100, 100), f"page {number}", fill=0)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return Picture(number=number, width=image.width, height=image.height, media="image/png", data=out.getvalue())


drawn = picture

if __name__ == "__main__":
    client.Converter = Double  # type: ignore[assignment, misc]
    from somat.vault.process.__main__ import main

    sys.exit(main())

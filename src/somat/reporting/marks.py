"""The code on each printed page: it ties the page to its print and to a checkpoint of the journal."""

from __future__ import annotations

import hashlib
import struct
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

from somat.reporting.ledger import BookPrint
from somat.reporting.qr import qr

if TYPE_CHECKING:
    import segno

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U to misread
PAGE_DIGITS = 5
BORDER = 4  # modules of white round a QR code


def page_code(book: BookPrint, page: int) -> str:
    """Eight letters, as K7QF-2MXD, over the whole root, the print and the page number; "" without a checkpoint.

    It is no signature: it shows that a page was not moved or renumbered, to whoever has the print's record.
    """
    if book.checkpoint is None:
        return ""
    point = book.checkpoint
    facts = ("somat page 1", book.form, book.agency, book.year, book.volume_no, book.print_no, point.size, point.root)
    digest = hashlib.sha256("\n".join(map(str, (*facts, page))).encode("utf-8", "surrogatepass")).digest()
    value = int.from_bytes(digest[:5], "big")
    letters = "".join(LETTERS[value >> shift & 31] for shift in range(35, -5, -5))
    return f"{letters[:4]}-{letters[4:]}"


def qr_text(book: BookPrint, page: int) -> str:
    """What a page's QR code says: form, year, volume, print, checkpoint size, short root, page ("" without one)."""
    if book.checkpoint is None:
        return ""
    point = book.checkpoint
    parts = ("SOMAT1", book.form, book.year, book.volume_no, book.print_no, point.size, point.short)
    return ":".join(map(str, parts)) + f":{page:0{PAGE_DIGITS}d}"


class Codes:
    """The QR codes of one print's pages.

    At a fixed version and mask the modules are an affine function of the text's bits, error correction included: a bit of
    a page digit flips the same ones whatever the text says and whatever the mask is. So a page is a few XORs of whole codes.
    """

    def __init__(self, book: BookPrint) -> None:
        self.side, self._zero, self._length = 0, 0, 0
        if book.checkpoint is not None:
            text = qr_text(book, 0)
            first = _code(text, None)
            self.side, self._zero, self._length = len(first.matrix), _bits(first), len(text)

    def kept(self) -> list[Any]:
        """All that another process needs to draw them, as JSON can hold it."""
        flips = [[f"{_flip(self._length, digit, bit):x}" for bit in range(4)] for digit in range(PAGE_DIGITS)]
        return [self.side, f"{self._zero:x}", flips]

    @classmethod
    def told(cls, kept: list[Any]) -> Told:
        side, zero, flips = kept
        return Told(side, int(zero, 16), [[int(flip, 16) for flip in digit] for digit in flips])

    def modules(self, page: int) -> int:
        """The dark modules as bits, row by row, the upper left the highest."""
        bits = self._zero
        for place, digit in enumerate(map(int, f"{page:0{PAGE_DIGITS}d}")):
            for bit in range(digit.bit_length()):
                if digit >> bit & 1:
                    bits ^= self._flip(place, bit)
        return bits

    def _flip(self, place: int, bit: int) -> int:
        return _flip(self._length, place, bit)

    def png(self, page: int) -> list[int]:
        """A picture of one pixel a module with its white border, as byte values; [] without a checkpoint."""
        if not self.side:
            return []
        side, whole = self.side, self.side + 2 * BORDER
        bits, row_mask, wide = self.modules(page), (1 << side) - 1, -(-whole // 8)
        white = (1 << 8 * wide) - 1
        rows = [white] * BORDER
        for row in reversed(range(side)):
            dark = bits >> row * side & row_mask
            rows.append(white ^ dark << 8 * wide - BORDER - side)
        rows += [white] * BORDER
        pixels = b"".join(b"\0" + row.to_bytes(wide, "big") for row in rows)
        head = struct.pack(">IIBBBBB", whole, whole, 1, 0, 0, 0, 0)
        chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(pixels, 9)) + _chunk(b"IEND", b"")
        return list(b"\x89PNG\r\n\x1a\n" + chunks)


class Told(Codes):
    """The same codes in a process that makes none itself."""

    def __init__(self, side: int, zero: int, flips: list[list[int]]) -> None:
        self.side, self._zero, self._flips = side, zero, flips

    def _flip(self, place: int, bit: int) -> int:
        return self._flips[place][bit]


@cache
def _flip(length: int, digit: int, bit: int) -> int:
    """What a bit of a page digit flips in the code of any text of this length."""
    return _zeros(length) ^ _bits(_code(_flipped("0" * length, digit, bit), 0))


@cache
def _zeros(length: int) -> int:
    return _bits(_code("0" * length, 0))


def _code(text: str, mask: int | None) -> segno.QRCode:
    return qr(text, mode="byte", encoding="latin-1", mask=mask)


def _flipped(text: str, digit: int, bit: int) -> str:
    place = len(text) - PAGE_DIGITS + digit
    return text[:place] + chr(ord("0") ^ 1 << bit) + text[place + 1 :]


def _bits(code: segno.QRCode) -> int:
    return int("".join(str(module) for row in code.matrix for module in row), 2)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

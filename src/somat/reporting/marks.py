"""The code on each printed page: it ties the page to its print and to a checkpoint of the journal."""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import TYPE_CHECKING

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

    At a fixed version and mask the modules are an affine function of the text's bits, error correction included: what
    each bit of a page digit flips is found once, and every further page is a few XORs of whole codes.
    """

    def __init__(self, book: BookPrint) -> None:
        self._none = book.checkpoint is None
        if self._none:
            return
        text = qr_text(book, 0)
        first = _code(text, None)
        self._mask = first.mask
        self.side = len(first.matrix)
        self._zero = _bits(first)
        self._flips = [
            [_bits(_code(_flipped(text, digit, bit), first.mask)) ^ self._zero for bit in range(4)]
            for digit in range(PAGE_DIGITS)
        ]

    def modules(self, page: int) -> int:
        """The dark modules as bits, row by row, the upper left the highest."""
        bits = self._zero
        for digit, flips in zip(f"{page:0{PAGE_DIGITS}d}", self._flips, strict=True):
            for bit, flip in enumerate(flips):
                if int(digit) >> bit & 1:
                    bits ^= flip
        return bits

    def png(self, page: int) -> list[int]:
        """A picture of one pixel a module with its white border, as byte values; [] without a checkpoint."""
        if self._none:
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


def _code(text: str, mask: int | None) -> segno.QRCode:
    return qr(text, mode="byte", encoding="latin-1", mask=mask)


def _flipped(text: str, digit: int, bit: int) -> str:
    place = len(text) - PAGE_DIGITS + digit
    return text[:place] + chr(ord("0") ^ 1 << bit) + text[place + 1 :]


def _bits(code: segno.QRCode) -> int:
    return int("".join(str(module) for row in code.matrix for module in row), 2)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

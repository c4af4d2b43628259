"""Free space on a page: what is dark on a small picture of it, and where its letters are, is taken."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_int
from functools import cache
from math import ceil, floor

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

DOTS = 2  # of the picture in a millimetre
MOST_DOTS = 2400  # of one side: a larger page is looked at less closely
SAMPLE = 7  # every so many dots one is asked for the paper's shade
COLORS = 4  # bytes of a dot: blue, green, red, nothing
DARKER = 20  # of 255: what differs so much from the paper is ink
CLEAR = 1.5  # millimetres kept free around a stamp
EDGE = 4.0  # millimetres kept free at the edge of the page
FAR = 90.0  # millimetres: how far from its own place a stamp may move
LARGEST_LETTER = 15.0  # millimetres: larger ones, or slanting ones, are a watermark


class Ground:
    """The taken dots of one page, row by row: bit n of a row is the dot n columns from the right edge."""

    def __init__(self, page: pypdfium2.PdfPage, *, size: tuple[float, float]) -> None:
        self.size = size
        self.dots = min(DOTS, MOST_DOTS / max(size))
        across, _ = page.get_size()
        picture = page.render(scale=size[0] * self.dots / across, prefer_bgrx=True)
        self.columns = int(picture.width)
        self.rows = _inked(bytes(picture.buffer), width=self.columns, stride=int(picture.stride) // COLORS)
        for left, top, right, bottom in _texts(page, width=self.columns, height=len(self.rows), dots=self.dots):
            self._take(left, top, right, bottom)

    def take(self, left: float, top: float, width: float, height: float) -> None:
        """Count a box (mm) as taken."""
        ends = (left, top, left + width, top + height)
        self._take(*(round(end * self.dots) for end in ends))

    def nearest(self, left: float, top: float, width: float, height: float) -> tuple[float, float] | None:
        """The free place for a box nearest to left, top (all mm); the box keeps clear of ink and of the page's edge."""
        wide, high = (ceil((side + 2 * CLEAR) * self.dots) for side in (width, height))
        mask = (1 << wide) - 1

        @cache
        def taken(y: int) -> int:
            together = 0
            for row in self.rows[y : y + high]:
                together |= row
            return together

        found: tuple[float, bool, int, int] | None = None  # the square of the way, upwards or not, across, down
        for down in _outwards(top, self.size[1] - height):
            if found and down * down > found[0]:
                break
            y = max(0, floor((top + down - CLEAR) * self.dots))
            for across in _outwards(left, self.size[0] - width):
                way = across * across + down * down
                if way > (found[0] if found else FAR * FAR):
                    break
                shift = self.columns - max(0, floor((left + across - CLEAR) * self.dots)) - wide
                if not (taken(y) >> shift if shift >= 0 else taken(y) << -shift) & mask:
                    found = min(found or (way, down < 0, across, down), (way, down < 0, across, down))
                    break
        return (left + found[2], top + found[3]) if found else None

    def _take(self, left: int, top: int, right: int, bottom: int) -> None:
        left, right = max(0, left), min(self.columns, right)
        if left < right:
            bits = ((1 << (right - left)) - 1) << (self.columns - right)
            for y in range(max(0, top), min(len(self.rows), bottom)):
                self.rows[y] |= bits


def _inked(picture: bytes, *, width: int, stride: int) -> list[int]:
    """Rows of bits: 1 where a dot differs in blue, green or red from the paper, the most frequent shade of each."""
    blue, green, red = (_dark(picture[color::COLORS], width=width, stride=stride) for color in range(3))
    return [b | g | r for b, g, r in zip(blue, green, red, strict=True)]


def _dark(shades: bytes, *, width: int, stride: int) -> list[int]:
    paper = max(range(256), key=shades[::SAMPLE].count)
    table = bytes(48 + (abs(shade - paper) > DARKER) for shade in range(256))
    bits = shades.translate(table)
    return [int(bits[start : start + width], 2) for start in range(0, len(bits) - width + 1, stride)]


def _texts(page: pypdfium2.PdfPage, *, width: int, height: int, dots: float) -> Iterator[tuple[int, int, int, int]]:
    """Boxes of runs of letters in dots, as read: pale ones too, which the picture may not show."""
    text = page.get_textpage()
    for index in range(text.count_rects()):
        x0, y0, x1, y1 = text.get_rect(index)
        (left, top), (right, bottom) = (_dot(page, x, y, width=width, height=height) for x, y in ((x0, y1), (x1, y0)))
        left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
        if min(right - left, bottom - top) <= LARGEST_LETTER * dots:
            yield left, top, right + 1, bottom + 1


def _dot(page: pypdfium2.PdfPage, x: float, y: float, *, width: int, height: int) -> tuple[int, int]:
    across, down = c_int(), c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, x, y, byref(across), byref(down))
    return across.value, down.value


def _outwards(own: float, most: float) -> Iterator[int]:
    """Steps of a millimetre from a stamp's own place, the nearest first, not nearer to an edge than EDGE unless that place is."""
    least, most = min(EDGE, own), max(most - EDGE, min(own, most))
    for step in range(int(FAR) + 1):
        if least <= own - step <= most:
            yield -step
        if step and least <= own + step <= most:
            yield step

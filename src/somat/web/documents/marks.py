"""Who looks, written into the pixels of a page: faint lines across it and a line at its foot (R50). A lead, never proof (R51)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import cos, hypot, radians, sin
from uuid import UUID

from PIL import Image, ImageChops, ImageDraw, ImageFont

from somat.reporting.glyphs import FONTS
from somat.web import writing

FONT = str(FONTS / "Tinos-Regular.ttf")
FAINT = 26  # of 255 taken from the paper's white: seen there, while ink stays ink and is read through it
ANGLE = 30
QUALITY = 85


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose look it is, when, from which machine, in which session, at which page."""

    name: str
    at: datetime
    workstation: str
    session: UUID | None
    page: int

    @property
    def code(self) -> str:
        """Eight letters of the session, as the journal shows it."""
        return self.session.hex[:8].upper() if self.session else "-"

    def across(self) -> str:
        return f"{self.name}  ·  {writing.moment(self.at)}  ·  {self.code}"

    def foot(self) -> str:
        when = f"{writing.seconds(self.at)} ngày {writing.day(self.at)}"
        return f"{self.name} · {when} · máy {self.workstation} · phiên {self.code} · trang {self.page}"


def marked(data: bytes, reader: Reader) -> bytes:
    """The page as JPEG with the marks drawn in; a strip for the foot line is added below, so that it hides nothing."""
    with Image.open(io.BytesIO(data)) as source:
        page = plainest(source)
    page = ImageChops.subtract(page, _overlay(reader.across(), page.size, page.mode))
    out = io.BytesIO()
    footed(page, reader.foot()).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def plainest(source: Image.Image) -> Image.Image:
    """One channel for a page without colour, as most are: a third of the work and of the bytes."""
    page = source if source.mode in ("L", "RGB") else source.convert("RGB")
    if page.mode == "L":
        page.load()
        return page
    red, green, blue = page.split()
    grey = not ImageChops.difference(red, green).getbbox() and not ImageChops.difference(green, blue).getbbox()
    return green if grey else page


@lru_cache(4)
def _overlay(words: str, size: tuple[int, int], mode: str) -> Image.Image:
    """Faint slanted lines over a whole page, so that every part of it that is cut out carries one; kept for the minute.

    The words are drawn and turned once and then laid out by row and column: turning a sheet of them takes many times longer.
    """
    letter = max(16, size[0] // 54)
    font = _font(letter)
    step, wide = letter * 7, int(font.getlength(words)) + 3 * letter
    line = Image.new("L", (wide, 2 * letter), 0)
    ImageDraw.Draw(line).text((0, 0), words, font=font, fill=255)
    turned = line.rotate(ANGLE, resample=Image.Resampling.BILINEAR, expand=True)
    lines = Image.new("L", size, 0)
    for x, y in _slanted(size, step=step, wide=wide):
        lines.paste(FAINT, (x - turned.width // 2, y - turned.height // 2), turned)
    return lines if mode == "L" else Image.merge("RGB", (lines, lines, lines))


def _slanted(size: tuple[int, int], *, step: int, wide: int) -> Iterator[tuple[int, int]]:
    """The middles of all words on a page: rows `step` apart along the slope, every other one moved by half of `wide`."""
    across, down = cos(radians(ANGLE)), sin(radians(ANGLE))
    side = hypot(*size) / 2 + wide
    for row in range(-int(side // step), int(side // step) + 1):
        for place in range(-int(side // wide), int(side // wide) + 1):
            along, below = (place + row % 2 / 2) * wide, row * step
            x, y = size[0] / 2 + along * across + below * down, size[1] / 2 - along * down + below * across
            if abs(x - size[0] / 2) < side and abs(y - size[1] / 2) < side:
                yield round(x), round(y)


@lru_cache(32)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


def footed(page: Image.Image, words: str) -> Image.Image:
    """The page with a white strip below that says who looked."""
    size = max(13, page.width // 66)
    while _font(size).getlength(words) > page.width - 2 * size and size > 8:
        size -= 1
    whole = Image.new(page.mode, (page.width, page.height + 2 * size), "white")
    whole.paste(page)
    pen = ImageDraw.Draw(whole)
    pen.line([(0, page.height), (page.width, page.height)], fill="lightgray")
    pen.text((size, page.height + size // 3), words, font=_font(size), fill="black")
    return whole

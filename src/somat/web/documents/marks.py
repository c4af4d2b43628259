"""Who looks, written into the pixels of a page: faint lines across it and a line at its foot (R50). A lead, never proof (R51)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont

from somat.reporting.glyphs import FONTS
from somat.web import writing

FONT = str(FONTS / "Tinos-Regular.ttf")
FAINT = 34  # of 255: seen on paper white, and words under it stay readable
ANGLE = 30
QUALITY = 85
INK = (70, 70, 70)


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
        page = source.convert("RGB")
    across(page, reader.across())
    page = footed(page, reader.foot())
    out = io.BytesIO()
    page.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()


def across(page: Image.Image, words: str) -> None:
    """Faint lines over the whole page, at an angle, so that every part of it that is cut out carries one."""
    size = max(18, page.width // 40)
    stamp = _slanted(words, size)
    step = max(stamp.height * 3 // 5, size * 8)
    for number, top in enumerate(range(-stamp.height // 3, page.height, step)):
        left = -stamp.width // 4 if number % 2 else page.width // 2 - stamp.width // 2
        page.paste(INK, (left, top), stamp)


@lru_cache(8)
def _slanted(words: str, size: int) -> Image.Image:
    """The words as a slanted mask; made once for all pages looked at in the same minute."""
    font = ImageFont.truetype(FONT, size)
    left, top, right, bottom = font.getbbox(words)
    mask = Image.new("L", (int(right - left) + 8, int(bottom - top) + 8), 0)
    ImageDraw.Draw(mask).text((4 - left, 4 - top), words, font=font, fill=FAINT)
    return mask.rotate(ANGLE, expand=True, resample=Image.Resampling.BILINEAR)


def footed(page: Image.Image, words: str) -> Image.Image:
    """The page with a white strip below that says who looked."""
    size = max(13, page.width // 66)
    font = ImageFont.truetype(FONT, size)
    while font.getlength(words) > page.width - 2 * size and size > 8:
        size -= 1
        font = ImageFont.truetype(FONT, size)
    whole = Image.new("RGB", (page.width, page.height + 2 * size), "white")
    whole.paste(page)
    pen = ImageDraw.Draw(whole)
    pen.line([(0, page.height), (page.width, page.height)], fill=(200, 200, 200))
    pen.text((size, page.height + size // 3), words, font=font, fill=(40, 40, 40))
    return whole

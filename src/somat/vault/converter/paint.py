"""Pixels into a picture file, outside the sandbox: what a child sends is never parsed, only encoded."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from somat.vault.converter import limits, wire

CHANNELS = {"L": 1, "RGB": 3}
JPEG_QUALITY = 85


@dataclass(frozen=True, slots=True)
class Pixels:
    """The head of a page's pixels: rows from the top, without padding. `look` is "text" or "photo"."""

    number: int
    width: int
    height: int
    mode: str
    look: str

    @property
    def size(self) -> int:
        """Bytes of all pixels."""
        return self.width * self.height * CHANNELS[self.mode]


def pixels(head: wire.Head, *, number: int) -> Pixels:
    """The head that a child sent, within bounds and for the page expected. Raises Malformed."""
    width, height = head.get("width"), head.get("height")
    if type(width) is not int or type(height) is not int or head.get("page") != number:
        raise wire.Malformed("page")
    within = 0 < width <= limits.OUT_SIDE and 0 < height <= limits.OUT_SIDE and width * height <= limits.OUT_AREA
    if not within or head.get("mode") not in CHANNELS or head.get("look") not in ("text", "photo"):
        raise wire.Malformed("page")
    return Pixels(number, width, height, head["mode"], head["look"])


def picture(page: Pixels, data: bytes) -> tuple[str, bytes]:
    """Media type and file: PNG where it is text, JPEG where it is like a photograph."""
    image = Image.frombytes(page.mode, (page.width, page.height), data)
    out = io.BytesIO()
    if page.look == "photo":
        image.save(out, "JPEG", quality=JPEG_QUALITY)
        return "image/jpeg", out.getvalue()
    image.save(out, "PNG", compress_level=3)
    return "image/png", out.getvalue()

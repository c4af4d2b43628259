"""What every accepted file becomes: pages that can be drawn, and perhaps read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from PIL import Image, ImageChops

from somat.vault.converter import limits

COLOURS = 2048  # more than these in a sample, and the page is like a photograph
SAMPLE = 200_000  # pixels looked at


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's pixels: rows from the top, no padding; mode "L" or "RGB", look "text" or "photo"."""

    width: int
    height: int
    mode: str
    look: str
    data: bytes = field(repr=False)


class Paper(Protocol):
    """An opened file."""

    @property
    def count(self) -> int:
        """How many pages."""
        ...

    def draw(self, number: int, *, dpi: int) -> Image.Image:
        """A page as RGB or L; numbers count from 1."""
        ...

    def words(self, number: int) -> str:
        """The text layer of a page; empty where there is none."""
        ...


def drawn(image: Image.Image) -> Drawn:
    """The pixels of a page in the least that holds them."""
    if image.mode != "L":
        image = image.convert("RGB")
        red, green, blue = image.split()
        if not ImageChops.difference(red, green).getbbox() and not ImageChops.difference(green, blue).getbbox():
            image = red
    return Drawn(image.width, image.height, image.mode, look(image), image.tobytes())


def look(image: Image.Image) -> str:
    step = max(1, int((image.width * image.height / SAMPLE) ** 0.5))
    small = image.resize((max(1, image.width // step), max(1, image.height // step)), Image.Resampling.NEAREST)
    if small.mode == "L":
        middle = sum(small.histogram()[32:224])
        return "photo" if middle * 3 > small.width * small.height else "text"
    return "photo" if small.getcolors(COLOURS) is None else "text"


def fitted(width: float, height: float) -> float:
    """The factor, at most 1, that brings a page of so many pixels within what may go out."""
    side = limits.OUT_SIDE - 1  # a fraction of a pixel becomes a whole one
    within = ((limits.OUT_AREA - 2 * limits.OUT_SIDE) / max(width * height, 1.0)) ** 0.5
    return float(min(1.0, side / max(width, 1.0), side / max(height, 1.0), within))

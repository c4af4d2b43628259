"""JPEG, PNG and TIFF by Pillow; a TIFF may have many pages."""

from __future__ import annotations

import io
import math
import struct
import warnings
import zlib
from typing import cast

from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from somat.vault.converter import limits
from somat.vault.converter.codes import ConverterRefused

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}
LONG_SIDE = 11.69  # inches of a sheet of A4: what a picture without a size of its own is shown at
BROKEN: tuple[type[Exception], ...] = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    struct.error,
    zlib.error,
)
BROKEN += (OverflowError, AttributeError, ZeroDivisionError, RuntimeError, NotImplementedError)

Image.MAX_IMAGE_PIXELS = limits.SIDE * limits.SIDE
warnings.simplefilter("error", Image.DecompressionBombWarning)
assert JpegImagePlugin and MpoImagePlugin and PngImagePlugin and WebPImagePlugin  # loaded before the walls go up
Image.preinit()


class Pictures:
    """A picture file; every page stays within 10,000 by 10,000 pixels."""

    def __init__(self, data: bytes, media: str) -> None:
        try:
            self._image = Image.open(io.BytesIO(data), formats=[FORMATS[media]])
            self._within()
            self.count = self._frames()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise ConverterRefused("pixels") from None
        except BROKEN:
            raise ConverterRefused("damaged") from None

    def draw(self, number: int, *, dpi: int) -> Image.Image:
        try:
            if self.count > 1:
                self._image.seek(number - 1)
            self._within()
            image = ImageOps.exif_transpose(self._image)
            return shrunk(plain(image), dpi)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise ConverterRefused("pixels") from None
        except BROKEN:
            raise ConverterRefused("damaged") from None

    def words(self, number: int) -> str:
        return ""

    def check(self) -> None:
        """Decode every page's head and the first page's pixels, so that what cannot be shown is refused at once."""
        for number in range(1, self.count + 1):
            try:
                if self.count > 1:
                    self._image.seek(number - 1)
                self._within()
            except BROKEN:
                raise ConverterRefused("damaged") from None
        self.draw(1, dpi=limits.DPI[0])

    def _frames(self) -> int:
        """Pages of a TIFF, counted no further than they may be; of the others the first picture only."""
        if not isinstance(self._image, TiffImagePlugin.TiffImageFile):
            return 1
        count = 1
        while True:
            try:
                self._image.seek(count)
            except EOFError:
                self._image.seek(0)
                return count
            count += 1
            if count > limits.PAGES:
                raise ConverterRefused("too-many-pages")

    def _within(self) -> None:
        width, height = self._image.size
        if not (0 < width <= limits.SIDE and 0 < height <= limits.SIDE):
            raise ConverterRefused("pixels")


def plain(image: Image.Image) -> Image.Image:
    """Grey or RGB on white."""
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode.startswith(("I", "F")):
        return levelled(image)
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    return image.convert("RGB")


def levelled(image: Image.Image) -> Image.Image:
    """Sixteen bits and more a pixel, or fractions, brought into eight: from the darkest to the lightest there is."""
    values = image.convert("F")
    low, high = cast(tuple[float, float], values.getextrema())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ConverterRefused("damaged")
    spread = (high - low) or 1.0
    return values.point(lambda value: value * (255.0 / spread) + (-low * 255.0 / spread)).convert("L")


def shrunk(image: Image.Image, dpi: int) -> Image.Image:
    """No more pixels than a sheet of A4 has at this resolution; never more than it came with."""
    factor = min(1.0, LONG_SIDE * dpi / max(image.size))
    if factor == 1.0:
        return image
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS if min(size) > 1 else Image.Resampling.NEAREST)

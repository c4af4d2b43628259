"""What the shipped Tinos can draw and how wide each letter is: read from the font files, no library needed."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FILES = {"": "Tinos-Regular", "b": "Tinos-Bold", "i": "Tinos-Italic", "bi": "Tinos-BoldItalic"}


@dataclass(frozen=True)
class Face:
    """One face of Tinos: `advances` maps each letter it can draw to its width in font units, `em` units to the size."""

    em: int
    advances: Mapping[str, int]

    def width(self, text: str, size: float) -> float:
        """Width of a text in points at `size` points, unkerned. KeyError for a letter that the face cannot draw."""
        return sum(map(self.advances.__getitem__, text)) * size / self.em


@cache
def face(style: str) -> Face:
    """The face of a style: "" regular, "b" bold, "i" italic, "bi" bold italic."""
    data = (FONTS / f"{FILES[style]}.ttf").read_bytes()
    at = tables(data)
    (em,) = struct.unpack_from(">H", data, at["head"] + 18)
    (long_metrics,) = struct.unpack_from(">H", data, at["hhea"] + 34)
    widths = struct.unpack_from(">" + "Hh" * long_metrics, data, at["hmtx"])[::2]
    found = letters(data, at["cmap"])
    return Face(em, {chr(code): widths[min(glyph, long_metrics - 1)] for code, glyph in found.items()})


@cache
def drawable() -> frozenset[str]:
    """Letters that all four faces can draw."""
    return frozenset.intersection(*(frozenset(face(style).advances) for style in FILES))


def tables(data: bytes) -> dict[str, int]:
    """Where each table of a font begins."""
    (count,) = struct.unpack_from(">H", data, 4)
    rows = (struct.unpack_from(">4sIII", data, 12 + 16 * i) for i in range(count))
    return {tag.decode("ascii"): offset for tag, _, offset, _ in rows}


def letters(data: bytes, cmap: int) -> dict[int, int]:
    """Code point to glyph, from the Windows Unicode table (format 4: the whole of Tinos lies in the first plane)."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    places = {
        (platform, encoding): offset
        for platform, encoding, offset in (struct.unpack_from(">HHI", data, cmap + 4 + 8 * i) for i in range(count))
    }
    start = cmap + places[3, 1]
    form, _, _, twice = struct.unpack_from(">HHHH", data, start)
    if form != 4:
        raise ValueError(f"cmap format {form} is not read here")
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{twice // 2}H", data, start + 14 + shift)
        for shift in (0, twice + 2, 2 * twice + 2, 3 * twice + 2)
    )
    found: dict[int, int] = {}
    for i, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[i]:
                place = start + 14 + 3 * twice + 2 + 2 * i + offsets[i] + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", data, place)
                if not glyph:
                    continue
            if glyph := (glyph + deltas[i]) % 65536:
                found[code] = glyph
    return found

"""How many lines the words of a table's row take, where that is sure: the drawing then need not lay the row out to find its height."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from somat.reporting.glyphs import Face, drawable, face
from somat.reporting.kerning import kerns
from somat.reporting.papers.values import ZERO_WIDTH

SLACK = 0.1  # points, for rounding: words are never wider than their letters, and never nearer than kerned
SURELY = re.compile(f"[ {ZERO_WIDTH}]")  # where a line may surely end
PIECES = re.compile(r"[^\W_]+|\s+|.")  # and where it may end by any rule of any script: beside whatever is no letter


def lines(cells: Sequence[str], widths: Sequence[float], *, style: str, size: float) -> int:
    """Lines of the highest of these cells in places so many points wide; 0 where a rounding or a rule of breaking may make it another number."""
    if not _plain(style).issuperset("".join(cells)):
        return 0
    shape, most, highest = face(style), 1, list[tuple[str, float]]()
    for cell, width in zip(cells, widths, strict=True):
        if shape.width(cell, size) + SLACK <= width:
            continue
        count = _most(cell, shape, size, width - SLACK)
        if count == 0:
            return 0
        if count >= most:
            highest = [*(highest if count == most else ()), (cell, width)]
            most = count
    sure = (
        not highest if most == 1 else any(_least(cell, style, size, width + SLACK) == most for cell, width in highest)
    )
    return most if sure else 0


@cache
def _plain(style: str) -> frozenset[str]:
    """Letters with a width of their own that never stand farther from the one before; no line end is among them."""
    marks = {letter for letter in drawable() if unicodedata.category(letter) in {"Mn", "Me"}}
    return drawable() - marks - {max(pair) for pair, change in kerns(style).items() if change > 0}


def _most(text: str, shape: Face, size: float, room: float) -> int:
    """At most so many lines: letters have their own widths, which kerning only lessens, and words stay whole; 0 where one is too long."""
    space = shape.width(" ", size)
    count, left = 1, room
    for word in SURELY.split(text):
        wide = shape.width(word, size)
        if wide > room:
            return 0
        if wide > left:
            count, left = count + 1, room
        left -= wide + space
    return count


def _least(text: str, style: str, size: float, room: float) -> int:
    """At least so many: kerned, and each line as full as any rule of breaking may let it be."""
    shape, nearer = face(style), kerns(style)
    unit, before = size / shape.em, ""
    count, used, gap = 1, 0.0, 0.0
    for piece in PIECES.findall(text):
        wide = 0.0
        for letter in piece:
            wide += (shape.advances[letter] + nearer.get(before + letter, 0)) * unit
            before = letter
        if piece.isspace():
            gap += wide
        elif used and used + gap + wide > room:
            count, used, gap = count + 1, wide, 0.0
        else:
            used, gap = used + gap + wide, 0.0
    return count

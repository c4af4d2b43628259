"""Names that need several lines are parted so that these are about equally long, and measured for the rule below them: the drawing measures nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from somat.reporting.form import MM
from somat.reporting.glyphs import face
from somat.reporting.papers.caps import COVER, FRAME
from somat.reporting.papers.sizes import SIZES
from somat.reporting.papers.values import ZERO_WIDTH

Block = Mapping[str, Any]
NATION, GUTTER = 89.0, 2.0  # mm: the right column of a head and what parts it from the left one (drawing.typ)
WIDE = 200.0  # mm: on a wider sheet the head's columns are 1 to 1.3
BETWEEN = 4.0  # mm between signatures
SLACK = 1.5  # points: kerning and rounding
STEPS = 7
BREAKS = re.compile(f"[ {ZERO_WIDTH}]|(?<=[-/])")


def narrowed(block: Block, *, room: float) -> dict[str, Any]:
    """The block with each long name as {text, last}: its lines, and the last one's width in points. `room` is the sheet's text width in mm."""
    match block["kind"]:
        case "head":
            left = (room - GUTTER) / 2.3 if room > WIDE else room - NATION - GUTTER
            own = room if block["style"] == "person" else left
            return {**block, **_names(block, own, superior="", agency="b", about="")}
        case "cover":
            heads = _names(block, COVER, sizes="cover-line", superior="", agency="b")
            return {**block, **heads, **_names(block, room - FRAME, sizes="cover", text="b")}
        case "title":
            titles = _names(block, room, text="b", sizes="title")
            return {**block, **titles, **_names(block, room, sizes="abstract", about="b")}
        case "signs":
            return {**block, "rows": [_signers(row, block, room=room) for row in block["rows"]]}
        case "slip":
            return {**block, "blocks": [narrowed(one, room=room) for one in block["blocks"]]}
    return dict(block)


def _names(block: Block, room: float, *, sizes: str = "", **styles: str) -> dict[str, Any]:
    return {name: _named(block[name], style, SIZES[sizes or name], room=room) for name, style in styles.items()}


def _signers(row: list[dict[str, Any]], block: Block, *, room: float) -> list[dict[str, Any]]:
    beside = 1 if block["recipients"] and row is block["rows"][0] else 0
    parts = max(len(row) + beside, 2)  # one who signs alone signs at the right
    own = (room - BETWEEN * (parts - 1)) / parts
    size = SIZES["authority"]
    return [{**one, "lines": [_named(line, "b", size, room=own) for line in one["lines"]]} for one in row]


def _named(text: str, style: str, size: float, *, room: float) -> dict[str, Any]:
    lines = parted(text, style, size=size, room=room * MM)
    return {"text": "\n".join(lines), "last": face(style).width(lines[-1].replace(ZERO_WIDTH, ""), size)}


def parted(text: str, style: str, *, size: float, room: float) -> list[str]:
    """The text in as few lines as `room` points need, about equally long; whole where a word needs more than a line."""
    most = width(text, style, size=size, room=room)
    if most == 0:
        return [text]
    shape, lines, start, left = face(style), list[str](), 0, most - SLACK
    at = 0
    for found in (*BREAKS.finditer(text), None):
        end = found.start() if found else len(text)
        wide = shape.width(text[at:end], size)
        if wide > left + 0.001 and at > start:
            lines.append(text[start:at].rstrip(f" {ZERO_WIDTH}"))
            start, left = at, most - SLACK
        left -= wide + shape.width(" ", size)
        at = found.end() if found else end
    return [*lines, text[start:]]


def width(text: str, style: str, *, size: float, room: float) -> float:
    """The least width (points) that needs no more lines than `room` does; 0 for a text of one line, and where a word needs more than a line."""
    shape = face(style)
    words = [shape.width(word, size) for word in BREAKS.split(text)]
    space = shape.width(" ", size)
    whole = sum(words) + space * text.count(" ")
    if whole + SLACK <= room or max(words) + SLACK > room:
        return 0
    most = _lines(words, space, room - SLACK)
    low, high = max(*words, sum(words) / most), room - SLACK
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _lines(words, space, middle) > most else (low, middle)
    return round(high + SLACK, 1)


def _lines(words: list[float], space: float, room: float) -> int:
    """How many lines the words take, each line as full as it goes."""
    lines, left = 1, room
    for word in words:
        if word > left + 0.001 and left < room:
            lines, left = lines + 1, room
        left -= word + space
    return lines

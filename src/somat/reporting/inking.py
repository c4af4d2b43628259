"""A stamp's line with its facts: long ones made smaller, then cut with an ellipsis; missing ones left as dots for the pen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any, Literal

from somat.reporting.form import MM
from somat.reporting.glyphs import face
from somat.reporting.plain import visible
from somat.reporting.wording import number, paper_day
from somat.reporting.wrap import wrap

Fact = str | int | date

SMALLEST = 70  # per cent of the line's own size, before words are cut
STEP = 5
ROW_GAP = 1.8  # millimetres between the rows of one fact
PEN = 10.0  # millimetres that a missing fact keeps at least


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a stamp: text with {facts}, letters in points, millimetres free above, rows that a fact may take."""

    text: str
    size: float
    bold: bool = False
    italic: bool = False
    upper: bool = False
    align: Literal["center", "left"] = "center"
    rows: int = 1
    above: float = 0

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(name for _, name, _, _ in Formatter().parse(self.text) if name)

    @property
    def style(self) -> str:
        return "b" if self.bold else "i" if self.italic else ""


def filled(line: Line, facts: Mapping[str, Fact], *, room: float) -> list[dict[str, Any]]:
    """The rows that the drawing takes, none wider than `room` millimetres."""
    said = {name: _said(facts[name], line) for name in line.fields if facts.get(name, "") != ""}
    width = room * MM
    if len(said) == len(line.fields):
        size, rows = _fitted(line, said, width=width)
    else:
        size, rows = line.size, _dotted(line, said, width=width)
    return [
        {
            "text": row,
            "size": size,
            "bold": line.bold,
            "italic": line.italic,
            "align": line.align,
            "above": ROW_GAP if place else line.above,
        }
        for place, row in enumerate(rows)
    ]


def _said(fact: Fact, line: Line) -> str:
    match fact:
        case date():
            text = paper_day(fact)
        case int():
            text = number(fact)
        case _:
            text = visible(fact)
    return visible(text.upper()) if line.upper else text


def _fitted(line: Line, said: Mapping[str, str], *, width: float) -> tuple[float, list[str]]:
    """The size at which the text fits its rows, and the rows; at the smallest size the facts are cut, never the form's words."""
    text = line.text.format_map(said)
    for share in range(100, SMALLEST - 1, -STEP):
        size = line.size * share / 100
        rows = _wrapped(text, line, width=width, size=size)
        if len(rows) <= line.rows:
            return size, _balanced(rows, text, line, width=width, size=size)
    if line.rows == 1 and said:
        room = (width - _wide(_bare(line), line, size)) / len(said) - 0.5
        return size, [
            line.text.format_map({name: _cut(fact, line, width=room, size=size) for name, fact in said.items()})
        ]
    rows = _wrapped(text, line, width=width - size, size=size)[: line.rows]
    return size, [*rows[:-1], rows[-1] + "…"]


def _balanced(rows: list[str], text: str, line: Line, *, width: float, size: float) -> list[str]:
    """Centred rows of about one length: a single word below the others looks like a mistake."""
    if line.align == "center" and len(rows) > 1:
        for share in range(50, 100, 5):
            narrower = _wrapped(text, line, width=width * share / 100, size=size)
            if len(narrower) == len(rows):
                return narrower
    return rows


def _wrapped(text: str, line: Line, *, width: float, size: float) -> list[str]:
    return ["".join(piece for _, piece in row) for row in wrap([(line.style, text)], width=width, size=size)]


def _dotted(line: Line, said: Mapping[str, str], *, width: float) -> list[str]:
    """The line with dots in place of what is missing; further rows, where it may have some, are dots alone."""
    missing = len(line.fields) - len(said)
    spare = width - _wide(_bare(line), line, line.size) - missing * PEN * MM
    short = {name: _cut(text, line, width=spare / len(said), size=line.size) for name, text in said.items()}
    blank = dict.fromkeys(line.fields, "")
    left = width - _wide(line.text.format_map({**blank, **short}), line, line.size)
    dot = _wide(".", line, line.size)
    dots = "." * int((left / missing - 0.5) / dot)
    first = line.text.format_map({**dict.fromkeys(line.fields, dots), **short})
    return [first, *["." * int((width - 0.5) / dot)] * (line.rows - 1)]


def _bare(line: Line) -> str:
    """The form's own words of a line."""
    return line.text.format_map(dict.fromkeys(line.fields, ""))


def _cut(text: str, line: Line, *, width: float, size: float) -> str:
    """As much of a text as fits, with an ellipsis where some of it does not."""
    if _wide(text, line, size) <= width:
        return text
    kept, left = "", width - _wide("…", line, size)
    for char in text:
        left -= _wide(char, line, size)
        if left < 0:
            break
        kept += char
    return kept + "…"


def _wide(text: str, line: Line, size: float) -> float:
    return face(line.style).width(text, size)

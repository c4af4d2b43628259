"""Sheets on which everything has its place beforehand: what board.typ draws, and how high a text will be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from somat.reporting.form import MM
from somat.reporting.inking import Fact
from somat.reporting.plain import visible
from somat.reporting.stamps import Size, inked
from somat.reporting.wrap import drawn, height, wrap

Item = dict[str, Any]
LEADING = 3.0  # points between lines


def sheet(width: float, height_mm: float, items: list[Item]) -> dict[str, Any]:
    """One page of this size (mm)."""
    return {"width": width, "height": height_mm, "items": items}


def text(
    said: str,
    *,
    left: float,
    top: float,
    width: float,
    size: float,
    style: str = "",
    align: Literal["left", "center", "right"] = "left",
    lines: int = 1,
    color: str = "#000000",
    leading: float = LEADING,
) -> Item:
    """A text of at most so many lines (an ellipsis for the rest); `high` says how many millimetres it takes."""
    rows = wrap([(style, visible(said))], width=width * MM, size=size)
    if len(rows) > lines:
        rows = wrap([(style, visible(said))], width=width * MM - size, size=size)[:lines]
        rows[-1] = [*rows[-1], (style, "…")]
    return {
        "kind": "text",
        "left": left,
        "top": top,
        "width": width,
        "size": size,
        "leading": leading,
        "color": color,
        "align": align,
        "runs": drawn(rows),
        "high": height(len(rows), size=size, leading=leading) / MM,
    }


def mark(
    code: str, *, left: float, top: float, facts: Mapping[str, Fact] | None = None, size: Size | None = None
) -> Item:
    """A stamp at its true size, or in millimetres of an agency's own."""
    return {"kind": "mark", "left": left, "top": top, "mark": inked(code, facts or {}, size=size)}


def frame(*, left: float, top: float, width: float, height: float, color: str) -> Item:
    """A dashed box."""
    return {"kind": "frame", "left": left, "top": top, "width": width, "height": height, "line": 0.15, "color": color}


def rule(
    *, left: float, top: float, across: float, down: float = 0.0, line: float = 0.15, color: str = "#000000"
) -> Item:
    """A straight line to a point so far across and down."""
    return {"kind": "rule", "left": left, "top": top, "across": across, "down": down, "line": line, "color": color}

"""Tables of a paper: its rows, grouped where asked, one row for each level, sums, and blank rows to write in by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from somat.law.levels import Level
from somat.reporting.glyphs import drawable, face
from somat.reporting.papers.form import PLACEHOLDER, Paper
from somat.reporting.papers.sizes import SIZES
from somat.reporting.papers.values import Facts, breakable, filled_cell, said

LETTER, LINE = 2.3, 5.0  # mm: about the width of a letter and the height of a line in a cell
PADDING = 2.4  # mm: left and right in a cell
POINT = 25.4 / 72  # mm; the widest letter is as wide as its size
SLACK = 1.5  # points: kerning and rounding
TALL = 0.7  # of a page's height: a row that needs more may part
Row = dict[str, Any]


def table(block: Mapping[str, Any], values: Facts, form: Paper) -> dict[str, Any]:
    """`rows` of a field, `fixed` ones of the form, then blank rows, as many as make `least` in all."""
    columns = block["columns"]
    rows = [_row([filled_cell(cell, values) for cell in row]) for row in block.get("fixed", ())]
    rows += _listed(block, values)
    _fit(rows, block, form)
    rows += [_row([""] * len(columns), "blank") for _ in range(block.get("least", 0) - len(rows))]
    return {
        "kind": "table",
        "columns": [
            {"header": c["header"], "width": c.get("width", 1), "align": c.get("align", "left")} for c in columns
        ],
        "numbers": block.get("numbers", True),
        "rows": rows,
        "least": block.get("height", 8),
        "size": block.get("size", 0),
    }


def _row(cells: list[str], kind: str = "row") -> Row:
    return {"kind": kind, "cells": cells, "tall": False, "single": False}


def _listed(block: Mapping[str, Any], values: Facts) -> list[Row]:
    """The field's rows: in order, or in groups (`group`), or one for each level (`each`), with their sum (`total`)."""
    facts = values.get(block.get("rows", ""), [])
    if "each" in block:
        facts = _for_each_level(facts, block["each"])
    rows, number = [], 0
    for title, members in _groups(facts, block.get("group")):
        if title:
            rows.append(_row([title, *[""] * (len(block["columns"]) - 1)], "group"))
        for row in members:
            number += 1
            known = {**values, **row, "stt": number}
            rows.append(_row([filled_cell(column.get("value", ""), known) for column in block["columns"]]))
    if "total" in block:
        rows.append(_total(block, facts))
    return rows


def _for_each_level(facts: Sequence[Facts], name: str) -> list[Facts]:
    """From the highest level down; a level of which nothing is known has an empty row."""
    known = {row[name]: row for row in facts}
    return [known.get(level, {name: level}) for level in sorted(Level, reverse=True)]


def _groups(facts: Sequence[Facts], name: str | None) -> list[tuple[str, list[Facts]]]:
    """Rows by the value of a column: levels from the highest down, other values in the order in which they first come."""
    if name is None:
        return [("", list(facts))]
    found: dict[Any, list[Facts]] = {}
    for row in facts:
        found.setdefault(row[name], []).append(row)
    levels = all(isinstance(value, Level) for value in found)
    keys = sorted(found, reverse=True) if levels else list(found)
    return [(f"{said(key, 'upper') or 'KHÔNG GHI'} ({len(found[key])})", found[key]) for key in keys]


def _total(block: Mapping[str, Any], facts: Sequence[Facts]) -> Row:
    """The sum of each column of numbers; empty where no number is known."""
    cells = [block["total"]]
    for column in block["columns"][1:]:
        names = [name for name, _ in PLACEHOLDER.findall(column.get("value", ""))]
        numbers = [row[name] for row in facts for name in names if isinstance(row.get(name), int)]
        cells.append(str(sum(numbers)) if numbers else "")
    return _row(cells, "total")


def _fit(rows: Sequence[Row], block: Mapping[str, Any], form: Paper) -> None:
    """Long words may break where their column ends; a row that needs most of a page may part; one of single lines is known as such."""
    page, columns = form.page, block["columns"]
    whole = sum(column.get("width", 1) for column in columns)
    room = (page["width"] - page["left"] - page["right"]) / whole
    widths = [column.get("width", 1) * room - PADDING for column in columns]
    widest = (block.get("size") or min(form.size, SIZES["header"])) * POINT
    most = (page["height"] - page["top"] - page["bottom"]) * TALL / LINE
    for row in rows:
        row["single"] = row["kind"] != "group" and _single(row, widths, size=widest / POINT)
        if row["kind"] == "row":
            row["cells"] = [
                breakable(cell, every=max(2, int(width / widest)))
                for cell, width in zip(row["cells"], widths, strict=True)
            ]
        row["tall"] = any(
            len(cell) * LETTER / max(LETTER, width) > most for cell, width in zip(row["cells"], widths, strict=True)
        )


def _single(row: Row, widths: Sequence[float], *, size: float) -> bool:
    """Whether each cell surely stands on one line: the drawing then need not find out how high the row is."""
    shape = face("b" if row["kind"] == "total" else "")
    return all(
        drawable().issuperset(cell) and shape.width(cell, size) + SLACK <= width / POINT
        for cell, width in zip(row["cells"], widths, strict=True)
    )

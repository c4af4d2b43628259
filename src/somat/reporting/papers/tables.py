"""Tables of a paper: its rows, grouped where asked, one row for each level, sums, and blank rows to write in by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from somat.law.levels import Level
from somat.reporting.papers.columns import PADDING, measured, room_of
from somat.reporting.papers.form import PLACEHOLDER, Paper
from somat.reporting.papers.lines import lines
from somat.reporting.papers.sizes import SIZES
from somat.reporting.papers.values import Facts, breakable, filled_cell, said

LETTER, LINE = 2.3, 5.0  # mm: about the width of a letter and the height of a line in a cell
POINT = 25.4 / 72  # mm; the widest letter is as wide as its size
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
        "across": sum(measured(block, room=0)) if block.get("unit") == "mm" else 0,
    }


def laid(block: Mapping[str, Any], *, base: float) -> dict[str, Any]:
    """A table, also one in a slip, as the drawing takes it: `blanks` counts its blank rows; `base` is the paper's size of letters."""
    if block["kind"] == "slip":
        return {**block, "blocks": [laid(one, base=base) for one in block["blocks"]]}
    if block["kind"] != "table":
        return dict(block)
    columns, rows = block["columns"], block["rows"]
    written = [row for row in rows if row["kind"] != "blank"]
    return {
        "kind": "table",
        "headers": [column["header"] for column in columns],
        "widths": [column["width"] for column in columns],
        "across": block.get("across", 0),
        "sides": [column["align"] for column in columns],
        "numbers": block["numbers"],
        "rows": written,
        "blanks": len(rows) - len(written),
        "least": block["least"],
        "size": block["size"] or min(base, SIZES["header"]),
    }


def _row(cells: list[str], kind: str = "row") -> Row:
    return {"kind": kind, "cells": cells, "tall": False, "lines": 0}


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
    """Long words may break where their column ends; a row that needs most of a page may part; of another its lines are counted."""
    page = form.page
    widths = [width - PADDING for width in measured(block, room=room_of(page))]
    size = block.get("size") or min(form.size, SIZES["header"])
    most = (page["height"] - page["top"] - page["bottom"]) * TALL / LINE
    for row in rows:
        if row["kind"] == "row":
            row["cells"] = [
                breakable(cell, every=max(2, int(width / (size * POINT))))
                for cell, width in zip(row["cells"], widths, strict=True)
            ]
        row["tall"] = any(
            len(cell) * LETTER / max(LETTER, width) > most for cell, width in zip(row["cells"], widths, strict=True)
        )
        if not row["tall"]:
            row["lines"] = _lines(row, [width / POINT for width in widths], size=size)


def _lines(row: Row, widths: Sequence[float], *, size: float) -> int:
    """How many lines high the row surely is, or 0. A group's title stands across all columns."""
    if row["kind"] == "group":
        across = sum(widths) + (len(widths) - 1) * PADDING / POINT
        return lines(row["cells"][:1], [across], style="b", size=size)
    return lines(row["cells"], widths, style="b" if row["kind"] == "total" else "", size=size)

"""One line of a register on its own A4 sheet: each column's header beside what stands in it."""

from __future__ import annotations

from typing import Any

from somat.reporting.foot import printed, tied
from somat.reporting.form import MM, Column
from somat.reporting.ledger import BadPrint, BookPrint, Cell, Line
from somat.reporting.marks import Codes, page_code
from somat.reporting.plain import visible
from somat.reporting.rows import said
from somat.reporting.typeset import typeset
from somat.reporting.wording import local_day, number, place_and_day
from somat.reporting.wrap import Row, Run, drawn, fitted, height, wrap

VALUE_WIDTH = 95 * MM  # of the third column of form.typ, its inset taken off
LETTERHEAD = 86 * MM
SIZE, LEADING = 13.0, 4.0
WHOLE = 180 * MM  # a value up to this height stays on one page
LINES_A_PAGE = 30  # fewer than a page can hold, so that there are always enough page codes


def render_entry(book: BookPrint) -> bytes:
    """The only line of `book` as PDF/A-2u, with the mark of the line's own level. Raises BadPrint, PrintFailed."""
    return typeset("entry", composed(book), at=book.printed_at)


def composed(book: BookPrint) -> dict[str, Any]:
    if len(book.lines) != 1:
        raise BadPrint("an extract holds exactly one line")
    line, layout = book.lines[0], book.layout
    values = [_value(cell, column, line) for cell, column in zip(line.cells, layout.columns, strict=True)]
    pages = 2 + sum(map(len, values)) // LINES_A_PAGE
    codes = Codes(book)
    return {
        "level": line.level.code,
        "superior": fitted(visible(book.superior.upper()), width=LETTERHEAD, size=12, lines=4),
        "agency": fitted(visible(book.agency.upper()), width=LETTERHEAD, size=12, lines=4, style="b"),
        "author": visible(book.agency),
        "place": visible(place_and_day(book.place, local_day(book.printed_at))),
        "title": f"TRÍCH {layout.title}",
        "volume": f"Quyển số: {number(book.volume_no)} · Năm: {book.year} · Số thứ tự: {number(line.no)}",
        "note": fitted(visible(book.note), width=150 * MM, size=11, lines=2, style="i"),
        "cancelled": line.cancelled,
        "rows": [
            {"no": column.no, "header": column.header, "value": drawn(value), "whole": _high(value) <= WHOLE}
            for column, value in zip(layout.columns, values, strict=True)
        ],
        "head": visible(book.head_title),
        "clerk_name": visible(book.clerk_name),
        "head_name": visible(book.head_name),
        "foot": {
            "copy": f"Trích quyển số {number(book.volume_no)} năm {book.year} · bản in số {book.print_no}",
            "printed": printed(book.printed_by, at=book.printed_at, workstation=book.workstation, width=74 * MM),
            "tied": tied(book.checkpoint),
        },
        "codes": [{"code": page_code(book, page), "qr": codes.png(page)} for page in range(1, pages + 1)],
    }


def _value(cell: Cell, column: Column, line: Line) -> list[Row]:
    """The lines of text of one cell; a recipient begins a line of his own."""
    struck = cell.struck or (line.cancelled and column.kind != "notes")
    rows = [row for old in cell.old for row in _wrapped([("s", visible(said(old)))])]
    for place, one in enumerate(cell.receipts, 1):
        style = "s" if struck or one.struck else ""
        signed = f"– {visible(one.receipt)}" if one.receipt else "– chưa ký nhận"
        rows += _wrapped([(style, f"{place}. {visible(one.recipient)}"), (f"{style}i", signed)])
    now = said(cell)
    if column.kind == "number" and not now:
        now = number(line.no)
    return rows + _wrapped([("s" if struck else "", visible(now))])


def _wrapped(runs: list[Run]) -> list[Row]:
    return wrap(runs, width=VALUE_WIDTH, size=SIZE)


def _high(rows: list[Row]) -> float:
    return height(len(rows), size=SIZE, leading=LEADING)

"""Lines dealt out over pages: no row is split, a row taller than a page parts between recipients."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from somat.reporting.form import Form
from somat.reporting.ledger import Line
from somat.reporting.rows import Known, Measured, measure, part
from somat.reporting.sheet import Sheet
from somat.reporting.wrap import Drawn, drawn, height, wrap

NUMBER_ROW_PAD = 1.2  # points above and below (1) … (10)


@dataclass(frozen=True)
class Header:
    """The column headers and the row of their numbers: heights in points, texts broken into lines."""

    high: float
    numbers_high: float
    texts: list[Drawn]

    @property
    def whole(self) -> float:
        return self.high + self.numbers_high


@lru_cache(maxsize=64)
def header(layout: Form) -> Header:
    text = layout.text
    rows = [
        wrap([("b", column.header)], width=column.width - 2 * text.inset_x, size=text.header)
        for column in layout.columns
    ]
    tall = max(height(len(lines), size=text.header, leading=text.leading) for lines in rows)
    return Header(tall + 2 * text.inset_y, text.header + 2 * NUMBER_ROW_PAD, [drawn(lines) for lines in rows])


def paginate(lines: Sequence[Line], layout: Form) -> list[Sheet]:
    """The pages of a book. A book without lines has one page without rows."""
    room = layout.page.body_height - header(layout).whole
    sheets, known = [Sheet(layout)], Known()
    for line in lines:
        row, left = measure(line, layout, known), room - sheets[-1].high
        pieces: Iterable[Measured] = [row] if row.high <= room else part(row, line, layout, first=left, room=room)
        for piece in pieces:
            if piece.high > room - sheets[-1].high:
                sheets.append(Sheet(layout))
            sheets[-1].add(piece)
    return sheets

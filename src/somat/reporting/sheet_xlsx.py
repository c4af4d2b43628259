"""Tables as XLSX and CSV, made in memory only: no cell can become a formula, and the level stands in file and page.

The workbook is written here and not by a library, because the usual one keeps each sheet in a temporary file while it
writes: plain text on a disk that is meant to hold none (R12).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from somat.law.levels import Level
from somat.reporting.ledger import BookPrint, Cell, Line
from somat.reporting.rows import said
from somat.reporting.wording import moment, number
from somat.reporting.workbook import Workbook, parts

Value = str | int | date | None
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # the wide forms too: some programs narrow them
# not allowed in XML 1.0, or able to turn a cell's neighbours round
UNFIT = re.compile(
    "[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
CELL_LIMIT = 32767  # letters that a spreadsheet cell holds
WIDTHS = (8, 60)  # least and most letters of a column's width
MIDNIGHT = (1980, 1, 1, 0, 0, 0)  # the same table gives the same bytes


@dataclass(frozen=True, slots=True)
class Table:
    """A table to export. `marks` are lines above the header: body, book, who exported it and when."""

    title: str
    level: Level
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Value]] = field(repr=False)
    marks: tuple[str, ...] = ()


def book_table(book: BookPrint) -> Table:
    """A volume's lines as a table: struck values in brackets, "hủy" before the notes of a cancelled line."""
    layout = book.layout
    marks = (
        book.agency,
        f"Quyển số {number(book.volume_no)} năm {book.year}",
        f"Kết xuất: {book.printed_by}, {moment(book.printed_at)}, máy {book.workstation}",
        *([book.note] if book.note else ()),
    )
    columns = tuple(f"({column.no}) {column.header}" for column in layout.columns)
    kinds = [column.kind for column in layout.columns]
    rows = [_line(line, kinds) for line in book.lines]
    return Table(layout.title, book.level, columns, rows, marks)


def _line(line: Line, kinds: Sequence[str]) -> list[Value]:
    texts: list[Value] = [_cell(cell) for cell in line.cells]
    if not texts[0]:
        texts[0] = number(line.no)
    if line.cancelled:
        notes = kinds.index("notes")
        texts[notes] = f"[Đã hủy] {texts[notes]}"
    return texts


def _cell(cell: Cell) -> str:
    parts = [f"[cũ: {said(old)}]" for old in cell.old]
    for one in cell.receipts:
        text = f"{one.recipient}: {one.receipt}" if one.receipt else one.recipient
        parts.append(f"[cũ: {text}]" if one.struck else text)
    now = said(cell)
    parts += [f"[cũ: {now}]" if cell.struck else now] if now else []
    return ("\n" if cell.receipts else " ").join(parts)


def file_name(table: Table, *, ending: Literal["xlsx", "csv"]) -> str:
    """A plain name that says the level first: TOI-MAT_so-dang-ky-bi-mat-nha-nuoc-di.xlsx."""
    apart = unicodedata.normalize("NFD", table.title.lower()).replace("đ", "d")
    plain = re.sub(r"[^a-z0-9]+", "-", "".join(char for char in apart if not unicodedata.combining(char))).strip("-")
    return f"{table.level.code.upper().replace('_', '-')}_{plain}.{ending}"


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: where it could, an apostrophe goes before it (R52)."""
    text = UNFIT.sub("\ufffd", unicodedata.normalize("NFC", text))
    return ("'" + text if text.lstrip(" \u00a0").startswith(FORMULA) else text)[:CELL_LIMIT]


def export_csv(table: Table) -> bytes:
    """UTF-8 with its mark (so that office programs read the accents), commas, CRLF; the level is the first line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in _all_rows(table):
        writer.writerow([_text(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def export_xlsx(table: Table) -> bytes:
    """One sheet of text and whole numbers; the level is its first row, in red, and stands on each printed page."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as book:
        for name, text in parts(_workbook(table)):
            info = ZipInfo(name, MIDNIGHT)
            info.compress_type = ZIP_DEFLATED
            book.writestr(info, text.encode())
    return out.getvalue()


def _workbook(table: Table) -> Workbook:
    rows = [[value if isinstance(value, int) else _text(value) for value in row] for row in _all_rows(table)]
    header = 3 + len(table.marks)
    least, most = WIDTHS
    longest = [max(10, len(column) // 2) for column in table.columns]
    for row in rows[header:]:
        longest = [max(a, len(str(b))) for a, b in zip(longest, row, strict=True)]
    widths = [min(most, max(least, wide)) for wide in longest]
    return Workbook(table.level.title, safe(table.title), _mark(table), header, widths, rows)


def _mark(table: Table) -> str:
    return f"Độ mật: {table.level.title.upper()}"


def _all_rows(table: Table) -> Iterator[Sequence[Value]]:
    above = ([line] for line in (_mark(table), table.title, *table.marks))
    return chain(above, [table.columns], table.rows)


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case date():
            return f"{value:%d/%m/%Y}"
        case int():
            return str(value)
        case _:
            return safe(value)

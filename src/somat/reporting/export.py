"""A book as XLSX or CSV: formula characters escaped, the level marked, and no word of it on disk on the way."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from somat.law.levels import Level
from somat.law.sending import COLUMNS, Register
from somat.reporting.volume import in_cells, out_cells

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDTHS = (7, 16, 13, 48, 12, 20, 36, 18, 9, 26)


@dataclass(frozen=True)
class Table:
    """A header and rows of plain text, with the highest level of what is in them."""

    level: Level
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of_lines(cls, lines: Sequence[Any], *, kind: str, level: Level) -> Table:
        """The ten columns of the form; a cancelled line says so in its notes."""
        cells = out_cells if kind == "out" else in_cells
        header = tuple(COLUMNS[Register(kind)].latest.value)
        return cls(level, header, tuple(tuple(text_of(cell) for cell in cells(line)) for line in lines))


def text_of(cell: Any) -> str:
    """One cell as one text: recipients with their signatures on lines of their own, the type before the abstract."""
    if cell.receipts:
        return "\n".join(f"{r.recipient} ({r.receipt})" if r.receipt else r.recipient for r in cell.receipts)
    return f"{cell.kind}. {cell.text}" if cell.kind and cell.text else cell.kind or cell.text


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula (R52)."""
    clean = "".join(c for c in text if c in "\n\t" or ord(c) >= 32)
    return f"'{clean}" if clean.startswith(FORMULA) else clean


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with its mark, for the spreadsheet programs of the offices; the level stands in the first line."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([table.level.title.upper()])
    writer.writerow(map(safe, table.header))
    writer.writerows(map(safe, row) for row in table.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_bytes(table: Table) -> bytes:
    """One sheet; the level stands in the first row and in the head of each printed page."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Sổ"
    sheet.append([table.level.title.upper()])
    sheet.append([safe(text) for text in table.header])
    for row in table.rows:
        sheet.append([safe(text) for text in row])
    sheet["A1"].font = Font(name="Times New Roman", bold=True, color="E00000", size=13)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.data_type = "s"  # text, whatever it looks like
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(name="Times New Roman", bold=cell.row == 2)
    for column, width in zip("ABCDEFGHIJ", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A3"
    sheet.oddHeader.center.text = table.level.title.upper()
    sheet.print_title_rows = "2:2"
    return in_memory(book)


class MemoryWriter(ExcelWriter):
    """openpyxl's writer without its temporary file, which would hold the rows in plain text (R12)."""

    def write_worksheet(self, ws: Any) -> None:
        out = io.BytesIO()
        writer = WorksheetWriter(ws, out=out)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)


def in_memory(book: Workbook) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        MemoryWriter(book, archive).save()
    return out.getvalue()

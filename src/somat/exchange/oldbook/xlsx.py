"""An .xlsx file from memory into sheets: openpyxl in read-only mode, behind the gate, never a temporary file."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from math import isfinite
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile
from zlib import error as ZlibError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from openpyxl import DEFUSEDXML, load_workbook  # type: ignore[import-untyped]
from openpyxl.cell.rich_text import CellRichText  # type: ignore[import-untyped]
from openpyxl.utils.datetime import CALENDAR_MAC_1904  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from somat.exchange.oldbook.gate import BROKEN, inspect
from somat.exchange.oldbook.sheet import (
    EMPTY,
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    BadSheet,
    Cell,
    Row,
    Sheet,
    Value,
    checked,
    fill_merges,
    trimmed,
)

# what openpyxl lets through when a part of the file is not what it should be
_BROKEN = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, AssertionError, RecursionError,
    NotImplementedError, RuntimeError, OSError, EOFError, BadZipFile, ZlibError, ParseError, DefusedXmlException,
    InvalidFileException, StopIteration,
)  # fmt: skip


def read_xlsx(data: bytes) -> list[Sheet]:
    """Every worksheet of the file in order, hidden ones marked. Raises BadSheet with one sentence."""
    if not DEFUSEDXML:
        raise BadSheet("Máy này thiếu thư viện đọc XML an toàn (defusedxml). Hãy báo quản trị.")
    census = inspect(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False, rich_text=True)
        sheets = [_sheet(page, epoch_1904=book.epoch == CALENDAR_MAC_1904) for page in book.worksheets]
        for sheet, page in zip(sheets, book.worksheets, strict=True):
            fill_merges(sheet, census.merges.get(page._worksheet_path.lstrip("/"), []))
        book.close()
    except _BROKEN as broken:
        raise BadSheet(BROKEN) from broken
    return sheets


def _sheet(page: Any, *, epoch_1904: bool) -> Sheet:
    page.reset_dimensions()  # the size written in the file may be wrong
    sheet = Sheet(page.title, [], hidden=page.sheet_state != "visible", epoch_1904=epoch_1904)
    fonts: dict[int, tuple[str, bool]] = {}
    blank: Any = None  # openpyxl gives the rows that the file leaves out as one and the same tuple
    for number, cells in enumerate(page.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
        if number > MAX_ROWS:
            raise BadSheet(TOO_MANY_ROWS)
        if cells is blank:
            continue
        row = _row(cells, number=number, fonts=fonts)
        if row:
            sheet.rows.append(Row(number, row))
        else:
            blank = cells
    return sheet


def _row(cells: Sequence[Any], *, number: int, fonts: dict[int, tuple[str, bool]]) -> tuple[Cell, ...]:
    read = [EMPTY if cell.value is None else checked(_cell(cell, fonts), row=number, column=column)
            for column, cell in enumerate(cells)]  # fmt: skip
    kept = trimmed(read)
    if len(kept) > MAX_COLUMNS:
        raise BadSheet(TOO_MANY_COLUMNS)
    return kept


def _cell(cell: Any, fonts: dict[int, tuple[str, bool]]) -> Cell:
    font = cell.font
    known = fonts.get(id(font))
    if known is None:
        known = fonts[id(font)] = (font.name or "", bool(font.strike))
    if isinstance(cell.value, CellRichText):
        runs = tuple(_runs(cell.value, font=known[0]))
        return Cell("".join(text for text, _ in runs), known[0], known[1], runs)
    return Cell(_value(cell.value), known[0], known[1])


def _runs(parts: Iterable[Any], *, font: str) -> Iterable[tuple[str, str]]:
    for part in parts:
        if isinstance(part, str):
            yield _text(part), font
        else:
            yield _text(part.text or ""), (part.font.rFont if part.font else None) or font


def _value(value: Any) -> Value:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 (a day of a book has no time zone)
    return str(value)


def _text(text: str) -> str:
    """Excel's mark for a carriage return inside a cell is not text."""
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")

"""An .xlsx file from memory into sheets: openpyxl for what stands about the cells, behind the gate, never a temporary file."""

from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile
from zlib import error as ZlibError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from openpyxl import DEFUSEDXML  # type: ignore[import-untyped]
from openpyxl.reader.excel import ExcelReader  # type: ignore[import-untyped]
from openpyxl.utils.datetime import CALENDAR_MAC_1904  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]
from openpyxl.xml.constants import SHARED_STRINGS  # type: ignore[import-untyped]

from somat.exchange.oldbook.gate import BROKEN, inspect
from somat.exchange.oldbook.sheet import BadSheet, Sheet, fill_merges
from somat.exchange.oldbook.sheetxml import Cells, shared_texts

# what openpyxl lets through when a part of the file is not what it should be
_BROKEN = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, AssertionError, RecursionError,
    NotImplementedError, RuntimeError, OSError, EOFError, BadZipFile, ZlibError, ParseError, ExpatError,
    DefusedXmlException, InvalidFileException, StopIteration,
)  # fmt: skip


def read_xlsx(data: bytes) -> list[Sheet]:
    """Every worksheet of the file in order, hidden ones marked. Raises BadSheet with one sentence."""
    if not DEFUSEDXML:
        raise BadSheet("Máy này thiếu thư viện đọc XML an toàn (defusedxml). Hãy báo quản trị.")
    census = inspect(data)
    try:
        reader = _Reader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        reader.read()
        book = reader.wb
        sheets = [_sheet(page, reader.shared_strings) for page in book.worksheets]
        for sheet, page in zip(sheets, book.worksheets, strict=True):
            fill_merges(sheet, census.merges.get(page._worksheet_path.lstrip("/"), []))
        book.close()
    except _BROKEN as broken:
        raise BadSheet(BROKEN) from broken
    return sheets


class _Reader(ExcelReader):  # type: ignore[misc]
    """Reads all but the cells and their texts, of which openpyxl makes trees of objects."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as stream:
                self.shared_strings = shared_texts(stream)


def _sheet(page: Any, texts: list[Any]) -> Sheet:
    book = page.parent
    with book._archive.open(page._worksheet_path) as stream:
        rows = list(Cells(book, texts).rows(stream))
    return Sheet(page.title, rows, hidden=page.sheet_state != "visible", epoch_1904=book.epoch == CALENDAR_MAC_1904)

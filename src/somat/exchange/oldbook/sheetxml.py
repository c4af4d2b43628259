"""The XML of a worksheet into cells, row by row while it is unpacked: of a row nothing is kept but its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from typing import IO, Any, cast
from xml.etree.ElementTree import Element, XMLPullParser
from xml.parsers import expat

from openpyxl.cell.rich_text import CellRichText  # type: ignore[import-untyped]
from openpyxl.cell.text import Text  # type: ignore[import-untyped]
from openpyxl.utils.cell import coordinate_to_tuple  # type: ignore[import-untyped]
from openpyxl.utils.datetime import from_excel, from_ISO8601  # type: ignore[import-untyped]

from somat.exchange.oldbook.gate import ENTITIES
from somat.exchange.oldbook.memory import MOST
from somat.exchange.oldbook.sheet import (
    EMPTY,
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    BadSheet,
    Cell,
    Row,
    Value,
    checked,
    trimmed,
)

PIECE = 2**16  # bytes of XML looked at in one go
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _VALUE, _INLINE, _STRING, _TEXT = (f"{_MAIN}{name}" for name in ("row", "v", "is", "si", "t"))
_DIGITS = "0123456789"
NO_DAY = "#VALUE!"  # what Excel shows for a serial number beyond its calendar


def elements(stream: IO[bytes], tag: str) -> Iterator[Element]:
    """Each element of a name, in order and whole; it is emptied once it was looked at.

    Raises BadSheet where a document type is declared, whatever the encoding, and what the parser raises.
    """
    guard, parser = expat.ParserCreate(), cast("Any", XMLPullParser(("end",)))
    guard.StartDoctypeDeclHandler = _refuse_document_type
    while piece := stream.read(PIECE):
        guard.Parse(piece)
        parser.feed(piece)
        for _, element in parser.read_events():
            if element.tag == tag:
                yield element
                element.clear()
    parser.close()


def _refuse_document_type(*told: Any) -> None:
    raise BadSheet(ENTITIES)


def shared_texts(stream: IO[bytes]) -> list[Any]:
    """The texts that cells point at: plain ones as str, those typed in several fonts as openpyxl has them."""
    return [_shared(element) for element in elements(stream, _STRING)]


def _shared(element: Element) -> Any:
    if _is_plain(element):
        return (element[0].text or "").replace("x005F_", "")
    runs = CellRichText.from_tree(element)
    if not runs:
        return ""
    return runs[0] if len(runs) == 1 and isinstance(runs[0], str) else runs


def _is_plain(element: Element) -> bool:
    return len(element) == 1 and element[0].tag == _TEXT and not element.attrib


class Cells:
    """Makes the cells of one worksheet. Texts, days and levels stand in it by the hundred: a cell made last is given again."""

    def __init__(self, book: Any, texts: Sequence[Any]) -> None:
        self.book, self.texts = book, texts
        self.columns: dict[str, int] = {}  # letters -> 1-based column

    def rows(self, stream: IO[bytes]) -> Iterator[Row]:
        """The rows that hold something; one that comes after its place is no row. Raises BadSheet, or what a broken file raises."""
        last = free = 0
        made = lru_cache(maxsize=MOST)(self._made)
        for element in elements(stream, _ROW):
            last = _row_number(element.get("r"), last)
            cells = self._row(element, made, number=last)
            if last <= free:
                continue
            if last > MAX_ROWS:
                raise BadSheet(TOO_MANY_ROWS)
            free = last
            if len(cells) > MAX_COLUMNS:
                raise BadSheet(TOO_MANY_COLUMNS)
            if cells:
                yield Row(last, cells)

    def _row(self, row: Element, made: Callable[[str, str, str], Cell], *, number: int) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        column = 0
        for element in row:
            column = self._column(element.get("r"), column)
            if column > MAX_COLUMNS + 1:
                continue
            if column > len(cells):
                cells += [EMPTY] * (column - len(cells))
            kind, text, style = element.get("t", "n"), _text_of(element), element.get("s", "0")
            cell = EMPTY if text is None else made(kind, text, style)
            cells[column - 1] = checked(cell, row=number, column=column - 1)
        return trimmed(cells)

    def _column(self, place: str | None, before: int) -> int:
        if not place:
            return before + 1
        letters = place.rstrip(_DIGITS)
        if letters not in self.columns or letters == place:
            self.columns[letters] = coordinate_to_tuple(place)[1]
        return self.columns[letters]

    def _made(self, kind: str, text: str, style: str) -> Cell:
        number = int(style)
        font = self.book._fonts[self.book._cell_styles[number].fontId]
        name, struck = font.name or "", bool(font.strike)
        value = self._value(kind, text, number)
        if isinstance(value, CellRichText):
            runs = tuple(_runs(value, font=name))
            return Cell("".join(part for part, _ in runs), name, struck, runs)
        return Cell(_plain(value), name, struck)

    def _value(self, kind: str, text: str, style: int) -> Any:
        if kind == "n":
            number = float(text) if any(sign in text for sign in ".Ee") else int(text)
            return self._day(number, style) if style in self.book._date_formats else number
        if kind == "s":
            return self.texts[int(text)]
        if kind == "b":
            return bool(int(text))
        return from_ISO8601(text) if kind == "d" else text

    def _day(self, number: float, style: int) -> Any:
        try:
            return from_excel(number, self.book.epoch, timedelta=style in self.book._timedelta_formats)
        except (OverflowError, ValueError):
            return NO_DAY


def _row_number(written: str | None, before: int) -> int:
    if written is None:
        return before + 1
    try:
        return int(written)
    except ValueError:
        if float(written).is_integer():
            return int(float(written))
        raise


def _text_of(cell: Element) -> str | None:
    """What a cell says in the file itself: its text, its number, or the place of its text among the shared ones."""
    if cell.get("t") != "inlineStr":
        return cell.findtext(_VALUE) or None
    inline = cell.find(_INLINE)
    if inline is None:
        return None
    return (inline[0].text or "") if _is_plain(inline) else str(Text.from_tree(inline).content)


def _runs(parts: Iterable[Any], *, font: str) -> Iterable[tuple[str, str]]:
    for part in parts:
        if isinstance(part, str):
            yield _text(part), font
        else:
            yield _text(part.text or ""), (part.font.rFont if part.font else None) or font


def _plain(value: Any) -> Value:
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

"""A CSV file from memory into one sheet: delimiter found, quotes respected."""

import csv
import re
from collections import Counter
from io import StringIO

from somat.exchange.oldbook.bytetext import text_of
from somat.exchange.oldbook.sheet import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_MANY_CELLS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    BadSheet,
    Cell,
    Row,
    Sheet,
    checked,
    is_blank,
    trimmed,
)

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 200  # records looked at to find the delimiter
_SEP = re.compile(r"sep=([,;\t|])\r?\n", re.I)
UNCLOSED = "Tệp CSV có dấu ngoặc kép mở mà không đóng, các dòng sau bị nuốt. Hãy sửa dấu ngoặc kép rồi nạp lại."


def read_csv(data: bytes) -> list[Sheet]:
    """The one sheet of a CSV file. Raises BadSheet with one sentence."""
    text = text_of(data)
    told = _SEP.match(text)
    text = text[told.end() :] if told else text
    delimiter = told.group(1) if told else _delimiter(text)
    sheet = Sheet("CSV", [])
    cells = 0
    try:
        for number, record in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter), start=1):
            if number > MAX_ROWS:
                raise BadSheet(TOO_MANY_ROWS)
            row = _row(record, number=number)
            cells += len(row)
            if cells > MAX_CELLS:
                raise BadSheet(TOO_MANY_CELLS)
            if row:
                sheet.rows.append(Row(number, row))
    except csv.Error as broken:
        raise BadSheet(UNCLOSED) from broken
    _demand_closed_quotes(sheet, text)
    return [sheet]


def _row(record: list[str], *, number: int) -> tuple[Cell, ...]:
    if len(record) > MAX_COLUMNS and any(not is_blank(value) for value in record[MAX_COLUMNS:]):
        raise BadSheet(TOO_MANY_COLUMNS)
    return trimmed(
        [checked(Cell(value.replace("\r\n", "\n")), row=number, column=place)
         for place, value in enumerate(record[:MAX_COLUMNS])]
    )  # fmt: skip


def _demand_closed_quotes(sheet: Sheet, text: str) -> None:
    if not sheet.rows or text.count('"') % 2 == 0:
        return
    last = sheet.rows[-1].cells[-1].value
    if isinstance(last, str) and "\n" in last.strip("\n"):
        raise BadSheet(UNCLOSED)


def _delimiter(text: str) -> str:
    """The sign that cuts most of the first records into the same number of columns, at least two."""
    return max(DELIMITERS, key=lambda sign: _evenness(text, sign))


def _evenness(text: str, sign: str) -> float:
    widths: Counter[int] = Counter()
    try:
        for number, record in enumerate(csv.reader(StringIO(text, newline=""), delimiter=sign)):
            if number >= SAMPLE:
                break
            if any(record):
                widths[len(record)] += 1
    except csv.Error:
        return 0.0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return count / sum(widths.values()) + min(width, 12) / 100

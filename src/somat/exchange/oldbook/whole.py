"""A whole file read at once with what was settled about it: sheet, encoding, columns, lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from somat.exchange.oldbook.columns import Column, Kind
from somat.exchange.oldbook.decode import Encoding, decode_sheet
from somat.exchange.oldbook.encodings import Scheme
from somat.exchange.oldbook.layout import Layout, survey
from somat.exchange.oldbook.lines import Setting, read_lines
from somat.exchange.oldbook.memory import forget
from somat.exchange.oldbook.oldline import OldBook
from somat.exchange.oldbook.reading import open_book
from somat.exchange.oldbook.sheet import BadSheet, Sheet
from somat.law.levels import Level

NO_LINES = "Tệp không có dòng sổ nào dưới dòng tiêu đề. Hãy chọn đúng tệp sổ, hoặc đưa trang tính có các dòng lên đầu, rồi nạp lại."


@dataclass(frozen=True)
class How:
    """What is settled about a file; what is empty or None is as the survey of the sheet proposes. `on` is today."""

    on: date
    kind: Kind | None = None
    mapping: dict[int, Column] | None = None
    scheme: Scheme | None = None
    year: int | None = None
    level: Level | None = None


@dataclass(frozen=True)
class Read:
    """A file as it stands with its settings: what was found, and every line read."""

    name: str
    sheet: Sheet
    encoding: Encoding
    layout: Layout
    mapping: dict[int, Column]
    book: OldBook
    year: int | None
    how: How


def read_whole(data: bytes, *, name: str, how: How) -> Read:
    """Read a file. One or two seconds for 10,000 lines. Raises BadSheet with one sentence, for one without a line too."""
    try:
        return _read(open_book(data, name=name).first_shown(), name=name, how=how)
    finally:
        forget()


def _read(raw: Sheet, *, name: str, how: How) -> Read:
    sheet, encoding = decode_sheet(raw, forced=how.scheme)
    layout = survey(sheet, name=name, into=how.kind)
    mapping = layout.mapping if how.mapping is None else how.mapping
    year = how.year or layout.year
    setting = Setting(how.kind or layout.kind, year, how.on, how.level or layout.level)
    book = read_lines(sheet, layout.header, mapping, setting=setting)
    if not book.lines:
        raise BadSheet(NO_LINES)
    return Read(name, sheet, encoding, layout, mapping, book, year, how)

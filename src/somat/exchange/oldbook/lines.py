"""The rows of an old book into lines: each is taken, taken with notes, taken without its abstract, or refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from somat.exchange.oldbook.cancelled import is_cancelled, is_cancelled_word, without_mark
from somat.exchange.oldbook.columns import MARKS, Column, Kind
from somat.exchange.oldbook.dates import read_day, suspects_swapped
from somat.exchange.oldbook.header import Header
from somat.exchange.oldbook.joining import join
from somat.exchange.oldbook.judging import judge
from somat.exchange.oldbook.kinds import read_type, split_title, title_of
from somat.exchange.oldbook.levels import LevelRead, read_level, read_ticks
from somat.exchange.oldbook.numbers import Number, day_within, read_count, read_ordinal, split_symbol
from somat.exchange.oldbook.oldline import Aside, Flag, OldBook, OldLine
from somat.exchange.oldbook.places import is_district, split_recipients
from somat.exchange.oldbook.repeats import mark_repeats
from somat.exchange.oldbook.rowkinds import Sorter
from somat.exchange.oldbook.rowtext import RowText
from somat.exchange.oldbook.sheet import Sheet, Value
from somat.exchange.oldbook.words import tidy
from somat.law.levels import Level

_MARK_LEVELS = dict(zip(MARKS, (Level.MAT, Level.TOI_MAT, Level.TUYET_MAT), strict=True))
NO_BASIS = "chưa ghi căn cứ danh mục"


@dataclass(frozen=True)
class Setting:
    """What the officer has settled for the whole book: the register, its year, today, and its level if it has but one."""

    kind: Kind
    year: int | None
    on: date
    level: Level | None = None


def read_lines(sheet: Sheet, header: Header, mapping: Mapping[int, Column], *, setting: Setting) -> OldBook:
    """Every row below the header as a line, a continuation of the line above, or a row set aside with its reason.

    `sheet` is decoded; `mapping` is 0-based column -> column of the register, each register column at most once.
    """
    places: dict[Column, int] = {column: index for index, column in mapping.items() if column is not Column.IGNORE}
    book = OldBook(setting.kind, [], [])
    sorter = Sorter(sheet, header)
    reader = _Reader(sheet, places, setting, _swapped(sheet, header, places))
    above: RowText | None = None
    for row in sheet.rows[header.first :]:
        text = RowText(row, places, above)
        reason = sorter.reason_aside(text)
        if reason:
            book.asides.append(Aside(row.number, reason))
        elif book.lines and sorter.continues(text):
            join(book.lines[-1], text, sorter)
            book.joined += 1
        else:
            book.lines.append(reader.line(text))
            above = text
    mark_repeats(book.lines)
    book.remarks += _remarks(book, places)
    return book


def _swapped(sheet: Sheet, header: Header, places: Mapping[Column, int]) -> set[Column]:
    """The columns of days that Excel seems to have read month first."""
    rows = sheet.rows[header.first :]
    return {column for column in (Column.DAY, Column.ARRIVAL_DAY) if column in places
            and suspects_swapped(row.cell(places[column]).value for row in rows)}  # fmt: skip


class _Reader:
    """Reads single rows of one book."""

    def __init__(self, sheet: Sheet, places: Mapping[Column, int], setting: Setting, swapped: set[Column]) -> None:
        self.places, self.setting, self.swapped = places, setting, swapped
        self.epoch_1904 = sheet.epoch_1904

    def line(self, text: RowText) -> OldLine:
        line = OldLine(text.row.number, self.setting.kind)
        cancelled = is_cancelled(text)
        if cancelled:
            line.flags.add(Flag.CANCELLED)
            line.notes.append("số đã hủy")
        self._level(line, text)
        self._number(line, text)
        self._days(line, text)
        self._title(line, text)
        self._people(line, text)
        self._rest(line, text)
        judge(line, text)
        if text.inherited:
            line.notes.append("ô ghi “nt” lấy theo dòng trên")
        return line

    def _level(self, line: OldLine, text: RowText) -> None:
        read = self._level_read(text)
        line.level = read.level
        if read.problem:
            line.problems.append(read.problem)
        if read.note:
            line.notes.append(read.note)

    def _level_read(self, text: RowText) -> LevelRead:
        marks = {_MARK_LEVELS[mark]: text.raw(mark) for mark in MARKS if mark in self.places}
        if marks:
            return read_ticks(marks)
        if Column.LEVEL not in self.places and self.setting.level is not None:
            return LevelRead(self.setting.level)
        return read_level(text.raw(Column.LEVEL))

    def _number(self, line: OldLine, text: RowText) -> None:
        number = self._number_read(text)
        line.doc_number, line.suffix, line.symbol = number.number, number.suffix, number.symbol
        line.number_written = number.written
        if number.suffix:
            line.flags.add(Flag.SUFFIX)
            line.notes.append(f"số có chữ: {number.number}{number.suffix}")
        if number.joint == "-":
            line.notes.append(f"số ghi “{number.written}”")
        if Column.NO in self.places:
            line.no = _plain_ordinal(line, without_mark(text.value(Column.NO)), what="số thứ tự")
        if line.kind is Kind.IN and Column.ARRIVAL_NO in self.places:
            line.arrival_no = _plain_ordinal(line, text.value(Column.ARRIVAL_NO), what="số đến")

    def _number_read(self, text: RowText) -> Number:
        symbol = split_symbol(without_mark(text.value(Column.SYMBOL)))
        if Column.NUMBER not in self.places:
            return symbol
        own = split_symbol(without_mark(text.value(Column.NUMBER)))
        rest = symbol.symbol if symbol.number in (None, own.number) else tidy(symbol.written)
        joined = own.symbol or rest
        written = f"{own.number}{own.suffix}/{joined}" if own.number and joined else own.written or symbol.written
        return Number(own.number, own.suffix, joined, written, own.joint)

    def _days(self, line: OldLine, text: RowText) -> None:
        if line.kind is Kind.IN and Column.ARRIVAL_DAY in self.places:
            line.arrival_on = self._day(line, text, Column.ARRIVAL_DAY, what="ngày đến")
        line.day = self._day(line, text, Column.DAY, what="ngày văn bản" if line.kind is Kind.IN else "ngày")
        if line.day and line.arrival_on and line.day > line.arrival_on:
            line.notes.append("ngày văn bản sau ngày đến, xem lại năm")
        first = line.arrival_on or line.day
        if first and self.setting.year is not None and first.year != self.setting.year:
            line.notes.append(f"ngày {first:%d/%m/%Y} không thuộc năm {self.setting.year} của sổ")

    def _day(self, line: OldLine, text: RowText, column: Column, *, what: str) -> date | None:
        value = text.value(column)
        if column is Column.DAY and Column.DAY not in self.places:
            value = day_within(text.value(Column.SYMBOL))
        read = read_day(value, year=self.setting.year, epoch_1904=self.epoch_1904)
        if read.problem:
            line.problems.append(read.problem)
        elif read.day is None:
            line.problems.append(f"thiếu {what}")
        elif read.day > self.setting.on:
            line.problems.append(f"{what} {read.day:%d/%m/%Y} sau hôm nay")
        if read.note:
            line.notes.append(read.note)
        if read.day and column in self.swapped and not isinstance(value, str):
            line.notes.append(f"{what} có thể bị Excel đảo ngày với tháng")
        return read.day

    def _title(self, line: OldLine, text: RowText) -> None:
        """Type and abstract. What a Tuyệt mật line says beyond its type is dropped here and goes nowhere."""
        whole = text.text(Column.TITLE)
        abstract = text.text(Column.ABSTRACT)
        typed = text.text(Column.TYPE)
        if typed:
            line.doc_type = read_type(typed)
            line.abstract = abstract or whole if line.doc_type else f"{typed} {abstract or whole}".strip()
            line.abstract = _without_type(line.abstract, line.doc_type)
        else:
            named = split_title(whole or abstract, symbol=line.symbol)
            line.doc_type, line.abstract = named.doc_type, named.abstract
        if Flag.CANCELLED in line.flags and is_cancelled_word(line.abstract):
            line.abstract = ""
        if line.level is Level.TUYET_MAT and line.abstract:
            line.abstract = ""
            line.has_dropped_abstract = True

    def _people(self, line: OldLine, text: RowText) -> None:
        line.signer, line.body = text.text(Column.SIGNER), text.text(Column.BODY)
        line.unit = text.text(Column.UNIT)
        received = split_recipients(text.raw(Column.RECIPIENTS))
        line.recipients = received.names
        if received.filed and not line.unit:
            line.unit = received.filed
        for name, values in (
            ("nơi nhận", line.recipients),
            ("cơ quan ban hành", (line.body,)),
            ("người ký", (line.signer,)),
        ):
            if any(map(is_district, values)):
                line.flags.add(Flag.DISTRICT)
                line.notes.append(f"{name} cấp huyện, giữ như lịch sử")

    def _rest(self, line: OldLine, text: RowText) -> None:
        line.note, line.basis = text.text(Column.NOTE), text.text(Column.BASIS)
        if not line.basis:
            line.flags.add(Flag.NO_BASIS)
            if Column.BASIS in self.places:
                line.notes.append(NO_BASIS)
        if text.has(Column.COPIES):
            line.copies = read_count(text.value(Column.COPIES))
            if line.copies is None:
                line.notes.append("không đọc được số lượng bản")


def _plain_ordinal(line: OldLine, value: Value, *, what: str) -> int | None:
    """A running number of the book; one with a letter is noted and left out, for the book counts without letters."""
    read = read_ordinal(value)
    if read.number is None:
        if read.written:
            line.notes.append(f"không đọc được {what}")
        return None
    if read.suffix:
        line.notes.append(f"{what} có chữ: {read.number}{read.suffix}")
        return None
    return read.number


def _without_type(abstract: str, doc_type: str) -> str:
    """The abstract without the type that it repeats from a column of its own."""
    title = title_of(doc_type)
    named = split_title(abstract, symbol="")
    return (
        named.abstract
        if title and named.doc_type == doc_type and abstract.lower().startswith(title.lower())
        else abstract
    )


def _remarks(book: OldBook, places: Mapping[Column, int]) -> list[str]:
    """What holds for the whole book, said once instead of on every line."""
    remarks = []
    if Column.BASIS not in places and book.lines:
        remarks.append(f"Sổ không có cột căn cứ danh mục: cả {len(book.lines)} dòng mang dấu “chưa ghi căn cứ”.")
    if book.kind is Kind.IN and Column.ARRIVAL_DAY not in places:
        remarks.append("Sổ không có cột ngày đến.")
    if not {Column.LEVEL, *MARKS} & set(places):
        remarks.append("Sổ không có cột độ mật: mọi dòng theo độ mật chọn cho cả sổ.")
    return remarks

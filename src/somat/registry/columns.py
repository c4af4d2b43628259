"""The columns of a line that can be corrected, where each is kept, and what a line becomes when one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from somat.law.levels import Level
from somat.registry.models import Entry
from somat.registry.words import Words

TYPE = 14


def parse_day(text: str) -> date:
    """05/03/2026 or 2026-03-05; ValueError for anything else."""
    text = text.strip()
    return date.fromisoformat(text) if "-" in text else datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


@dataclass(frozen=True)
class Column:
    """One correctable column: its number in the form, its name there, and the field or sealed word that holds it."""

    no: int
    title: str
    name: str
    read: Callable[[str], Any] = str
    within: int = 0

    @property
    def form_no(self) -> int:
        """Its column in the printed form: type and abstract share one there."""
        return self.within or self.no


OUT = (
    Column(2, "Ký hiệu", "symbol"),
    Column(3, "Ngày tháng xác định", "day", parse_day),
    Column(4, "Trích yếu nội dung", "abstract"),
    Column(TYPE, "Tên loại", "doc_type", within=4),
    Column(5, "Độ mật", "level", lambda text: Level(int(text))),
    Column(6, "Người ký", "signer"),
    Column(8, "Đơn vị lưu", "unit"),
    Column(9, "Số lượng", "copies", int),
    Column(10, "Ghi chú", "note"),
)
IN = (
    Column(2, "Ngày đến", "arrival_on", parse_day),
    Column(4, "Cơ quan, tổ chức ban hành", "body"),
    Column(5, "Số, ký hiệu", "symbol"),
    Column(6, "Ngày tháng", "day", parse_day),
    Column(7, "Trích yếu nội dung", "abstract"),
    Column(TYPE, "Tên loại", "doc_type", within=7),
    Column(8, "Độ mật", "level", lambda text: Level(int(text))),
    Column(9, "Đơn vị nhận", "unit"),
    Column(10, "Ghi chú", "note"),
)
COLUMNS: Mapping[str, Mapping[int, Column]] = {"out": {c.no: c for c in OUT}, "in": {c.no: c for c in IN}}
# On Tuyệt mật lines these live with the sealed words, not in plain columns (architecture, decision 3).
OUTSIDE = ("doc_type", "symbol", "signer", "body")
LONGEST = {each.name: each.max_length for each in Entry._meta.concrete_fields if each.max_length}  # characters


@dataclass(frozen=True)
class After:
    """A line as it will be: the plain fields that change, and all its words."""

    fields: Mapping[str, Any]
    words: Words
    raised: bool = field(default=False)


def readable(column: Column, value: str) -> bool:
    """Whether a typed value is one of this column, and not too long for it."""
    try:
        read = column.read(value)
    except ValueError:
        return False
    return not isinstance(read, str) or len(read) <= LONGEST.get(column.name, len(read))


def value_of(entry: Entry, words: Words, column: Column) -> str:
    """What stands in a column now, as text; days as in the book."""
    if column.name == "abstract":
        return words.abstract
    if column.name == "note" or (entry.level == Level.TUYET_MAT and column.name in OUTSIDE):
        return str(words.get(column.name))
    value = getattr(entry, column.name)
    if column.name == "level":
        return Level(value).word
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def corrected(entry: Entry, words: Words, column: Column, value: str) -> After:
    """The line after one column is corrected. Raises ValueError where the value is no such thing."""
    read = column.read(value)
    if column.name == "level":
        return releveled(entry, words, read)
    if column.name == "abstract":
        return After({}, Words("" if entry.level == Level.TUYET_MAT else read, words.rest))
    if column.name == "note" or (entry.level == Level.TUYET_MAT and column.name in OUTSIDE):
        return After({}, Words(words.abstract, {**words.rest, column.name: read}))
    return After({column.name: read}, words)


def releveled(entry: Entry, words: Words, level: Level) -> After:
    """A corrected level. To Tuyệt mật the abstract goes for good and what names the outside is sealed; back, it opens."""
    if level == Level.TUYET_MAT:
        rest = {**words.rest, **{name: getattr(entry, name) for name in OUTSIDE if getattr(entry, name)}}
        return After({"level": int(level), **dict.fromkeys(OUTSIDE, "")}, Words("", rest), raised=True)
    if entry.level == Level.TUYET_MAT:
        outside = {name: str(words.rest.get(name, "")) for name in OUTSIDE}
        rest = {name: value for name, value in words.rest.items() if name not in OUTSIDE}
        return After({"level": int(level), **outside}, Words(words.abstract, rest))
    return After({"level": int(level)}, words)

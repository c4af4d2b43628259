"""What every messy sheet is made of: the headers of both registers, cells, tables, files."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Font

from tests.exchange.truth import LEVELS, Line

A1 = (
    "Số thứ tự", "Số, ký hiệu tài liệu, vật chứa BMNN", "Ngày tháng xác định tài liệu, vật chứa BMNN",
    "Tên loại và trích yếu nội dung tài liệu, vật chứa BMNN", "Độ mật", "Người ký tài liệu, vật chứa BMNN",
    "Nơi nhận và ký nhận", "Đơn vị lưu", "Số lượng", "Ghi chú",
)  # fmt: skip
A2 = (
    "Số thứ tự", "Ngày đến", "Số đến", "Cơ quan, tổ chức ban hành tài liệu, vật chứa BMNN", "Số, ký hiệu", "Ngày tháng",
    "Tên loại và trích yếu nội dung", "Độ mật", "Đơn vị và ký nhận", "Ghi chú",
)  # fmt: skip
COUNT = 60


@dataclass(frozen=True)
class Messy:
    """A file and what truly stands in it; `blank` are columns of the register that this layout does not hold."""

    name: str
    data: bytes
    kind: str
    truth: list[Line]
    blank: frozenset[str] = frozenset()
    loses_case: bool = False
    asides: int = 0
    joined: int = 0


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def out_cells(line: Line) -> list[object]:
    when = datetime(line.day.year, line.day.month, line.day.day)
    return [line.no, line.number, when, line.title, LEVELS[line.level], line.signer, "; ".join(line.recipients), line.unit,
            line.copies, line.note]  # fmt: skip


def in_cells(line: Line) -> list[object]:
    return [line.no, day(line.arrival_on), line.arrival_no, line.body, line.number, day(line.day), line.title,
            LEVELS[line.level], line.unit, line.note]  # fmt: skip


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def put(sheet, row: int, cells: Iterable[object], *, font: str = "") -> None:
    for column, value in enumerate(cells, start=1):
        cell = sheet.cell(row, column, value)
        if font:
            cell.font = Font(name=font)


def table(
    rows: Sequence[Sequence[object]], *, start: int = 1, fonts: Callable[[int], str] = lambda row: ""
) -> Workbook:
    book = Workbook()
    for row, cells in enumerate(rows, start=start):
        put(book.active, row, cells, font=fonts(row))
    return book


def numbered(truth: list[Line], first: int) -> list[Line]:
    return [line.at(first + index) for index, line in enumerate(truth)]


def csv_text(rows: Iterable[Sequence[object]], delimiter: str) -> str:
    stream = StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def texts(cells: Iterable[object], change: Callable[[str], str] = str) -> list[object]:
    """The cells as text, days as day/month/year, every text changed by `change`."""
    return [
        change(day(cell)) if isinstance(cell, datetime) else change(cell) if isinstance(cell, str) else cell
        for cell in cells
    ]

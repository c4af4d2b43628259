"""What a spreadsheet is to us: sheets of rows of cells, each with the font it was typed in."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

Value = str | int | float | datetime | None
Place = tuple[int, int]

MAX_ROWS = 200_000
MAX_COLUMNS = 100
MAX_CELL = 32_767  # characters; Excel's own limit
MAX_CELLS = 2_000_000  # filled cells of one workbook

TOO_MANY_ROWS = f"Tệp có quá {MAX_ROWS:,} dòng. Hãy xóa các dòng trống ở cuối hoặc tách mỗi năm một tệp.".replace(
    ",", "."
)
TOO_MANY_COLUMNS = f"Tệp có quá {MAX_COLUMNS} cột. Hãy xóa các cột không thuộc sổ rồi nạp lại."
TOO_MANY_CELLS = "Tệp có quá nhiều ô. Hãy xóa các dòng, cột trống đã kẻ khung hoặc tách mỗi năm một tệp."


class BadSheet(Exception):
    """A file that is not read. `sentence` says in Vietnamese what is wrong and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Cell(NamedTuple):
    """One cell. `runs` holds (text, font name) only where one cell was typed in several fonts."""

    value: Value
    font: str = ""
    struck: bool = False
    runs: tuple[tuple[str, str], ...] = ()


EMPTY = Cell(None)


class Merge(NamedTuple):
    """A merged block: 1-based first row and column, last row and column."""

    top: int
    left: int
    bottom: int
    right: int


class Row(NamedTuple):
    """A row that holds something: its 1-based number in the file and its cells from column A on."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell of a 0-based column; empty beyond the end of the row."""
        return self.cells[column] if column < len(self.cells) else EMPTY


@dataclass
class Sheet:
    """One sheet, blank rows left out, merged blocks filled. `origins` names the first cell of each filled one."""

    name: str
    rows: list[Row]
    hidden: bool = False
    epoch_1904: bool = False
    origins: dict[Place, Place] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)

    def is_copy(self, row: int, column: int) -> bool:
        """Whether the cell (1-based row, 0-based column) only repeats the first cell of a merged block."""
        return (row, column) in self.origins


@dataclass
class Book:
    """A file as read: its sheets in order. `form` is "xlsx" or "csv"."""

    name: str
    form: str
    sheets: list[Sheet]

    def first_shown(self) -> Sheet:
        """The sheet to begin with: of those shown the one with most rows; of the hidden ones if none is shown."""
        shown = [sheet for sheet in self.sheets if sheet.rows and not sheet.hidden]
        return max(shown or [sheet for sheet in self.sheets if sheet.rows], key=lambda sheet: len(sheet.rows))


def is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def trimmed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells without the blank ones at the end."""
    end = len(cells)
    while end and is_blank(cells[end - 1].value):
        end -= 1
    return tuple(cells[:end])


def checked(cell: Cell, *, row: int, column: int) -> Cell:
    """The cell as it is. Raises BadSheet where its text is longer than any register line."""
    if isinstance(cell.value, str) and len(cell.value) > MAX_CELL:
        raise BadSheet(f"Ô ở dòng {row}, cột {column + 1} dài quá {MAX_CELL} ký tự. Hãy rút gọn ô ấy rồi nạp lại.")
    return cell


def fill_merges(sheet: Sheet, merges: Sequence[Merge]) -> None:
    """Give every cell of a merged block the value of its first cell; rows that stay blank are not made.

    Raises BadSheet where the blocks cover more cells than a book can have.
    """
    area = sum((block.bottom - block.top + 1) * (min(block.right, MAX_COLUMNS) - block.left + 1) for block in merges)
    if area > MAX_CELLS:
        raise BadSheet(TOO_MANY_CELLS)
    at = {row.number: index for index, row in enumerate(sheet.rows)}
    numbers = sorted(at)
    for block in merges:
        first = at.get(block.top)
        source = sheet.rows[first].cell(block.left - 1) if first is not None else EMPTY
        if is_blank(source.value):
            continue
        right = min(block.right, MAX_COLUMNS)
        for number in _between(numbers, block.top, block.bottom):
            _fill_row(sheet, at[number], block, right=right, source=source)


def _between(numbers: Sequence[int], top: int, bottom: int) -> Sequence[int]:
    return numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]


def _fill_row(sheet: Sheet, index: int, block: Merge, *, right: int, source: Cell) -> None:
    row = sheet.rows[index]
    cells = list(row.cells) + [EMPTY] * (right - len(row.cells))
    for column in range(block.left - 1, right):
        if (row.number, column) != (block.top, block.left - 1) and is_blank(cells[column].value):
            cells[column] = source
            sheet.origins[(row.number, column)] = (block.top, block.left - 1)
    sheet.rows[index] = Row(row.number, trimmed(cells))

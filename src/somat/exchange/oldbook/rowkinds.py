"""Which rows below the header are lines of the book, which only continue the line above, and which are neither."""

import re

from somat.exchange.oldbook.columns import MARKS, Column
from somat.exchange.oldbook.dates import read_day
from somat.exchange.oldbook.header import Header, header_finder, is_ordinal_row
from somat.exchange.oldbook.levels import read_level
from somat.exchange.oldbook.numbers import split_symbol
from somat.exchange.oldbook.rowtext import RowText
from somat.exchange.oldbook.sheet import Sheet, is_blank
from somat.exchange.oldbook.words import key, tidy

_IDENTITY = (Column.SYMBOL, Column.NUMBER, Column.NO, Column.ARRIVAL_NO)
_DAYS = (Column.DAY, Column.ARRIVAL_DAY)
_CONTINUED = (Column.RECIPIENTS, Column.UNIT, Column.COPIES, Column.NOTE)
_TITLES = (Column.TITLE, Column.ABSTRACT)
_TOTAL = re.compile(
    r"^(?:tổng|cộng|sổ này có|kết sổ|khóa sổ|hết|mang sang|chuyển trang|sổ đăng ký)(?!\w)|^cộng (?:số|trang|tháng|năm|quý)(?!\w)",
    re.I,
)
_PERIOD = re.compile(r"^(?:T(?:háng|HÁNG)|T(?:uần|UẦN)|N(?:ăm|ĂM)|T(?:rang|RANG)) \d|^Q(?:uý|UÝ) (?:\d|[IV]+\b)")
_SIGNATURE = re.compile(
    r"^((nguoi|can bo) (lap|vao|ghi|mo|viet|giu)|thu truong|xac nhan cua|ky ten|van thu|chanh van phong|truong phong|lanh dao|"
    r"(\w+ )+ngay \d+ thang \d+ nam \d+)\b"
)
SOME_YEAR = 2000


class Sorter:
    """Tells rows apart, in the order of the file: what follows the signatures at the end is no longer the book."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self.sheet, self.header = sheet, header
        self.has_ended = False
        self.repeats = header_finder(header)

    def reason_aside(self, text: RowText) -> str:
        """Why a row is no line of the book; "" where it is one. A row with two of number, day and level always is."""
        if self.repeats(text.row):
            return "tiêu đề cột in lại"
        if is_ordinal_row(text.row):
            return "dòng đánh số cột"
        number, day, level = _holds(text)
        if number + day + level >= 2:
            self.has_ended = False
            return ""
        own = self._own(text)
        if not own:
            return "dòng chỉ lặp ô gộp"
        if len(own) <= 3 and not number and not level and any(_SIGNATURE.match(key(part)) for part in own):
            self.has_ended = True
            return "phần ký cuối sổ"
        if self.has_ended and not (number or day or level):
            return "phần ký cuối sổ"
        if len(own) <= 3 and any(_TOTAL.match(part) or _PERIOD.match(part) for part in own):
            return "dòng cộng hoặc đề mục"
        return "dòng đề mục" if _is_spread(text, own) else ""

    def continues(self, text: RowText) -> bool:
        """Whether a row only adds to the line above: the same merged number, or recipients without a number of their own."""
        named = [column for column in _IDENTITY if text.has(column)]
        if named and all(self._is_below_first(text, column) for column in named):
            return True
        if named or text.has(Column.DAY) or text.has(Column.LEVEL):
            return False
        titles = [column for column in _TITLES if text.has(column) and not self._is_below_first(text, column)]
        if titles:
            return all(text.text(column)[:1].islower() for column in titles)
        return any(text.has(column) for column in _CONTINUED)

    def own_value(self, text: RowText, column: Column) -> bool:
        """Whether the row itself holds the column, not a merged block that began above."""
        return text.has(column) and not self._is_below_first(text, column)

    def _is_below_first(self, text: RowText, column: Column) -> bool:
        index = text.places[column]
        origin = self.sheet.origins.get((text.row.number, index))
        return origin is not None and origin[1] == index and origin[0] < text.row.number

    def _own(self, text: RowText) -> set[str]:
        row = text.row
        return {tidy(str(cell.value)) for index, cell in enumerate(row.cells)
                if not is_blank(cell.value) and not self.sheet.is_copy(row.number, index)}  # fmt: skip


def _holds(text: RowText) -> tuple[bool, bool, bool]:
    """Whether the row has a number, a day, a level: what a line of a register is known by."""
    number = any(split_symbol(text.value(column)).number for column in _IDENTITY if text.has(column))
    day = any(read_day(text.value(column), year=SOME_YEAR).day for column in _DAYS if text.has(column))
    level = read_level(text.raw(Column.LEVEL)).level is not None or any(text.has(mark) for mark in MARKS)
    return bool(number), bool(day), level


def _is_spread(text: RowText, own: set[str]) -> bool:
    """A heading merged over most of the row: one text, repeated in every filled cell."""
    filled = {tidy(str(cell.value)) for cell in text.row.cells if not is_blank(cell.value)}
    return len(filled) == 1 and len(own) == 1 and len(text.row.cells) > 2 and not is_blank(text.row.cells[0].value)

"""Days as Vietnamese clerks write them: day before month, always; what cannot be told is refused, never guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from somat.exchange.oldbook.memory import remembered
from somat.exchange.oldbook.sheet import Value
from somat.exchange.oldbook.words import fold

FIRST_YEAR = 1945
LAST_YEAR = 2100
LONGEST = 120  # characters; a longer cell holds no day
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was read (`day`), or the sentence why not (`problem`); `note` is for the clerk to look at."""

    day: date | None
    problem: str = ""
    note: str = ""


BLANK = Day(None)
_MONTH_WORDS = {"mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
                "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12}  # fmt: skip
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
_TIME = r"(?:[t\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:am|pm|sa|ch|z)?)?"
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_CUT = r"\s*[-/.\\,\s]\s*"
_PLAIN = re.compile(
    rf"(?:ngay\s*)?(\d{{1,2}}){_CUT}(\d{{1,2}}|[ivx]{{1,4}})(?:{_CUT}(?:nam\s*)?(\d{{4}}|\d{{2}}))?{_TIME}"
)
_WORDS = re.compile(
    r"(?:ngay)?\s*(\d{1,2})\s*(?:thang|th\.?)\s*(\d{1,2}|muoi mot|muoi hai|[a-z]+)"
    r"(?:\s*[,/.-]?\s*(?:nam)?\s*(\d{4}|\d{2}))?"
)
_INSIDE = re.compile(r"(?<![\d/.-])(\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*(?:\d{4}|\d{2}))(?![\d/])"
                     r"|(ngay\s*\d{1,2}\s*thang\s*\d{1,2}\s*nam\s*\d{4})")  # fmt: skip


def read_day(value: Value, *, year: int | None = None, epoch_1904: bool = False) -> Day:
    """The day of one cell. `year` is the year of the book, for days written without one and for years of two digits.

    An empty cell is `BLANK`: neither a day nor a problem. Serial numbers are Excel's days since 1900 or 1904.
    """
    if isinstance(value, str):
        written = " ".join(value.split())
        return _text(written, year, epoch_1904) if written else BLANK
    if value is None:
        return BLANK
    if isinstance(value, datetime):
        return _within(value.date(), value.strftime("%d/%m/%Y"))
    return _serial(value, epoch_1904=epoch_1904)


def suspects_swapped(values: Iterable[Value]) -> bool:
    """Whether Excel seems to have read days of this column month first.

    Set to the American order, Excel turns "05/03/2019" into 3 May and leaves "25/03/2019" as text: then no true date
    cell has a day beyond 12, and every text has.
    """
    found = list(values)
    cells = [value.day for value in found if isinstance(value, datetime)]
    if len(cells) < 2 or max(cells) > 12:
        return False
    days = (_PLAIN.fullmatch(fold(value)) for value in found if isinstance(value, str))
    texts = [int(day.group(1)) for day in days if day]
    return len(texts) >= 2 and min(texts) > 12


def _serial(number: float, *, epoch_1904: bool) -> Day:
    start = _EPOCH_1904 if epoch_1904 else _EPOCH_1900
    if (date(FIRST_YEAR, 1, 1) - start).days <= number < (date(LAST_YEAR, 1, 1) - start).days:
        return Day(start + timedelta(days=int(number)))
    shown = str(int(number)) if float(number).is_integer() else str(number)
    return Day(None, f"ô ngày chứa số {shown}, không đọc được thành ngày; hãy ghi đủ ngày/tháng/năm")


@remembered
def _text(written: str, year: int | None, epoch_1904: bool) -> Day:
    if len(written) > LONGEST:
        return Day(None, f"“{_short(written)}” không đọc được thành ngày; hãy ghi dạng ngày/tháng/năm")
    text = fold(written).strip(" .,;:'\"()")
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return _serial(float(text.replace(",", ".")), epoch_1904=epoch_1904)
    iso = _ISO.fullmatch(text)
    if iso:
        return _made(int(iso.group(4)), int(iso.group(3)), int(iso.group(1)), written)
    plain = _PLAIN.fullmatch(text) or _WORDS.fullmatch(text)
    if plain:
        return _from_parts(plain, written, year)
    return _inside(text, written, year)


def _inside(text: str, written: str, year: int | None) -> Day:
    """A day with other words about it: read only where there is exactly one."""
    found = list(_INSIDE.finditer(text))
    if len(found) != 1:
        why = "có nhiều ngày" if len(found) > 1 else "không đọc được thành ngày"
        return Day(None, f"“{_short(written)}” {why}; hãy ghi một ngày dạng ngày/tháng/năm")
    inner = found[0].group()
    plain = _PLAIN.fullmatch(inner) or _WORDS.fullmatch(inner)
    if plain is None:
        return Day(None, f"“{_short(written)}” không đọc được thành ngày; hãy ghi dạng ngày/tháng/năm")
    read = _from_parts(plain, written, year)
    return Day(read.day, read.problem, read.note or "ô ngày có thêm chữ")


def _from_parts(found: re.Match[str], written: str, year: int | None) -> Day:
    day, month, tail = found.group(1), _month(found.group(2)), found.group(3)
    if month is None:
        return Day(None, f"“{_short(written)}” không đọc được thành ngày; hãy ghi dạng ngày/tháng/năm")
    if tail is None and year is None:
        return Day(None, f"“{_short(written)}” thiếu năm; hãy chọn năm của sổ hoặc ghi đủ ngày/tháng/năm")
    return _made(int(day), month, _year(tail, year), written)


def _month(text: str) -> int | None:
    return int(text) if text.isdigit() else _ROMAN.get(text) or _MONTH_WORDS.get(text)


def _year(text: str | None, year: int | None) -> int:
    """Four digits as they are; two digits in the century nearest to the book's year, or 1950 to 2049 without one."""
    if text is None:
        return year or 0
    if len(text) == 4:
        return int(text)
    middle = year if year is not None else 1999.5
    return min((century + int(text) for century in (1900, 2000)), key=lambda full: abs(full - middle))


def _made(day: int, month: int, year: int, written: str) -> Day:
    """The day, or a sentence that names it. A month beyond 12 may be the American order: told, never turned."""
    shown = f"{day}/{month}/{year}"
    if month > 12 and day <= 12:
        return Day(
            None,
            f"không có tháng {month} trong “{_short(written)}”; nếu ô ghi tháng trước ngày thì hãy sửa thành ngày/tháng/năm",
        )
    try:
        return _within(date(year, month, day), shown)
    except ValueError:
        return Day(None, f"không có ngày {shown}")


def _within(day: date, shown: str) -> Day:
    if FIRST_YEAR <= day.year < LAST_YEAR:
        return Day(day)
    return Day(None, f"năm {day.year} trong “{shown}” không thể là năm của sổ; hãy sửa lại năm")


def _short(written: str) -> str:
    """A date cell is quoted back only as far as a date goes: it may hold a misplaced abstract."""
    return written if len(written) <= 24 else written[:20] + "…"

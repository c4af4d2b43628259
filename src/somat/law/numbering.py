"""Numbers and symbols: own series, from 01 each year, never changed, never used twice (R-NUM)."""

import re
import unicodedata
from collections.abc import Container
from datetime import date
from enum import StrEnum

from somat.law.dated import Dated, dated
from somat.law.refusal import Refusal, rule
from somat.law.workdays import working_day_after

FIRST_NUMBER = dated("numbering.first-number", int)
LEAST_DIGITS = dated("numbering.least-digits", int)
DAYS_TO_NUMBER = dated("numbering.working-days-to-number", int)
SYMBOL_SHAPE = dated("numbering.symbol-shape", str)
SYMBOL_LONGEST = dated("numbering.symbol-longest", int)
ABBREVIATIONS: Dated[dict[str, str]] = dated("doc-types.abbreviations", dict)


class Series(StrEnum):
    """Where a number was drawn from."""

    OWN = "own"
    ORDINARY = "ordinary"


@rule("R-NUM-1", says="Văn bản mật phải lấy số từ hệ thống số riêng, không lấy từ hệ thống số văn bản thường.")
@rule("R-NUM-4")
def may_draw_from(series: Series) -> Refusal | None:
    """A mật document takes its number from the series of mật documents only."""
    return Refusal("R-NUM-1", field="number") if series is Series.ORDINARY else None


@rule("R-NUM-9")
def next_number(last: int | None, *, on: date) -> int:
    """The number that follows `last` in its year; the first of the year when there is none yet."""
    return FIRST_NUMBER.on(on).value if last is None else last + 1


@rule("R-NUM-9", says="Số tiếp theo trong sổ là {expected}, không phải {number}.")
def may_take(number: int, *, last: int | None, on: date) -> Refusal | None:
    """Numbers of a book run without a gap and without a repeat."""
    expected = next_number(last, on=on)
    return None if number == expected else Refusal("R-NUM-9", expected=expected, number=number)


@rule("R-NUM-9", case="changed", says="Số {old} đã cấp thì không sửa.")
def may_change_number(*, old: int, new: int) -> Refusal | None:
    """An issued number stays; a wrong line is cancelled with a reason instead."""
    return None if old == new else Refusal("R-NUM-9", case="changed", old=old, field="number")


@rule("R-NUM-2", says="Số {number} với ký hiệu {symbol} đã dùng trong năm {year}.")
def may_use(number: int, *, symbol: str, year: int, used: Container[tuple[int, str]]) -> Refusal | None:
    """Number and symbol together are unique in the year; `used` holds the pairs of that year."""
    if (number, symbol) in used:
        return Refusal("R-NUM-2", number=number, symbol=symbol, year=year, field="number")
    return None


@rule("R-NUM-2", case="year", says="Không cấp số của năm {year} vào ngày {on}: số lấy theo năm của ngày cấp số.")
def may_number_in(year: int, *, on: date) -> Refusal | None:
    """At the turn of the year a paper signed on 31/12 and numbered on 2/1 takes a number of the new year."""
    return None if on.year == year else Refusal("R-NUM-2", case="year", year=year, on=on, field="number")


@rule("R-NUM-2")
def printed(number: int, *, on: date) -> str:
    """The number as it is written: 01 to 09, then 10."""
    return str(number).zfill(LEAST_DIGITS.on(on).value)


@rule("R-NUM-3", case="unsigned", says="Văn bản ký ngày {signed} thì chưa được lấy số ngày {on}.")
def may_number(*, signed: date, on: date) -> Refusal | None:
    """A paper is numbered after signature, never before."""
    return Refusal("R-NUM-3", case="unsigned", signed=signed, on=on, field="signed_on") if on < signed else None


@rule("R-NUM-3")
def number_due(signed: date) -> date:
    """The last day to number a paper signed on that day: the next working day."""
    return working_day_after(signed, count=DAYS_TO_NUMBER.on(signed).value)


@rule("R-NUM-3", says="Lấy số chậm: văn bản ký ngày {signed} phải lấy số chậm nhất ngày {due}.")
def numbered_in_time(*, signed: date, on: date) -> Refusal | None:
    """A late number is a fault to explain, not a bar: a signed paper must still get its number. Show it as a warning."""
    due = number_due(signed)
    return Refusal("R-NUM-3", signed=signed, due=due, field="signed_on") if on > due else None


@rule("R-NUM-5", says="Số đến tiếp theo là {expected}, không phải {number}.")
def may_arrive(number: int, *, last: int | None, on: date) -> Refusal | None:
    """Arrival numbers run in the order of receipt within the year."""
    expected = next_number(last, on=on)
    return None if number == expected else Refusal("R-NUM-5", expected=expected, number=number)


@rule("R-NUM-5", case="day", says="Ngày đến {day} sớm hơn ngày đến {last_day} của dòng trước.")
def may_arrive_on(day: date, *, last_day: date | None) -> Refusal | None:
    """A later arrival number never has an earlier arrival day."""
    if last_day is not None and day < last_day:
        return Refusal("R-NUM-5", case="day", day=day, last_day=last_day, field="arrival_on")
    return None


@rule("R-NUM-2", case="symbol", says="Ký hiệu “{symbol}” không đúng dạng, ví dụ đúng: BC-UBND.")
def may_symbol(symbol: str, *, on: date) -> Refusal | None:
    """Groups of letters and digits joined by "-", "/" or "&", no spaces, not longer than the longest allowed."""
    composed = unicodedata.normalize("NFC", symbol)
    fits = len(composed) <= SYMBOL_LONGEST.on(on).value and re.fullmatch(SYMBOL_SHAPE.on(on).value, composed)
    return None if fits else Refusal("R-NUM-2", case="symbol", symbol=symbol, field="symbol")


@rule("R-NUM-2", case="type", says="Ký hiệu của {doc_type} phải có nhóm chữ {abbreviation}.")
def may_symbol_of(doc_type: str, *, symbol: str, on: date) -> Refusal | None:
    """The symbol names the type by its abbreviation; a type that is not in the list, like a công văn, has none."""
    abbreviation = ABBREVIATIONS.on(on).value.get(doc_type, "")
    if not abbreviation or abbreviation in re.split(r"[-/&]", symbol):
        return None
    return Refusal("R-NUM-2", case="type", doc_type=doc_type, abbreviation=abbreviation, field="symbol")

"""Numbers: own series, from 01 each year, in time, never twice, never changed."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from somat.law.numbering import (
    Series,
    may_arrive,
    may_arrive_on,
    may_change_number,
    may_draw_from,
    may_number,
    may_number_in,
    may_symbol,
    may_symbol_of,
    may_take,
    may_use,
    next_number,
    number_due,
    numbered_in_time,
    printed,
)
from tests.law.spec import spec, verdict

DAY = date(2026, 5, 15)


@spec("R-NUM-1", "R-NUM-4")
def test_secret_documents_have_their_own_series() -> None:
    assert verdict(may_draw_from(Series.OWN)) is None
    assert verdict(may_draw_from(Series.ORDINARY)) == "R-NUM-1"


@spec("R-NUM-2", "R-NUM-9")
@pytest.mark.parametrize("last, following", [(None, 1), (1, 2), (9, 10), (4999, 5000)])
@pytest.mark.parametrize("on", [date(2015, 3, 2), date(2023, 3, 2), DAY])
def test_numbers_start_at_one_and_run_on(on: date, last: int | None, following: int) -> None:
    assert next_number(last, on=on) == following


@spec("R-NUM-9")
@pytest.mark.parametrize(
    "number, last, answer",
    [(1, None, None), (2, None, "R-NUM-9"), (8, 7, None), (9, 7, "R-NUM-9"), (7, 7, "R-NUM-9"), (6, 7, "R-NUM-9")],
)
def test_there_is_no_gap_and_no_repeat(number: int, last: int | None, answer: str | None) -> None:
    assert verdict(may_take(number, last=last, on=DAY)) == answer


@spec("R-NUM-9")
def test_an_issued_number_never_changes() -> None:
    assert verdict(may_change_number(old=7, new=7)) is None
    assert verdict(may_change_number(old=7, new=8)) == "R-NUM-9:changed"


@spec("R-NUM-2")
@pytest.mark.parametrize(
    "number, symbol, answer",
    [(7, "BC-UBND", "R-NUM-2"), (8, "BC-UBND", None), (7, "QĐ-UBND", None), (1, "", None)],
)
def test_number_and_symbol_together_are_unique_in_the_year(number: int, symbol: str, answer: str | None) -> None:
    assert verdict(may_use(number, symbol=symbol, year=2026, used={(7, "BC-UBND"), (8, "QĐ-UBND")})) == answer


@spec("R-NUM-2")
@pytest.mark.parametrize("number, text", [(1, "01"), (9, "09"), (10, "10"), (123, "123")])
def test_numbers_below_ten_get_a_zero(number: int, text: str) -> None:
    assert printed(number, on=DAY) == text


@spec("R-NUM-2")
@pytest.mark.parametrize(
    "year, on, answer",
    [
        (2026, date(2026, 12, 31), None),
        (2027, date(2027, 1, 2), None),
        (2026, date(2027, 1, 2), "R-NUM-2:year"),
        (2027, date(2026, 12, 31), "R-NUM-2:year"),
    ],
)
def test_a_paper_signed_in_december_and_numbered_in_january_takes_a_number_of_january(
    year: int, on: date, answer: str | None
) -> None:
    assert verdict(may_number_in(year, on=on)) == answer


@spec("R-NUM-3")
@pytest.mark.parametrize(
    "signed, due",
    [
        (date(2026, 5, 14), date(2026, 5, 15)),
        (date(2026, 5, 15), date(2026, 5, 18)),
        (date(2026, 2, 13), date(2026, 2, 23)),
        (date(2026, 4, 29), date(2026, 5, 4)),
        (date(2026, 8, 21), date(2026, 8, 22)),
        (date(2026, 11, 23), date(2026, 11, 25)),
        (date(2026, 12, 31), date(2027, 1, 4)),
        (date(2025, 12, 31), date(2026, 1, 5)),
    ],
)
def test_a_number_is_due_on_the_next_working_day(signed: date, due: date) -> None:
    assert number_due(signed) == due
    assert verdict(numbered_in_time(signed=signed, on=due)) is None
    assert verdict(numbered_in_time(signed=signed, on=date.fromordinal(due.toordinal() + 1))) == "R-NUM-3"


@spec("R-NUM-3")
@pytest.mark.parametrize(
    "on, answer", [(date(2026, 5, 14), "R-NUM-3:unsigned"), (date(2026, 5, 15), None), (date(2026, 5, 20), None)]
)
def test_a_paper_is_numbered_after_signature(on: date, answer: str | None) -> None:
    assert verdict(may_number(signed=date(2026, 5, 15), on=on)) == answer


@spec("R-NUM-5")
@pytest.mark.parametrize("number, last, answer", [(1, None, None), (5, 4, None), (6, 4, "R-NUM-5"), (4, 4, "R-NUM-5")])
def test_arrival_numbers_run_in_order(number: int, last: int | None, answer: str | None) -> None:
    assert verdict(may_arrive(number, last=last, on=DAY)) == answer


@spec("R-NUM-5")
@pytest.mark.parametrize(
    "day, last_day, answer",
    [
        (DAY, None, None),
        (DAY, DAY, None),
        (DAY, date(2026, 5, 14), None),
        (DAY, date(2026, 5, 16), "R-NUM-5:day"),
    ],
)
def test_arrival_days_do_not_run_backwards(day: date, last_day: date | None, answer: str | None) -> None:
    assert verdict(may_arrive_on(day, last_day=last_day)) == answer


@spec("R-NUM-2")
@pytest.mark.parametrize(
    "symbol, answer",
    [
        ("BC-UBND", None),
        ("QĐ-UBND", None),
        (unicodedata.normalize("NFD", "QĐ-ĐƯ"), None),
        ("QyĐ/TU", None),
        ("TTr-VP", None),
        ("UBND-NC&TH", None),
        ("", "R-NUM-2:symbol"),
        ("BC UBND", "R-NUM-2:symbol"),
        ("BC--UBND", "R-NUM-2:symbol"),
        ("-UBND", "R-NUM-2:symbol"),
        ("BC-", "R-NUM-2:symbol"),
        ("bc-UBND", "R-NUM-2:symbol"),
        ("BC<UBND", "R-NUM-2:symbol"),
        ("A" * 60, None),
        ("A" * 61, "R-NUM-2:symbol"),
    ],
)
def test_a_symbol_has_its_shape(symbol: str, answer: str | None) -> None:
    assert verdict(may_symbol(symbol, on=DAY)) == answer


@spec("R-NUM-2")
@pytest.mark.parametrize(
    "doc_type, symbol, answer",
    [
        ("Báo cáo", "BC-UBND", None),
        ("Báo cáo", "TB-UBND", "R-NUM-2:type"),
        ("Báo cáo", "BCT-UBND", "R-NUM-2:type"),
        ("Quy định", "QyĐ-UBND", None),
        ("Quyết định", "QyĐ-UBND", "R-NUM-2:type"),
        ("Tờ trình", "TTr/TU", None),
        ("Bản thỏa thuận", "BTT-VP", None),
        ("Công văn", "UBND-NC", None),
        ("Loại của ngành", "XX-YY", None),
    ],
)
def test_a_symbol_names_its_type(doc_type: str, symbol: str, answer: str | None) -> None:
    assert verdict(may_symbol_of(doc_type, symbol=symbol, on=DAY)) == answer

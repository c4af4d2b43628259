"""Days as clerks write them: day before month; what cannot be told is refused by name."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somat.exchange.oldbook.dates import read_day, suspects_swapped

MARCH = date(2019, 3, 5)


@pytest.mark.parametrize(
    "written",
    [
        "5/3/2019", "05-03-2019", "5.3.2019", "5.3.19", "05/03/19", "05 / 03 / 2019", "5\\3\\2019", "05,03,2019",
        "ngày 05 tháng 3 năm 2019", "Ngày 5 tháng 3 năm 2019", "5 tháng 3 năm 2019", "5 tháng 3, 2019", "ngày 5 tháng ba năm 2019",
        "05/III/2019", "2019-03-05", "2019/03/05", "05/03/2019 00:00:00", "2019-03-05T00:00:00", "2019-03-05 00:00:00",
        "05/03/2019 12:00:00 AM", "05/3/2019.", "ngày 05/3/2019", "43529", "43529.5", 43529, 43529.0, 43529.75,
        datetime(2019, 3, 5, 10, 30), "ngµy", "5/3", "05-3", "ngày 5 tháng 3", "05.03",
    ],
)  # fmt: skip
def test_usual_spellings(written: object) -> None:
    wanted = None if written == "ngµy" else MARCH
    assert read_day(written, year=2019).day == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize("written, day", [("Hà Nội, ngày 5 tháng 3 năm 2019", MARCH), ("5/3/2019 (bổ sung)", MARCH)])
def test_a_day_among_words_is_read_with_a_note(written: str, day: date) -> None:
    read = read_day(written, year=2019)
    assert (read.day, read.note) == (day, "ô ngày có thêm chữ")


@pytest.mark.parametrize(
    "written, words",
    [
        ("31/6/2018", "không có ngày 31/6/2018"),
        ("31/6", "không có ngày 31/6/2019"),
        ("29/2/2019", "không có ngày 29/2/2019"),
        ("00/03/2019", "không có ngày 0/3/2019"),
        ("13/13/2019", "không có ngày 13/13/2019"),
        ("03/25/2019", "không có tháng 25"),
        ("5/13/2019", "tháng trước ngày"),
        ("2019-13-05", "không có tháng 13"),
        ("tháng 3/2019", "không đọc được thành ngày"),
        ("O5/O3/2019", "không đọc được thành ngày"),
        ("5/3/209", "không đọc được thành ngày"),
        ("5/3/2019 và 6/3/2019", "nhiều ngày"),
        ("05/03/0019", "năm 19"),
        (5.3, "5.3"),
        (20190305, "20190305"),
        (-1, "-1"),
        ("không rõ", "không đọc được thành ngày"),
    ],
)
def test_what_is_no_day_is_refused_by_name(written: str | float, words: str) -> None:
    read = read_day(written, year=2019)
    assert read.day is None
    assert words in read.problem


def test_the_year_comes_from_the_book_or_is_asked_for() -> None:
    assert read_day("05/3", year=2007).day == date(2007, 3, 5)
    assert "thiếu năm" in read_day("05/3").problem


@pytest.mark.parametrize(
    "written, year, wanted",
    [
        ("1/1/98", None, 1998),
        ("1/1/19", None, 2019),
        ("1/1/01", 1999, 2001),
        ("1/1/49", None, 2049),
        ("1/1/50", 2018, 2050),
    ],
)
def test_years_of_two_digits_lie_near_the_books_year(written: str, year: int | None, wanted: int) -> None:
    day = read_day(written, year=year).day
    assert day is not None and day.year == wanted


def test_the_serial_numbers_of_the_other_calendar() -> None:
    assert read_day(42067, epoch_1904=True).day == MARCH


@pytest.mark.parametrize("value", [None, "", "  ", "\n"])
def test_an_empty_cell_is_neither_day_nor_problem(value: str | None) -> None:
    assert read_day(value, year=2019) == read_day(None)
    assert not read_day(value).problem


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_every_day_is_read_day_first(day: date) -> None:
    assert read_day(f"{day.day}/{day.month}/{day.year}").day == day
    assert read_day(f"{day:%d.%m.%y}").day == day
    assert read_day((day - date(1899, 12, 30)).days).day == day


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.datetimes()))
def test_any_cell_is_a_day_or_a_problem(value: str | float | datetime) -> None:
    read = read_day(value, year=2019)
    assert read.day is None or not read.problem


def test_a_misplaced_abstract_is_not_quoted_whole() -> None:
    assert "bí mật" not in read_day("Báo cáo tình hình rất bí mật của cơ quan").problem


def test_days_that_excel_read_month_first_are_suspected() -> None:
    """5 March became 3 May; 25 March stayed a text."""
    assert suspects_swapped([datetime(2019, 5, 3), "25/03/2019", datetime(2019, 6, 3), "13/04/2019"])
    assert not suspects_swapped([datetime(2019, 3, 25), "25/03/2019", datetime(2019, 6, 3), "13/04/2019"])
    assert not suspects_swapped([datetime(2019, 5, 3), "05/03/2019", datetime(2019, 6, 3), "13/04/2019"])
    assert not suspects_swapped(["25/03/2019"] * 5)

"""Numbers and days in words, against a table typed by hand."""

from __future__ import annotations

from datetime import date

import pytest

from somat.reporting.papers.spelled import spelled, spelled_day

NUMBERS = {
    0: "không", 1: "một", 4: "bốn", 5: "năm", 10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm", 20: "hai mươi", 21: "hai mươi mốt",
    24: "hai mươi tư", 25: "hai mươi lăm", 55: "năm mươi lăm", 91: "chín mươi mốt", 100: "một trăm", 101: "một trăm linh một", 104: "một trăm linh bốn",
    105: "một trăm linh năm", 110: "một trăm mười", 115: "một trăm mười lăm", 121: "một trăm hai mươi mốt", 999: "chín trăm chín mươi chín",
    1000: "một nghìn", 1001: "một nghìn không trăm linh một", 1010: "một nghìn không trăm mười", 2026: "hai nghìn không trăm hai mươi sáu",
    10_000: "mười nghìn", 100_005: "một trăm nghìn không trăm linh năm", 1_000_000: "một triệu", 1_000_001: "một triệu không trăm linh một",
    21_004_000: "hai mươi mốt triệu không trăm linh bốn nghìn", 1_000_000_000: "một tỷ",
}  # fmt: skip
DAYS = {
    date(2026, 1, 1): "ngày một tháng một năm hai nghìn không trăm hai mươi sáu",
    date(2026, 4, 15): "ngày mười lăm tháng tư năm hai nghìn không trăm hai mươi sáu",
    date(2024, 2, 29): "ngày hai mươi chín tháng hai năm hai nghìn không trăm hai mươi tư",
    date(2030, 12, 31): "ngày ba mươi mốt tháng mười hai năm hai nghìn không trăm ba mươi",
    date(2005, 5, 5): "ngày năm tháng năm năm hai nghìn không trăm linh năm",
}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_in_words(number: int) -> None:
    assert spelled(number) == NUMBERS[number]


@pytest.mark.parametrize("day", DAYS)
def test_a_day_in_words(day: date) -> None:
    assert spelled_day(day) == DAYS[day]


@pytest.mark.parametrize("number", [-1, 10**12])
def test_what_no_paper_counts_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="not within"):
        spelled(number)

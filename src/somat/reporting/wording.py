"""Days, moments and numbers as Vietnamese papers write them (30/2020/NĐ-CP, Appendix I)."""

from __future__ import annotations

from datetime import date, datetime

from somat.audit.moment import VIETNAM

DOTS = "………"


def paper_day(day: date | None) -> str:
    """01/7/2026: days under 10 and the months 1 and 2 take a zero before them; dots for a day not yet known."""
    if day is None:
        return "……/……/……"
    return f"{day.day:02d}/{paper_month(day.month)}/{day.year}"


def paper_month(month: int) -> str:
    return f"{month:02d}" if month < 3 else str(month)


def place_and_day(place: str, day: date | None) -> str:
    """Giang Bắc, ngày 01 tháng 7 năm 2026."""
    if day is None:
        return f"{place}, ngày …… tháng …… năm ………"
    return f"{place}, ngày {day.day:02d} tháng {paper_month(day.month)} năm {day.year}"


def local_day(at: datetime) -> date:
    """The day of a moment by the clock of Vietnam."""
    return at.astimezone(VIETNAM).date()


def moment(at: datetime) -> str:
    """08:12 ngày 23/11/2026, by the clock of Vietnam."""
    return f"{at.astimezone(VIETNAM):%H:%M} ngày {paper_day(local_day(at))}"


def number(value: int | None) -> str:
    """01, 02 … 10, 11: an order number; dots for one not yet known."""
    return DOTS if value is None else f"{value:02d}"


def count(value: int) -> str:
    """148.212: a quantity, with points between thousands."""
    return f"{value:,}".replace(",", ".")

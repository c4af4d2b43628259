"""How days, hours, numbers and names are written on a page: Vietnamese days, a dot at the thousands, 01 to 09."""

from __future__ import annotations

from datetime import date, datetime

from somat.audit.moment import VIETNAM

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def local(when: date) -> date:
    return when.astimezone(VIETNAM) if isinstance(when, datetime) and when.tzinfo else when


def day(when: date | str | None) -> str:
    """A day, or the Vietnamese day of a moment, as 05/03/2026; a text (an old value of a line) stays as it is."""
    return f"{local(when):%d/%m/%Y}" if isinstance(when, date) else when or ""


def day_month(when: date | None) -> str:
    return f"{local(when):%d/%m}" if when else ""


def weekday(when: date | None) -> str:
    """As "Thứ Hai, 23/11/2026"."""
    return f"{WEEKDAYS[local(when).weekday()]}, {day(when)}" if when else ""


def clock(when: datetime | None) -> str:
    return f"{local(when):%H:%M}" if when else ""


def seconds(when: datetime | None) -> str:
    return f"{local(when):%H:%M:%S}" if when else ""


def moment(when: datetime | None) -> str:
    """As "08:12 ngày 23/11/2026"."""
    return f"{clock(when)} ngày {day(when)}" if when else ""


def iso(when: date | None) -> str:
    """For `<time datetime>`: with the Vietnamese offset, so that the page's clock needs no clock of its own."""
    return local(when).isoformat() if when else ""


def thousands(number: int | str | None) -> str:
    """148212 → 148.212"""
    return f"{number:,}".replace(",", ".") if isinstance(number, int) else number or ""


def no(number: int | str | None) -> str:
    """A number of the books: below ten with a leading zero."""
    return f"{number:02d}" if isinstance(number, int) else number or ""


def decimal(number: float) -> str:
    """A measure as typed: 250.5 → 250,5; 150.0 → 150"""
    return f"{number:g}".replace(".", ",")


def initials(name: str | None) -> str:
    """As a hand signs: "Đặng Văn Hòa" → "Đ. V. Hòa"; shorter words and bodies stay as they are."""
    words = (name or "").split()
    return " ".join([*(f"{word[0]}." for word in words[:-1]), words[-1]]) if 2 < len(words) < 6 else " ".join(words)


def sentence(words: str | None) -> str:
    """Words somebody wrote, closed by a full stop, so that a name may follow them."""
    text = (words or "").strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."

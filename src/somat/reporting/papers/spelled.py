"""Whole numbers and days in Vietnamese words, as minutes and receipts ask for them."""

from __future__ import annotations

from datetime import date

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", " nghìn", " triệu", " tỷ")
MOST = 10**12 - 1


def spelled(number: int) -> str:
    """0 … 999 999 999 999 in words: 105 is một trăm linh năm. ValueError outside."""
    if not 0 <= number <= MOST:
        raise ValueError(f"{number} is not within 0 and {MOST}")
    if number == 0:
        return DIGITS[0]
    groups = []
    rest, scale = number, 0
    while rest:
        rest, group = divmod(rest, 1000)
        if group:
            groups.append(_group(group, whole=rest > 0) + SCALES[scale])
        scale += 1
    return " ".join(reversed(groups))


def _group(value: int, *, whole: bool) -> str:
    """Up to three digits; `whole`: a higher group stands before it, so its hundreds are said even when none."""
    hundreds, below = divmod(value, 100)
    words = [DIGITS[hundreds], "trăm"] if hundreds or whole else []
    return " ".join([*words, *_below(below, after=bool(words))])


def _below(value: int, *, after: bool) -> list[str]:
    tens, ones = divmod(value, 10)
    if tens == 0:
        return (["linh", DIGITS[ones]] if after else [DIGITS[ones]]) if ones else []
    words = ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if ones == 0:
        return words
    if ones == 1 and tens > 1:
        return [*words, "mốt"]
    if ones == 5:
        return [*words, "lăm"]
    return [*words, "tư" if ones == 4 and tens > 1 else DIGITS[ones]]


def spelled_day(day: date) -> str:
    """ngày mười lăm tháng một năm hai nghìn không trăm hai mươi sáu; April is tháng tư."""
    month = "tư" if day.month == 4 else spelled(day.month)
    return f"ngày {spelled(day.day)} tháng {month} năm {spelled(day.year)}"

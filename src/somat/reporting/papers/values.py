"""Values as they stand in a text: days, numbers and levels in words or figures, dots where nothing is known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from somat.law.levels import Level
from somat.reporting.papers.form import PLACEHOLDER
from somat.reporting.papers.spelled import spelled, spelled_day
from somat.reporting.wording import paper_day, paper_month

Facts = Mapping[str, Any]
DOTS = "……………"
SHORT_DOTS = "……"
ZERO_WIDTH = "\u200b"  # where a word too long for its place may break
LONGEST = 12  # letters; no Vietnamese word is as long
LONG = re.compile(rf"[^\s/{DOTS[0]}-]{{{LONGEST + 1},}}|[/-]{{{LONGEST + 1},}}")


def said(value: Any, style: str = "") -> str:
    """A value as it stands in a text; `style` is what follows the bar of a placeholder."""
    match value:
        case None:
            return ""
        case bool():
            return "Có" if value else "Không"
        case Level():
            return value.title.upper() if style == "upper" else value.title
        case date():
            return _day(value, style)
        case int():
            return spelled(value) if style == "words" else f"{value:02d}" if style == "two" else str(value)
        case str():
            return value.upper() if style == "upper" else value
    return ""


def _day(day: date, style: str) -> str:
    if style == "long":
        return f"ngày {day.day:02d} tháng {paper_month(day.month)} năm {day.year}"
    return spelled_day(day) if style == "words" else paper_day(day)


EMPTY = {"long": "ngày …… tháng …… năm ………", "short": "……/……/……", "two": SHORT_DOTS}


def filled_cell(text: str, values: Facts) -> str:
    """In a table an unknown value is an empty cell, not dots."""
    return PLACEHOLDER.sub(lambda found: said(values.get(found[1]), found[2] or ""), text).strip()


def filled(text: str, values: Facts) -> str:
    """The text with each placeholder's value; dots where nothing is known."""

    def value(found: re.Match[str]) -> str:
        name, style = found[1], found[2] or ""
        return said(values.get(name), style) or EMPTY.get(style, DOTS)

    return PLACEHOLDER.sub(value, text)


def breakable(value: Any, *, every: int) -> Any:
    """The same with places to break in each long word, `every` so many letters, so that none runs over its edge."""
    if isinstance(value, str):
        if all(len(word) <= LONGEST for word in value.split()):
            return value
        return LONG.sub(lambda word: ZERO_WIDTH.join(_pieces(word[0], every)), value)
    if isinstance(value, list):
        return [breakable(one, every=every) for one in value]
    if isinstance(value, dict):
        return {name: breakable(one, every=every) for name, one in value.items()}
    return value


def _pieces(word: str, size: int) -> list[str]:
    """A word cut every `size` letters, never before a mark that stands over the letter before it."""
    found, start = [], 0
    while start < len(word):
        end = start + size
        while end < len(word) and unicodedata.combining(word[end]):
            end += 1
        found.append(word[start:end])
        start = end
    return found

"""The words of the bench's lines: every second line holds the common one, five lines of any number hold the rare one."""

from __future__ import annotations

from somat.cli.demo_words import OUT

COMMON, RARE = "thường kỳ", "hiếm gặp"
RARE_LINES = 5


def text(number: int, count: int) -> str:
    """The abstract of a line; the same for the same number."""
    words = OUT[number * 7919 % len(OUT)][1].format(n=number % 10_007, q="III")
    if number % 2 == 0:
        words += f", {COMMON}"
    return words + (f", {RARE}" if number % max(1, count // RARE_LINES) == 0 else "")

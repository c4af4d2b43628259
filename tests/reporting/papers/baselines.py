"""Lines of text by the line they stand on: where each begins and ends, in which size and face."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

import pypdfium2.raw as raw

from tests.reporting.paper import MM, Page
from tests.reporting.papers.ruler import close, face

APART = 4.0  # mm: letters farther from each other are of two lines side by side
T = TypeVar("T")
Style = tuple[float, str]  # points; the face without its family: "", "Bold", "Italic", "BoldItalic"


def once(measure: Callable[[Page], T]) -> Callable[[Page], T]:
    """Measured once for each page, and forgotten with it."""
    known: WeakKeyDictionary[Page, T] = WeakKeyDictionary()

    @wraps(measure)
    def found(page: Page) -> T:
        if page not in known:
            known[page] = measure(page)
        return known[page]

    return found


@dataclass(frozen=True)
class Line:
    """Letters on one foot line, millimetres from the page's upper left corner: `left` is where the first letter's place begins."""

    foot: float
    left: float
    right: float
    text: str
    styles: frozenset[Style]

    @property
    def size(self) -> float:
        return max(size for size, _ in self.styles)


@once
def lines(page: Page) -> tuple[Line, ...]:
    """All lines of a page in the order in which the file writes them."""
    found: list[Line] = []
    for index, letter in enumerate(page.letters):
        if not close(letter.char) or letter.right <= letter.left:
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(page._text.raw, index, x, y)
        foot, left = page.height - y.value * MM, x.value * MM
        style = (round(letter.size, 1), face(page, index).removeprefix("Tinos").removeprefix("-"))
        last = found[-1] if found else None
        if last and abs(last.foot - foot) < 0.05 and -0.5 < letter.left - last.right < APART:
            found[-1] = Line(
                last.foot, last.left, max(last.right, letter.right), last.text + letter.char, last.styles | {style}
            )
        else:
            found.append(Line(foot, left, letter.right, letter.char, frozenset({style})))
    return tuple(found)


def styles(page: Page, words: str, *, nth: int = 0) -> frozenset[Style]:
    """In which sizes and faces these words stand, at the nth place where they do, lines ending anywhere within them."""
    text, owners = _whole(page)
    wanted, start = close(words), -1
    for _ in range(nth + 1):
        start = text.find(wanted, start + 1)
        assert start >= 0, f"“{words}” is not on the page"
    return frozenset(owners[start : start + len(wanted)])


def count(page: Page, words: str) -> int:
    return _whole(page)[0].count(close(words))


@once
def _whole(page: Page) -> tuple[str, tuple[Style, ...]]:
    """All letters of a page, and the style of each."""
    chars, owners = [], []
    for index, letter in enumerate(page.letters):
        if close(letter.char) and letter.right > letter.left:
            chars.append(letter.char)
            owners.append((round(letter.size, 1), face(page, index).removeprefix("Tinos").removeprefix("-")))
    return "".join(chars), tuple(owners)


def pitches(page: Page) -> list[tuple[Line, Line]]:
    """Each line with the nearest one below it that stands under it in the same size."""
    found = []
    for one in lines(page):
        below = [
            other
            for other in lines(page)
            if other.foot > one.foot + 0.5 and other.left < one.right and other.right > one.left
        ]
        if below and (next_ := min(below, key=lambda other: other.foot)).size == one.size:
            found.append((one, next_))
    return found

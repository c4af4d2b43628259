"""Tables and words of a printed paper as one finds them on it: by ruler, by size and by face of the letters."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass

import pypdfium2.raw as raw

from tests.reporting.paper import Letter, Page, Stroke, distinct

BLACK = (0, 0, 0)
UNSEEN = re.compile("[\\s\u200b\ufffe\u00ad]")


def close(text: str) -> str:
    """Without spaces and places to break: where lines end says nothing about words."""
    return UNSEEN.sub("", text)


@dataclass(frozen=True)
class Phrase:
    """Some words where they stand: their letters' boxes, their size, the face in which they are set."""

    letters: tuple[Letter, ...]
    face: str

    @property
    def left(self) -> float:
        return min(letter.left for letter in self.letters)

    @property
    def right(self) -> float:
        return max(letter.right for letter in self.letters)

    @property
    def top(self) -> float:
        return min(letter.top for letter in self.letters)

    @property
    def bottom(self) -> float:
        return max(letter.bottom for letter in self.letters)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def size(self) -> float:
        (size,) = {round(letter.size, 1) for letter in self.letters}
        return size


def phrase(page: Page, words: str, *, nth: int = 0) -> Phrase:
    """The nth place where these words stand, in the order in which the file writes them."""
    inked = [
        (at, letter) for at, letter in enumerate(page.letters) if close(letter.char) and letter.right > letter.left
    ]
    text, wanted = "".join(letter.char for _, letter in inked), close(words)
    start = -1
    for _ in range(nth + 1):
        start = text.find(wanted, start + 1)
        assert start >= 0, f"“{words}” is not on the page"
    found = inked[start : start + len(wanted)]
    return Phrase(tuple(letter for _, letter in found), face(page, found[0][0]))


def face(page: Page, index: int) -> str:
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    raw.FPDFText_GetFontInfo(page._text.raw, index, name, 200, flags)
    return name.value.decode().split("+")[-1]


@dataclass(frozen=True)
class Grid:
    """One table: where its rules stand, and what its cells say."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[str, ...], ...]

    @property
    def widths(self) -> list[float]:
        return [right - left for left, right in zip(self.xs, self.xs[1:], strict=False)]


def grids(page: Page) -> list[Grid]:
    """The tables of a page from top to bottom."""
    rules = [one for one in page.strokes if len(one.points) == 2 and one.color == BLACK]
    uprights = sorted((one for one in rules if one.right - one.left < 0.01), key=lambda one: one.top)
    groups: list[list[Stroke]] = []
    for one in uprights:
        if groups and one.top < max(other.bottom for other in groups[-1]) - 0.01:
            groups[-1].append(one)
        else:
            groups.append([one])
    # the parts of an upright that a cell over all columns interrupts belong together
    return [_grid(page, group, rules) for group in _joined(groups, rules)]


def _joined(groups: list[list[Stroke]], rules: list[Stroke]) -> list[list[Stroke]]:
    found: list[list[Stroke]] = []
    for group in groups:
        if found and min(o.top for o in group) - max(o.bottom for o in found[-1]) < 0.3:
            found[-1].extend(group)
        else:
            found.append(list(group))
    return found


def _grid(page: Page, uprights: list[Stroke], rules: list[Stroke]) -> Grid:
    top, bottom = min(one.top for one in uprights), max(one.bottom for one in uprights)
    xs = distinct(one.left for one in uprights)
    ys = distinct(
        one.top
        for one in rules
        if one.bottom - one.top < 0.01 and top - 0.3 < one.top < bottom + 0.3 and one.left < xs[1]
    )
    return Grid(tuple(xs), tuple(ys), tuple(map(tuple, page._boxed(xs, ys))))

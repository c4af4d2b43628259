"""A printed page as one measures it with a ruler: texts, lines and frames in millimetres from its upper left corner."""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

MM = 25.4 / 72
RED = (0xE0, 0, 0)


@dataclass(frozen=True)
class Stroke:
    """A drawn line or outline: its points, its colour, its thickness in millimetres."""

    points: tuple[tuple[float, float], ...]
    color: tuple[int, int, int]
    width: float

    @property
    def left(self) -> float:
        return min(x for x, _ in self.points)

    @property
    def right(self) -> float:
        return max(x for x, _ in self.points)

    @property
    def top(self) -> float:
        return min(y for _, y in self.points)

    @property
    def bottom(self) -> float:
        return max(y for _, y in self.points)

    @property
    def outer(self) -> tuple[float, float]:
        """Width and height over the outer edges of the line."""
        return self.right - self.left + self.width, self.bottom - self.top + self.width


@dataclass(frozen=True)
class Letter:
    """One letter with its box."""

    char: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


class Page:
    """One page of a PDF."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        width, self._height = page.get_size()
        self.width, self.height = width * MM, self._height * MM

    @cached_property
    def text(self) -> str:
        return plain(self._text.get_text_range())

    @cached_property
    def _text(self) -> pypdfium2.PdfTextPage:
        return self._page.get_textpage()

    def inside(self, left: float, top: float, right: float, bottom: float) -> str:
        """The text whose letters have their middle in this box."""
        ((text,),) = self._boxed([left, right], [top, bottom])
        return text

    def _boxed(self, xs: list[float], ys: list[float]) -> list[list[str]]:
        """The text of each box between these uprights and levels; a gap or line end seen by pdfium is a space."""
        boxes: list[list[list[str]]] = [[[] for _ in xs[1:]] for _ in ys[1:]]
        here: list[str] = []
        for letter in self.letters:
            if letter.char.isspace() or letter.right <= letter.left:
                here.append(" ")
                continue
            column = bisect_right(xs, (letter.left + letter.right) / 2) - 1
            row = bisect_right(ys, (letter.top + letter.bottom) / 2) - 1
            if 0 <= column < len(xs) - 1 and 0 <= row < len(ys) - 1:
                if boxes[row][column] is not here:
                    here = boxes[row][column]
                    here.append(" ")
                here.append(letter.char)
            else:
                here = []
        return [[plain("".join(box)) for box in row] for row in boxes]

    @cached_property
    def letters(self) -> list[Letter]:
        found = []
        for index in range(self._text.count_chars()):
            left, bottom, right, top = self._text.get_charbox(index)
            char = chr(raw.FPDFText_GetUnicode(self._text.raw, index))
            size = raw.FPDFText_GetFontSize(self._text.raw, index)
            found.append(
                Letter(char, left * MM, (self._height - top) * MM, right * MM, (self._height - bottom) * MM, size)
            )
        return found

    @property
    def ink(self) -> list[Letter]:
        return [letter for letter in self.letters if not letter.char.isspace() and letter.right > letter.left]

    @cached_property
    def strokes(self) -> list[Stroke]:
        paths = self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=5)
        return [self._stroke(path) for path in paths]

    def _stroke(self, path: pypdfium2.PdfObject) -> Stroke:
        matrix, points = path.get_matrix(), []
        for index in range(raw.FPDFPath_CountSegments(path.raw)):
            x, y = ctypes.c_float(), ctypes.c_float()
            raw.FPDFPathSegment_GetPoint(raw.FPDFPath_GetPathSegment(path.raw, index), x, y)
            across, up = matrix.on_point(x.value, y.value)
            points.append((across * MM, (self._height - up) * MM))
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFPageObj_GetStrokeColor(path.raw, red, green, blue, alpha)
        thick = ctypes.c_float()
        raw.FPDFPageObj_GetStrokeWidth(path.raw, thick)
        return Stroke(tuple(points), (red.value, green.value, blue.value), thick.value * MM)

    @property
    def stamp(self) -> list[Stroke]:
        """The red frames, the outer first."""
        return sorted((one for one in self.strokes if one.color == RED), key=lambda one: -one.outer[0])

    @property
    def table(self) -> Stroke:
        """The rules of the table: the drawn path with the most points, apart from QR codes, which are pictures."""
        return max(self.strokes, key=lambda one: len(one.points))

    @property
    def columns(self) -> list[float]:
        """Where the upright rules stand, from left to right."""
        return distinct(x for (x, _), (x2, _) in pairs(self.table) if abs(x - x2) < 0.01)

    @property
    def rules(self) -> list[float]:
        """Where the level rules lie, from top to bottom: above and below the headers, below the numbers, each row."""
        return distinct(y for (_, y), (_, y2) in pairs(self.table) if abs(y - y2) < 0.01)

    def cells(self) -> list[list[str]]:
        """The table as it reads: the headers, the row of numbers, each row."""
        return self._boxed(self.columns, self.rules)

    def struck(self, row: int, column: int) -> bool:
        """Whether a line goes through the text of a cell (counted from 0, headers included)."""
        xs, ys = self.columns, self.rules
        return any(
            len(one.points) == 2
            and xs[column] < one.left < xs[column + 1]
            and ys[row] < one.top < ys[row + 1]
            and one.color == (0, 0, 0)
            for one in self.strokes
        )

    @property
    def fonts(self) -> set[tuple[str, bool]]:
        """Base names without the tag of the subset, and whether each lies in the file."""
        found = set()
        for one in self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=5):
            font, name = raw.FPDFTextObj_GetFont(one.raw), ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, name, 200)
            found.add((name.value.decode().split("+")[-1], bool(raw.FPDFFont_GetIsEmbedded(font))))
        return found

    def dark(self, left: float, top: float, side: float, modules: int) -> list[list[int]]:
        """A square of the page looked at module by module: 1 where its middle is dark."""
        scale = 300 / 72
        bitmap = self._page.render(scale=scale, grayscale=True)
        pixels, stride = bytes(bitmap.buffer), int(bitmap.stride)
        step = side / modules

        def pixel(x: float, y: float) -> int:
            return pixels[int(y / MM * scale) * stride + int(x / MM * scale)]

        return [
            [int(pixel(left + (x + 0.5) * step, top + (y + 0.5) * step) < 128) for x in range(modules)]
            for y in range(modules)
        ]

    def picture(self) -> tuple[float, float, float]:
        """The only picture on the page: left, top, width."""
        (one,) = self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5)
        matrix = one.get_matrix()
        left, top = matrix.on_point(0, 1)
        return left * MM, (self._height - top) * MM, abs(matrix.a) * MM


def pages(pdf: bytes) -> list[Page]:
    return [Page(page) for page in pypdfium2.PdfDocument(pdf)]


def plain(text: str) -> str:
    return " ".join(text.split())


def pairs(stroke: Stroke) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The lines of a path that is moves and lines by turns."""
    return zip(stroke.points[::2], stroke.points[1::2], strict=True)


def distinct(values: Any) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 0.05:
            found.append(value)
    return found


def squeezed(text: str) -> str:
    """A text without spaces: where a word had to be cut, the line end says nothing."""
    return re.sub(r"\s", "", text)

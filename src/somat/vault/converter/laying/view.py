"""A page as its reader sees it: cropped, turned, in millimetres from its upper left corner; and the way back into the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MM = 72 / 25.4  # points in a millimetre
Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class View:
    """The visible box of a page in its own units, the quarter turns to the right, and points in one unit (PDF UserUnit)."""

    box: Box
    turns: int = 0
    unit: float = 1.0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in millimetres, as read."""
        left, bottom, right, top = self.box
        across, up = (side * self.unit / MM for side in (right - left, top - bottom))
        return (up, across) if self.turns % 2 else (across, up)

    def matrix(self, *, left: float, top: float, height: float) -> Matrix:
        """Puts a drawing in points, origin at its lower left, upright before the reader: its upper left corner at left, top (mm)."""
        x, y = left * MM / self.unit, (top + height) * MM / self.unit
        x0, y0, x1, y1 = self.box
        one = 1 / self.unit
        match self.turns % 4:
            case 0:
                return one, 0, 0, one, x0 + x, y1 - y
            case 1:
                return 0, one, -one, 0, x0 + y, y0 + x
            case 2:
                return -one, 0, 0, -one, x1 - x, y0 + y
            case _:
                return 0, -one, one, 0, x1 - y, y1 - x


def visible_box(media: Sequence[float], crop: Sequence[float]) -> Box:
    """The part of the sheet that is shown: the crop box within the media box; empty where the two do not meet."""
    sheet, shown = _upright(media), _upright(crop)
    return max(sheet[0], shown[0]), max(sheet[1], shown[1]), min(sheet[2], shown[2]), min(sheet[3], shown[3])


def _upright(box: Sequence[float]) -> Box:
    x0, y0, x1, y1 = map(float, box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

"""Stamps, numbers and strike-throughs laid over a PDF of somebody else's making; the bytes given stay as they are, a new PDF comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from somat.reporting.inking import Fact
from somat.reporting.pdfchild import run
from somat.reporting.stamps import STILL, Stamp, draw_all, resized, stamp
from somat.vault.converter.laying.badpdf import MAX_BYTES, MAX_PAGES, BadPdf
from somat.vault.converter.laying.spot import Spot

__all__ = [
    "MAX_BYTES",
    "MAX_PAGES",
    "BadPdf",
    "Mark",
    "Place",
    "Strike",
    "drawings",
    "job",
    "overlay",
    "place",
    "places",
    "preview",
    "shown",
    "signed",
]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stamp to lay on a page (from 1; -1 is the last). Left and top in millimetres from the upper left corner of the
    page as one reads it; where either is not given, free space near the stamp's own place is looked for, or near `spot`."""

    code: str
    page: int = 1
    facts: Mapping[str, Fact] = field(default_factory=dict)
    left_mm: float | None = None
    top_mm: float | None = None
    spot: Spot | None = None
    size: tuple[float, float] | None = None  # mm, where an agency gave its stamp another

    @property
    def stamp(self) -> Stamp:
        """The stamp in its size here."""
        return resized(stamp(self.code), self.size)


@dataclass(frozen=True, slots=True)
class Strike:
    """Two red lines through a box of the page as one reads it: crossing ("diagonal") or side by side ("horizontal")."""

    page: int
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float
    style: Literal["diagonal", "horizontal"] = "diagonal"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stamp would stand. `free` is false where no free space was found: this is then its default place, over something."""

    code: str
    page: int
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float
    free: bool


def overlay(pdf: bytes, marks: Sequence[Mark], *, strikes: Sequence[Strike] = (), at: datetime) -> bytes:
    """A new PDF with the marks on it; the same input and moment give the same bytes.

    Raises BadPdf for a file that is refused, for a page it has not, for a mark outside its page, and where no free space was
    found for a mark without a place; KeyError for an unknown stamp or fact.
    """
    return run({"job": "overlay", **job(marks, strikes, at=at)}, pdf, drawings(marks))[1]


def place(pdf: bytes, code: str, *, page: int | None = None) -> Place:
    """Free space for a stamp near its own place, on its own page unless another is given. Raises as `overlay`, except for want of space."""
    return places(pdf, [Mark(code, stamp(code).spot.page if page is None else page)])[0]


def places(pdf: bytes, marks: Sequence[Mark]) -> tuple[Place, ...]:
    """Where `overlay` would put each, one not over the other. Raises as `place`."""
    found, _ = run({"job": "places", **job(marks, (), at=STILL)}, pdf)
    return tuple(
        Place(mark.code, width_mm=mark.stamp.width, height_mm=mark.stamp.height, **where)
        for mark, where in zip(marks, found["places"], strict=True)
    )


def preview(pdf: bytes, marks: Sequence[Mark], page: int, *, strikes: Sequence[Strike] = ()) -> bytes:
    """One page (from 1; -1 is the last) with the marks on it as a PNG of about 100 dots an inch. Raises as `overlay`."""
    return shown(pdf, marks, page, strikes=strikes)[0]


def shown(
    pdf: bytes, marks: Sequence[Mark], page: int, *, strikes: Sequence[Strike] = ()
) -> tuple[bytes, tuple[float, float]]:
    """The picture of `preview`, and width and height of the page in millimetres as one reads it. Raises as `overlay`."""
    facts, png = run({"job": "preview", **job(marks, strikes, at=STILL), "page": page}, pdf, drawings(marks))
    width, height = facts["size"]
    return png, (width, height)


def signed(pdf: bytes) -> bool:
    """Whether the file holds a digital signature, which no longer holds for a changed copy. Raises BadPdf."""
    return bool(run({"job": "signed"}, pdf)[0]["signed"])


def drawings(marks: Sequence[Mark]) -> bytes:
    """What is laid: a PDF with a page for each mark; nothing for none. Raises KeyError for an unknown stamp or fact."""
    sizes = {mark.code: mark.size for mark in marks if mark.size}
    return draw_all([(mark.code, mark.facts) for mark in marks], sizes=sizes) if marks else b""


def job(marks: Sequence[Mark], strikes: Sequence[Strike], *, at: datetime) -> dict[str, Any]:
    """What is to be laid and where, as laying/onto.py reads it, here or in a child of the vault's converter."""
    return {
        "marks": [_mark(mark) for mark in marks],
        "strikes": [asdict(one) for one in strikes],
        "at": at.isoformat(),
    }


def _mark(mark: Mark) -> dict[str, Any]:
    it = mark.stamp
    spot = mark.spot or it.spot
    return {
        "code": mark.code,
        "page": mark.page,
        "left": mark.left_mm,
        "top": mark.top_mm,
        "width": it.width,
        "height": it.height,
        "spot": {side: getattr(spot, side) for side in ("left", "right", "top", "bottom")},
    }

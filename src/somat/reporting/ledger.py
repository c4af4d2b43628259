"""The nouns of a printed register: its lines as cells, and one print of a volume. Plain values, checked when made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from somat.reporting.form import Form, form

if TYPE_CHECKING:  # the process that draws a long print loads no law: that alone took a third of its start
    from somat.law.levels import Level

Part = Literal["all", "cover", "pages", "closing", "range"]
ROOT = re.compile(r"[0-9a-f]{64}")
TUYET_MAT = 3  # Level.TUYET_MAT


class BadPrint(ValueError):
    """A print that must not be made as asked; the message names no content."""


@dataclass(frozen=True, slots=True)
class Old:
    """A value that a correction replaced: it stays on paper, struck through."""

    text: str = field(default="", repr=False)
    kind: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One recipient in the signing column; `receipt` is empty while there is still to be signed."""

    recipient: str = field(repr=False)
    receipt: str = field(default="", repr=False)
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `kind` is the document's type and stands only in the column of type and abstract; `receipts` only in
    the signing column; `old` are replaced values, oldest first; `struck` strikes the present value."""

    text: str = field(default="", repr=False)
    kind: str = field(default="", repr=False)
    old: tuple[Old, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    struck: bool = False

    @property
    def corrected(self) -> bool:
        return bool(self.old) or any(receipt.struck for receipt in self.receipts)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the book. A cancelled line is struck in every cell but the notes, which say why."""

    no: int
    cells: tuple[Cell, ...]
    level: Level
    cancelled: bool = False

    @property
    def corrected(self) -> bool:
        return any(cell.corrected for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The point of the journal that a paper is tied to: number of leaves, and the root as 64 hex digits."""

    size: int
    root: str

    def __post_init__(self) -> None:
        if self.size < 0 or not ROOT.fullmatch(self.root):
            raise BadPrint("checkpoint: a size of at least 0 and a root of 64 hex digits are needed")

    @property
    def short(self) -> str:
        """The first twelve digits, as people compare them."""
        return self.root[:12]


@dataclass(frozen=True, slots=True)
class Totals:
    """What a closing or a cover printed alone says of pages printed before: sheets in all, lines cancelled, corrected."""

    pages: int
    cancelled: int
    corrected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPrint:
    """One print of a volume, or of a part of it.

    `level` is the highest level of the volume (or of the range): its mark stands on each page, so it may never be
    below a line's own. `last_day` and `last_no` are None while the volume is open: the paper then shows dots.
    `closed_on` is the day of the closing line where that is not the last day of registering. `note` stands on each page.
    `lines` may be left out for a cover or closing printed alone, with `totals` instead. Raises BadPrint.
    """

    form: str
    level: Level
    superior: str
    agency: str
    place: str
    year: int
    volume_no: int
    first_day: date | None
    last_day: date | None
    first_no: int | None
    last_no: int | None
    print_no: int
    printed_by: str
    printed_at: datetime
    workstation: str
    checkpoint: Checkpoint | None
    lines: Sequence[Line] = field(default=(), repr=False)
    part: Part = "all"
    head_title: str = "THỦ TRƯỞNG CƠ QUAN"
    clerk_name: str = ""
    head_name: str = ""
    note: str = ""
    totals: Totals | None = None
    closed_on: date | None = None
    correction: str = ""

    def __post_init__(self) -> None:
        layout = self.layout
        if self.printed_at.tzinfo is None:
            raise BadPrint("printed_at: a moment with its time zone is needed")
        if len(self.lines) > layout.max_lines:
            raise BadPrint(f"a volume holds at most {layout.max_lines} lines")
        if self.part == "closing" and self.closed and not (self.lines or self.totals or self.first_no is None):
            raise BadPrint("a closing printed alone needs the lines or their totals")
        for line in self.lines:
            check(line, layout)
            if line.level > self.level:
                raise BadPrint(f"line {line.no} is above the level of the print")

    @property
    def layout(self) -> Form:
        """The form that it is printed on, with what the agency corrected in it."""
        return form(self.form, self.correction)

    @property
    def closed(self) -> bool:
        return self.last_no is not None or self.last_day is not None


def check(line: Line, layout: Form) -> None:
    """Raises BadPrint for a line that does not fit its form, or a Tuyệt mật line with an abstract (R-OUT-2)."""
    if len(line.cells) != len(layout.columns):
        raise BadPrint(f"line {line.no} has {len(line.cells)} cells, the form {len(layout.columns)}")
    for cell, column in zip(line.cells, layout.columns, strict=True):
        if cell.receipts and column.kind != "sign":
            raise BadPrint(f"line {line.no}: receipts stand in the signing column only")
        if cell.kind and column.kind != "abstract":
            raise BadPrint(f"line {line.no}: a type stands in the column of type and abstract only")
        told = cell.text or any(old.text for old in cell.old)
        if column.kind == "abstract" and line.level == TUYET_MAT and told:
            raise BadPrint(f"line {line.no}: Tuyệt mật has no abstract (R-OUT-2)")

"""A print on its way to the child process and back into nouns: JSON, for a pipe."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any, cast

from somat.reporting.ledger import BookPrint, Cell, Checkpoint, Line, Old, Receipt, Totals

if TYPE_CHECKING:
    from somat.law.levels import Level


class Rank(IntEnum):
    """The levels on the other side, where no law is loaded: `Level` without its words."""

    MAT = 1
    TOI_MAT = 2
    TUYET_MAT = 3

    @property
    def code(self) -> str:
        """The name in data files."""
        return self.name.lower()


def packed(book: BookPrint, *, codes: Any = None) -> bytes:
    """The print, and what `Codes.kept` gives of it."""
    facts: dict[str, Any] = {
        field.name: getattr(book, field.name) for field in fields(book) if field.name not in {"lines", "totals"}
    }
    facts["checkpoint"] = [book.checkpoint.size, book.checkpoint.root] if book.checkpoint else None
    facts["totals"] = (
        [book.totals.pages, book.totals.cancelled, book.totals.corrected] if book.totals is not None else None
    )
    facts["lines"] = [
        [line.no, int(line.level), line.cancelled, [_cell(cell) for cell in line.cells]] for line in book.lines
    ]
    facts["codes"] = codes
    return json.dumps(facts, default=_moment).encode("ascii")


def unpacked(data: bytes) -> BookPrint:
    return unpacked_with_codes(data)[0]


def unpacked_with_codes(data: bytes) -> tuple[BookPrint, Any]:
    facts = json.loads(data)
    codes = facts.pop("codes", None)
    ranks = cast("dict[int, Level]", {int(rank): rank for rank in Rank})
    facts["level"] = ranks[facts["level"]]
    facts["first_day"] = facts["first_day"] and date.fromisoformat(facts["first_day"])
    facts["last_day"] = facts["last_day"] and date.fromisoformat(facts["last_day"])
    facts["closed_on"] = facts["closed_on"] and date.fromisoformat(facts["closed_on"])
    facts["printed_at"] = datetime.fromisoformat(facts["printed_at"])
    facts["checkpoint"] = Checkpoint(*facts["checkpoint"]) if facts["checkpoint"] else None
    facts["totals"] = Totals(*facts["totals"]) if facts["totals"] else None
    facts["lines"] = tuple(
        Line(no, tuple(map(_uncell, cells)), ranks[level], cancelled)
        for no, level, cancelled, cells in facts.pop("lines")
    )
    return BookPrint(**facts), codes


def _cell(cell: Cell) -> Any:
    """A plain text travels as itself: nearly all cells are."""
    if not (cell.kind or cell.old or cell.receipts or cell.struck):
        return cell.text
    return [
        cell.text,
        cell.kind,
        [[old.text, old.kind] for old in cell.old],
        [[receipt.recipient, receipt.receipt, receipt.struck] for receipt in cell.receipts],
        cell.struck,
    ]


def _uncell(packed: Any) -> Cell:
    if isinstance(packed, str):
        return Cell(packed)
    text, kind, old, receipts, struck = packed
    return Cell(text, kind, tuple(Old(*one) for one in old), tuple(Receipt(*one) for one in receipts), struck)


def _moment(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()

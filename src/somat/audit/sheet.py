"""The daily sheet: which checkpoint goes to paper today, and whether one has gone already (R33)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from somat.audit import queries
from somat.audit.models import Sheet
from somat.audit.queries import Signed


@dataclass(frozen=True, slots=True)
class SheetData:
    """What the sheet shows: the newest checkpoint, and how many sheets of this day were printed before."""

    day: date
    checkpoint: Signed
    printed: int


def sheet_of(day: date) -> SheetData | None:
    """The sheet of a day as it would be printed now; None while no checkpoint has been signed."""
    newest = queries.newest_checkpoint()
    if newest is None:
        return None
    return SheetData(day, newest, Sheet.unchecked.filter(day=day).count())


def due(on: date) -> bool:
    """Whether the tree has grown since the last sheet and none was printed on that day."""
    newest = queries.newest_checkpoint()
    last = Sheet.unchecked.order_by("-id").first()
    if newest is None or (last is not None and last.day >= on):
        return False
    return last is None or newest.size > last.size

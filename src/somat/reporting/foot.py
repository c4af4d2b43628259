"""What the foot of every printed page says: who printed, when, where, and which checkpoint the page is tied to."""

from __future__ import annotations

from datetime import datetime

from somat.reporting.glyphs import face
from somat.reporting.ledger import Checkpoint
from somat.reporting.plain import visible
from somat.reporting.wording import count, moment
from somat.reporting.wrap import Drawn, fitted

SIZE = 8.5  # points


def printed(by: str, *, at: datetime, workstation: str, width: float) -> Drawn:
    """In: Nguyễn Thị Hạnh, 08:12 ngày 23/11/2026, máy VP-02: one line of `width` points; only names are shortened."""
    machine = fitted(visible(workstation), width=width / 4, size=SIZE, lines=1)
    rest = ["In: ", f", {moment(at)}, máy ", *machine]
    taken = sum(face("").width(str(piece), SIZE) for piece in rest)
    name = fitted(visible(by), width=width - taken, size=SIZE, lines=1)
    return [rest[0], *name, *rest[1:]]


def tied(point: Checkpoint | None) -> str:
    return f"Điểm chốt {count(point.size)} · {point.short}" if point else "Chưa có điểm chốt nhật ký"

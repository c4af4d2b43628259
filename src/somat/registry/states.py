"""The words for kinds and states, for the rooms above: of what is asked about a line, and of a volume."""

from __future__ import annotations

from uuid import UUID

from somat.law.authority import Power
from somat.law.volumes import Volume

CANCEL = "cancel"
CORRECT = "correct"
COPIES = "copies"
WAITING = "waiting"
CONFIRMED = "confirmed"
REFUSED = "refused"


def power_of(kind: str) -> Power:
    """Which power an answer asks for: whoever determines a secret also fixes its copies and recipients (R-OUT-9)."""
    return Power.DETERMINE if kind == COPIES else Power.BOOK


def life(state: str, *, closed_by: UUID | None) -> Volume:
    """What a volume's row says of its life: a locked one that nobody has closed was taken in with an old book."""
    return Volume.OLD if state == Volume.CLOSED and closed_by is None else Volume(state)

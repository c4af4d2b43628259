"""Older papers: which stamps are still accepted and what an imported line lacks (R-TRANS)."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from somat.law.authority import FORMER_POSITIONS
from somat.law.dated import Dated, dated
from somat.law.determining import BasisState, basis_state
from somat.law.levels import Level
from somat.law.refusal import Refusal, rule

MARKS: Dated[dict[str, date]] = dated("transition.marks", dict)


@rule("R-TRANS-4", says="Dấu theo {circular} đóng ngày {stamped} không được nhận.")
@rule("R-TRANS-2")
def may_accept_mark(circular: str, *, stamped: date, on: date) -> Refusal | None:
    """A level mark of an older form is accepted on a paper stamped while that form was in force."""
    last = MARKS.on(on).value.get(circular)
    if last is not None and stamped <= last:
        return None
    return Refusal("R-TRANS-4", circular=circular, stamped=stamped, field="mark")


class Lack(StrEnum):
    """What an imported line lacks or carries from a regime that has ended; each is flagged, none refuses the line."""

    BASIS = "basis"
    PERIOD = "period"
    FORMER_SIGNER = "former-signer"


@rule("R-TRANS-5")
def lacks(level: Level, *, basis: str, period_until: date | None, signer_position: str, on: date) -> Collection[Lack]:
    """The flags of an old line taken into a book."""
    found = {
        Lack.BASIS: basis_state(level, basis) is BasisState.MISSING,
        Lack.PERIOD: period_until is None,
        Lack.FORMER_SIGNER: signer_position in FORMER_POSITIONS.on(on).value,
    }
    return tuple(lack for lack, present in found.items() if present)

"""Determining: a line of a list in force, two hands; and what counts as a stated basis."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from somat.law.determining import BasisState, ListLine, basis_state, may_determine, may_determine_for
from somat.law.levels import Level
from tests.law.spec import spec, verdict

MAT, TOI, TUYET = Level.MAT, Level.TOI_MAT, Level.TUYET_MAT
DAY = date(2026, 5, 15)
CURRENT = ListLine(TOI, date(2026, 1, 10))
LOWER = ListLine(MAT, date(2020, 9, 1))
REPEALED = ListLine(TOI, date(2020, 9, 1), date(2026, 5, 14))
COMING = ListLine(TOI, date(2026, 5, 16))


@spec("R-LIST-5")
@pytest.mark.parametrize(
    "level, cited, answer",
    [
        (TOI, [CURRENT], None),
        (TOI, [CURRENT, LOWER], None),
        (TOI, [ListLine(TOI, DAY, DAY)], None),
        (TOI, [], "R-LIST-5"),
        (TOI, [REPEALED], "R-LIST-5"),
        (TOI, [COMING], "R-LIST-5"),
        (TOI, [REPEALED, LOWER], "R-LIST-5:level"),
        (MAT, [CURRENT, LOWER], "R-LIST-5:level"),
        (TUYET, [CURRENT], "R-LIST-5:level"),
        (MAT, [CURRENT], "R-LIST-5:level"),
    ],
)
def test_a_level_needs_a_line_of_a_list_in_force(level: Level, cited: list[ListLine], answer: str | None) -> None:
    assert verdict(may_determine(level, cited=cited, on=DAY)) == answer


@spec("R-DET-14")
def test_the_drafter_does_not_determine() -> None:
    assert verdict(may_determine_for(drafter=UUID(int=1), determiner=UUID(int=2))) is None
    assert verdict(may_determine_for(drafter=UUID(int=1), determiner=UUID(int=1))) == "R-DET-14"


@spec("R-TRANS-5", "R-LIST-5")
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(
    "text, state",
    [
        ("Khoản 2 Điều 1 QĐ 960/QĐ-TTg", BasisState.STATED),
        ("Điều 1", BasisState.STATED),
        ("", BasisState.MISSING),
        ("  ", BasisState.MISSING),
        ("-", BasisState.MISSING),
        ("…", BasisState.MISSING),
        ("Không", BasisState.MISSING),
        ("KHÔNG  CÓ", BasisState.MISSING),
        ("Không ghi", BasisState.MISSING),
        ("Không thuộc diện công khai, khoản 3", BasisState.STATED),
    ],
)
def test_a_registered_paper_states_its_basis_or_is_flagged(level: Level, text: str, state: BasisState) -> None:
    assert basis_state(level, text) is state

"""Files of documents: which originals leave, what can be added to."""

from __future__ import annotations

import pytest

from somat.law.documents import may_add_to, may_follow, may_leave, may_take
from somat.law.levels import Level
from tests.law.spec import spec, verdict


@spec("R50")
@pytest.mark.parametrize("level, answer", [(Level.MAT, None), (Level.TOI_MAT, None), (Level.TUYET_MAT, "R50:top")])
def test_no_original_of_the_highest_level_leaves(level: Level, answer: str | None) -> None:
    assert verdict(may_leave(level)) == answer


@spec("R50")
@pytest.mark.parametrize(
    "approved, own, answer",
    [(True, True, None), (True, False, "R50:approved"), (False, True, "R50:approved"), (False, False, "R50:approved")],
)
def test_only_who_asked_takes_what_was_approved(approved: bool, own: bool, answer: str | None) -> None:
    assert verdict(may_take(approved=approved, own=own)) == answer


@spec("R-SEC-2")
@pytest.mark.parametrize(
    "cancelled, ended, answer",
    [
        (False, False, None),
        (True, False, "R-SEC-2:cancelled"),
        (False, True, "R-SEC-2:ended"),
        (True, True, "R-SEC-2:cancelled"),
    ],
)
def test_a_file_belongs_to_what_stands(cancelled: bool, ended: bool, answer: str | None) -> None:
    assert verdict(may_add_to(cancelled=cancelled, ended=ended)) == answer


@spec("R-SEC-2")
@pytest.mark.parametrize(
    "number, last, answer", [(1, 0, None), (3, 2, None), (2, 2, "R-SEC-2:newer"), (4, 2, "R-SEC-2:newer")]
)
def test_versions_follow_each_other(number: int, last: int, answer: str | None) -> None:
    assert verdict(may_follow(number, last=last)) == answer

"""Older papers: accepted stamps and what an imported line lacks."""

from __future__ import annotations

from datetime import date

import pytest

from somat.law.levels import Level
from somat.law.transition import Lack, lacks, may_accept_mark
from tests.law.spec import spec, verdict

DAY = date(2026, 5, 15)
TT33, TT24, ND63 = "33/2015/TT-BCA", "24/2020/TT-BCA", "63/2026/NĐ-CP"


@spec("R-TRANS-4", "R-TRANS-2")
@pytest.mark.parametrize(
    "circular, stamped, on, answer",
    [
        (TT33, date(2018, 3, 1), DAY, None),
        (TT33, date(2020, 6, 30), DAY, None),
        (TT33, date(2020, 7, 1), DAY, "R-TRANS-4"),
        (TT33, date(2018, 3, 1), date(2021, 1, 5), None),
        (TT24, date(2026, 2, 28), DAY, None),
        (TT24, date(2026, 3, 1), DAY, "R-TRANS-4"),
        (ND63, DAY, DAY, None),
        (ND63, date(2021, 1, 5), date(2021, 1, 5), "R-TRANS-4"),
        ("12/2002/TT-BCA", date(2010, 1, 5), DAY, "R-TRANS-4"),
    ],
)
def test_older_stamps_stay_valid_on_papers_of_their_time(
    circular: str, stamped: date, on: date, answer: str | None
) -> None:
    assert verdict(may_accept_mark(circular, stamped=stamped, on=on)) == answer


@spec("R-TRANS-5")
@pytest.mark.parametrize(
    "basis, period_until, signer, flags",
    [
        ("Điều 1 QĐ 960/QĐ-TTg", date(2033, 1, 1), "minister", ()),
        ("", date(2033, 1, 1), "minister", (Lack.BASIS,)),
        ("Điều 1", None, "minister", (Lack.PERIOD,)),
        ("Điều 1", date(2033, 1, 1), "district-committee-chair", (Lack.FORMER_SIGNER,)),
        ("không", None, "district-party-secretary", (Lack.BASIS, Lack.PERIOD, Lack.FORMER_SIGNER)),
    ],
)
def test_an_imported_line_is_taken_with_its_flags(
    basis: str, period_until: date | None, signer: str, flags: tuple[Lack, ...]
) -> None:
    assert lacks(Level.MAT, basis=basis, period_until=period_until, signer_position=signer, on=DAY) == flags

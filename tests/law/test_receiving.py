"""Incoming envelopes: the checks, the life of an envelope, and who may open it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from uuid import UUID

import pytest

from somat.law.access import Clearance
from somat.law.levels import Level
from somat.law.receiving import (
    Act,
    Envelope,
    Inspection,
    Seal,
    after_check,
    arrival_stamp,
    is_as_marked,
    is_complete,
    is_packed_right,
    may_give_arrival_number,
    may_handle,
    may_move,
    may_open,
    may_stamp,
    moved,
    shows_tampering,
)
from somat.law.refusal import Refused
from tests.law.spec import spec, verdict

DAY = date(2026, 5, 15)
AN, BINH, HEAD = UUID(int=1), UUID(int=2), UUID(int=3)

ALLOWED = {
    ("received", "check"): "checked",
    ("checked", "register"): "registered",
    ("checked", "forward"): "passed-unopened",
    ("checked", "ask-sender"): "awaiting-correction",
    ("checked", "report"): "with-head",
    ("checked", "return"): "returned",
    ("awaiting-correction", "corrected"): "received",
    ("awaiting-correction", "return"): "returned",
    ("with-head", "clear"): "checked",
    ("with-head", "return"): "returned",
    ("passed-unopened", "complete"): "registered",
}
BARRED = {
    "received": "R-IN-6:received",
    "checked": "R-IN-6:checked",
    "awaiting-correction": "R-IN-5:awaiting-correction",
    "with-head": "R-IN-4:with-head",
    "returned": "R-IN-3:returned",
    "passed-unopened": "R-IN-2:passed-unopened",
    "registered": "R-IN-1:registered",
}


@spec("R-IN-1", "R-IN-2", "R-IN-3", "R-IN-4", "R-IN-5", "R-IN-6")
@pytest.mark.parametrize("state, act", list(product(Envelope, Act)))
def test_an_envelope_moves_as_the_table_says_and_not_otherwise(state: Envelope, act: Act) -> None:
    to = ALLOWED.get((state.value, act.value))
    assert verdict(may_move(state, act)) == (None if to else BARRED[state.value])
    if to:
        assert moved(state, act) == to
    else:
        with pytest.raises(Refused):
            moved(state, act)


SOUND = Inspection(
    layers=1,
    letter="C",
    seal=Seal.WHOLE,
    symbols_outside="12/BC-UBND",
    copies_stated=2,
    symbols_inside="12/BC-UBND",
    copies_found=2,
)
CLOSED = replace(SOUND, symbols_inside=None, copies_found=None)


@spec("R-IN-6", "R-IN-5", "R-IN-4", "R-IN-3")
@pytest.mark.parametrize(
    "found, act, faults",
    [
        (SOUND, None, []),
        (CLOSED, None, []),
        (replace(SOUND, copies_found=1), Act.ASK_SENDER, ["R-IN-5"]),
        (replace(SOUND, copies_found=3), Act.ASK_SENDER, ["R-IN-5"]),
        (replace(SOUND, letter="B"), Act.ASK_SENDER, ["R-IN-5:packing"]),
        (replace(SOUND, layers=2), Act.ASK_SENDER, ["R-IN-5:packing"]),
        (replace(SOUND, symbols_inside="13/BC-UBND"), Act.REPORT, ["R-IN-3"]),
        (replace(SOUND, seal=Seal.OPENED), Act.REPORT, ["R-IN-4"]),
        (replace(SOUND, seal=Seal.SWAPPED), Act.REPORT, ["R-IN-4"]),
        (replace(CLOSED, seal=Seal.DAMAGED), Act.REPORT, ["R-IN-4"]),
        (replace(SOUND, seal=Seal.OPENED, copies_found=1), Act.REPORT, ["R-IN-4", "R-IN-5"]),
    ],
)
def test_the_findings_force_what_comes_next(found: Inspection, act: Act | None, faults: list[str]) -> None:
    forced, refusals = after_check(found, level=Level.MAT, on=DAY)
    assert (forced, [verdict(refusal) for refusal in refusals]) == (act, faults)


@spec("R-IN-5")
def test_each_check_stands_alone() -> None:
    assert verdict(shows_tampering(SOUND)) is None
    assert verdict(is_as_marked(CLOSED)) is None
    assert verdict(is_complete(CLOSED)) is None
    assert verdict(is_packed_right(replace(SOUND, layers=2, letter="A"), level=Level.TUYET_MAT, on=DAY)) is None
    assert verdict(is_packed_right(SOUND, level=Level.TUYET_MAT, on=DAY)) == "R-IN-5:packing"


@spec("R-IN-5", "R-IN-1")
@pytest.mark.parametrize("state", list(Envelope))
def test_no_arrival_number_while_a_correction_is_awaited(state: Envelope) -> None:
    given = state in (Envelope.CHECKED, Envelope.PASSED_UNOPENED)
    assert verdict(may_give_arrival_number(state)) == (None if given else "R-IN-5:number")


@spec("R-IN-2")
@pytest.mark.parametrize(
    "by, named, away, urgency, answer",
    [
        (AN, None, False, "", None),
        (AN, AN, False, "", None),
        (AN, AN, True, "hoa_toc", None),
        (BINH, AN, False, "", "R-IN-2"),
        (BINH, AN, True, "hoa_toc", "R-IN-2"),
        (HEAD, AN, True, "hoa_toc", None),
        (HEAD, AN, False, "hoa_toc", "R-IN-2"),
        (HEAD, AN, True, "thuong_khan", "R-IN-2"),
        (HEAD, AN, True, "", "R-IN-2"),
    ],
)
@pytest.mark.parametrize("on", [date(2021, 1, 5), DAY])
def test_only_the_named_person_opens(
    by: UUID, named: UUID | None, away: bool, urgency: str, answer: str | None, on: date
) -> None:
    assert verdict(may_open(by=by, named=named, away=away, urgency=urgency, heads={HEAD}, on=on)) == answer


@spec("R-IN-7")
@pytest.mark.parametrize(
    "named, state, answer",
    [
        (None, Envelope.CHECKED, None),
        (None, Envelope.REGISTERED, None),
        (AN, Envelope.PASSED_UNOPENED, "R-IN-7"),
        (AN, Envelope.CHECKED, "R-IN-7"),
        (AN, Envelope.REGISTERED, None),
    ],
)
def test_mail_to_a_named_person_is_not_stamped_before_he_has_opened_it(
    named: UUID | None, state: Envelope, answer: str | None
) -> None:
    assert verdict(may_stamp(named=named, state=state)) == answer


@spec("R-IN-7")
def test_the_arrival_stamp_has_its_lines() -> None:
    assert arrival_stamp("Ủy ban nhân dân xã Hòa Bình", number=7, day=date(2026, 3, 5), unit="Văn phòng") == (
        "ỦY BAN NHÂN DÂN XÃ HÒA BÌNH",
        "ĐẾN",
        "Số: 07",
        "Ngày: 05/03/2026",
        "Chuyển: Văn phòng",
        "Số và ký hiệu HS:",
    )


@spec("R-IN-8")
@pytest.mark.parametrize(
    "level, clearance, answer",
    [
        (Level.MAT, None, "R-IN-8"),
        (Level.TOI_MAT, Clearance(Level.TOI_MAT, date(2026, 1, 1), date(2026, 12, 31)), None),
        (Level.TUYET_MAT, Clearance(Level.TOI_MAT, date(2026, 1, 1), date(2026, 12, 31)), "R-IN-8"),
        (Level.MAT, Clearance(Level.TOI_MAT, date(2026, 1, 1), DAY), None),
        (Level.MAT, Clearance(Level.TOI_MAT, date(2026, 1, 1), date(2026, 5, 14)), "R-IN-8"),
        (Level.MAT, Clearance(Level.TOI_MAT, date(2026, 5, 16), date(2026, 12, 31)), "R-IN-8"),
    ],
)
def test_the_clerk_is_cleared_for_what_he_opens(level: Level, clearance: Clearance | None, answer: str | None) -> None:
    assert verdict(may_handle(level, clearance=clearance, on=DAY)) == answer

"""Volumes and their lines: what is in the tables happens, the rest is refused."""

from __future__ import annotations

from datetime import date
from itertools import product
from uuid import UUID

import pytest

from somat.law.refusal import Refused
from somat.law.volumes import (
    VOLUME_MOVES,
    Line,
    LineAct,
    Volume,
    VolumeAct,
    closing,
    is_full,
    may_cancel,
    may_close,
    may_confirm_cancel,
    may_correct,
    may_move_line,
    may_write_line,
    moved_line,
    room,
)
from tests.law.spec import spec, verdict

DAY = date(2026, 5, 15)
AN, BINH = UUID(int=1), UUID(int=2)
OPEN, FULL, OLD, CLOSED = Volume.OPEN, Volume.FULL, Volume.OLD, Volume.CLOSED


@spec("R-NUM-9")
@pytest.mark.parametrize(
    "state, lines, year, on, answer",
    [
        (OPEN, 0, 2026, DAY, None),
        (OPEN, 4999, 2026, DAY, None),
        (OPEN, 5000, 2026, DAY, "R-NUM-9:volume-full"),
        (FULL, 12, 2026, DAY, "R-NUM-9:volume-full"),
        (CLOSED, 12, 2026, DAY, "R-NUM-9:volume-closed"),
        (OLD, 12, 2026, DAY, "R-NUM-9:volume-closed"),
        (OPEN, 12, 2025, DAY, "R-NUM-9:volume-year"),
        (OPEN, 12, 2026, date(2026, 12, 31), None),
        (OPEN, 12, 2026, date(2027, 1, 1), "R-NUM-9:volume-year"),
    ],
)
def test_a_line_goes_into_an_open_volume_of_its_year_with_room(
    state: Volume, lines: int, year: int, on: date, answer: str | None
) -> None:
    assert verdict(may_write_line(state, lines=lines, year=year, on=on)) == answer


@spec("R-NUM-9")
def test_a_volume_is_full_at_five_thousand_lines() -> None:
    assert not is_full(lines=4999, on=DAY)
    assert is_full(lines=5000, on=DAY)


@spec("R-NUM-9")
@pytest.mark.parametrize("lines, more", [(0, 5000), (4999, 1), (5000, 0), (5001, 0)])
def test_what_a_volume_still_takes(lines: int, more: int) -> None:
    assert room(lines=lines, on=DAY) == more


@spec("R-NUM-9")
def test_a_volume_never_opens_again() -> None:
    assert VOLUME_MOVES == {
        (OPEN, VolumeAct.FILL): FULL,
        (OPEN, VolumeAct.CLOSE): CLOSED,
        (FULL, VolumeAct.CLOSE): CLOSED,
        (OLD, VolumeAct.CLOSE): CLOSED,
    }


@spec("R-NUM-9", "R-OUT-10", "R-NUM-6")
@pytest.mark.parametrize(
    "state, pending, pages, answer",
    [
        (OPEN, 0, 30, None),
        (FULL, 0, 1, None),
        (OLD, 0, 1, None),
        (OLD, 1, 1, "R-NUM-9:pending"),
        (CLOSED, 0, 30, "R-NUM-9:volume-closed"),
        (OPEN, 1, 30, "R-NUM-9:pending"),
        (OPEN, 0, 0, "R-OUT-10:pages"),
    ],
)
def test_a_volume_closes_once_printed_and_with_nothing_pending(
    state: Volume, pending: int, pages: int, answer: str | None
) -> None:
    assert verdict(may_close(state, pending=pending, pages=pages)) == answer


@spec("R-OUT-10")
def test_the_closing_page_says_pages_and_numbers() -> None:
    assert closing(first=1, last=120, pages=30, on=DAY) == "Sổ này có 30 trang, từ số 01 đến số 120."


LINE_TABLE = {
    ("live", "ask-cancel"): "cancel-asked",
    ("cancel-asked", "confirm-cancel"): "cancelled",
    ("cancel-asked", "reject-cancel"): "live",
}


@spec("R-NUM-9", "R27")
@pytest.mark.parametrize("state, act", list(product(Line, LineAct)))
def test_a_line_is_cancelled_in_two_steps_and_stays(state: Line, act: LineAct) -> None:
    to = LINE_TABLE.get((state.value, act.value))
    assert verdict(may_move_line(state, act)) == (None if to else f"R-NUM-9:{state.value}")
    if to:
        assert moved_line(state, act) == to
    else:
        with pytest.raises(Refused):
            moved_line(state, act)


@spec("R-NUM-9")
@pytest.mark.parametrize(
    "state, reason, answer",
    [
        (Line.LIVE, "Ghi trùng", None),
        (Line.LIVE, " ", "R-NUM-9:reason"),
        (Line.CANCEL_ASKED, "Ghi trùng", "R-NUM-9:cancel-asked"),
        (Line.CANCELLED, "Ghi trùng", "R-NUM-9:cancelled"),
    ],
)
def test_cancelling_is_asked_for_with_a_reason(state: Line, reason: str, answer: str | None) -> None:
    assert verdict(may_cancel(state, reason=reason)) == answer


@spec("R26", "R27", "R-SEC-3")
@pytest.mark.parametrize(
    "state, confirmer, answer",
    [
        (Line.CANCEL_ASKED, BINH, None),
        (Line.CANCEL_ASKED, AN, "R26"),
        (Line.LIVE, BINH, "R-NUM-9:live"),
        (Line.CANCELLED, BINH, "R-NUM-9:cancelled"),
    ],
)
def test_cancelling_takes_a_second_person(state: Line, confirmer: UUID, answer: str | None) -> None:
    assert verdict(may_confirm_cancel(state, proposer=AN, confirmer=confirmer)) == answer


@spec("R-NUM-9", "R26")
@pytest.mark.parametrize(
    "state, volume, confirmer, answer",
    [
        (Line.LIVE, OPEN, None, None),
        (Line.LIVE, FULL, None, None),
        (Line.LIVE, CLOSED, None, "R-NUM-9:closed"),
        (Line.LIVE, CLOSED, BINH, None),
        (Line.LIVE, CLOSED, AN, "R26"),
        (Line.LIVE, OPEN, AN, "R26"),
        (Line.CANCEL_ASKED, OPEN, None, "R-NUM-9:cancel-asked"),
        (Line.CANCELLED, OPEN, BINH, "R-NUM-9:cancelled"),
    ],
)
def test_a_closed_book_is_corrected_only_with_another_persons_confirmation(
    state: Line, volume: Volume, confirmer: UUID | None, answer: str | None
) -> None:
    assert verdict(may_correct(state, volume=volume, proposer=AN, confirmer=confirmer)) == answer

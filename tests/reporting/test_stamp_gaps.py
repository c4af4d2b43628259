"""The verified distances of forms.md, C-02 and C-05, by the usual reading: between capitals, marks above and below not counted."""

from __future__ import annotations

from datetime import date

import pytest

from somat.reporting.stamps import draw
from tests.reporting.paper import Letter, Page, pages

OFF = 0.2  # mm
PLAIN = "TUYIMH"  # capitals without marks and without an overshoot below
LEVELS = {"C-02a": (40, 8), "C-02b": (30, 8), "C-02c": (20, 8)}  # mm, width and height over the frame
# A capital of 13 points is 3.05 mm high: in a frame of 8 mm that leaves 2.47 above and below, never less than the 2 that are asked.
CAPITAL, LEAST, LEFT_OVER = 3.05, 2.0, 2.47


def capitals(page: Page, size: float) -> list[Letter]:
    found = [one for one in page.ink if one.char in PLAIN and one.size == size]
    assert found
    return found


@pytest.mark.parametrize("code", LEVELS)
def test_a_levels_letters_stand_two_millimetres_within_the_outer_frame(code: str) -> None:
    (page,) = pages(draw(code, {}))
    width, height = LEVELS[code]
    letters = capitals(page, 13)
    top, bottom = min(one.top for one in letters), max(one.bottom for one in letters if one.char != "U")
    assert bottom - top == pytest.approx(CAPITAL, abs=OFF)
    assert (top, height - bottom) == pytest.approx((LEFT_OVER, LEFT_OVER), abs=OFF)
    assert min(top, height - bottom, min(one.left for one in page.ink)) >= LEAST
    assert width - max(one.right for one in page.ink) >= LEAST


@pytest.mark.parametrize("facts", [{}, {"from": date(2026, 12, 31)}], ids=["dots", "day"])
def test_the_two_lines_of_giai_mat_are_two_millimetres_apart(facts: dict[str, date]) -> None:
    (page,) = pages(draw("C-05", facts))
    foot = max(one.bottom for one in capitals(page, 14))
    (size,) = {one.size for one in page.ink} - {14}  # a day is made smaller to find room
    head = min(one.top for one in capitals(page, size))
    assert head - foot == pytest.approx(2, abs=OFF)

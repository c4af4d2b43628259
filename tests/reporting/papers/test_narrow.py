"""Long names are given a width at which their lines are about equally long."""

from __future__ import annotations

import pytest

from somat.reporting.form import MM
from somat.reporting.glyphs import face
from somat.reporting.papers.narrow import width

ROOM = 69 * MM  # the left column of a head


@pytest.mark.parametrize("text", ["", "UBND TỈNH", "SỞ NỘI VỤ"])
def test_a_name_of_one_line_keeps_the_whole_place(text: str) -> None:
    assert width(text, "b", size=12, room=ROOM) == 0


def test_two_lines_are_about_equally_long() -> None:
    name = "VĂN PHÒNG ỦY BAN NHÂN DÂN THÀNH PHỐ TRỰC THUỘC"
    half = face("b").width(name, 12) / 2
    assert half <= width(name, "b", size=12, room=ROOM) <= half + 40


def test_a_word_that_needs_more_than_a_line_keeps_the_whole_place() -> None:
    assert width("A" * 60 + " B", "b", size=12, room=ROOM) == 0


def test_it_may_break_after_a_stroke_and_where_a_long_word_was_parted() -> None:
    assert 0 < width("12/BC-" * 12, "b", size=12, room=ROOM) < ROOM
    assert 0 < width("\u200b".join(["W" * 5] * 6), "b", size=12, room=ROOM) < ROOM

"""A stamp in the size that an agency gave it: a vector of exactly those millimetres, alone, on a PDF and on an envelope."""

from __future__ import annotations

import pytest

from somat.law.levels import Level
from somat.reporting.envelope import Letter, envelope_sheets, sheets_printed
from somat.reporting.measures import measures
from somat.reporting.overlay import Mark, overlay, places
from somat.reporting.samples import SAMPLED
from somat.reporting.stamps import draw_all, least, may_resize, resized, stamp, stamps
from tests.reporting.incoming import electronic
from tests.reporting.paper import RED, Page, pages

OFF = 0.2


def outer(page: Page) -> tuple[float, float]:
    """Width and height over the outer edge of the frame."""
    return max((one for one in page.strokes if one.color == RED), key=lambda one: one.right - one.left).outer


def letters(page: Page) -> list[str]:
    return [one.char for one in page.ink if one.char.isalpha()]


@pytest.mark.parametrize(
    "code, size", [("C-08", (46, 9)), ("C-11", (60, 10)), ("C-04a", (64, 24)), ("C-07a", (90, 18)), ("C-09", (100, 80))]
)
def test_a_stamp_is_drawn_as_wide_and_high_as_it_was_corrected(code: str, size: tuple[float, float]) -> None:
    (page,) = pages(draw_all([(code, {})], sizes={code: size}))
    assert (page.width, page.height) == pytest.approx(size, abs=OFF)
    assert outer(page) == pytest.approx(size, abs=OFF)
    assert all(one.left >= 0 and one.right <= size[0] and one.top >= 0 and one.bottom <= size[1] for one in page.ink)
    shipped = pages(draw_all([(code, {})]))[0]
    assert letters(page) == letters(shipped)


def test_on_a_pdf_it_has_that_size_and_takes_that_room() -> None:
    mark = Mark("C-08", left_mm=100, top_mm=50, size=(46, 9))
    (place,) = places(electronic(), [mark])
    assert (place.width_mm, place.height_mm) == (46, 9)
    (page,) = pages(overlay(electronic(), [mark], at=SAMPLED))
    assert outer(page) == pytest.approx((46, 9), abs=OFF)


def test_on_an_envelope_the_circle_has_that_size() -> None:
    letter = Letter(level=Level.MAT, agency="Ủy ban nhân dân xã", to="Công an xã", size="158x115")
    form = {**measures("D-30"), "stamps": {"C-03C": (18, 18)}}
    (page,) = pages(sheets_printed(envelope_sheets([letter], form=form), at=SAMPLED))
    assert outer(page) == pytest.approx((18, 18), abs=OFF)


def test_each_stamp_as_it_is_shipped_holds_its_words() -> None:
    for it in stamps():
        wide, high = least(it)
        assert wide <= it.width and high <= it.height
        assert not may_resize(it) or resized(it, (it.width, it.height)) == it


@pytest.mark.parametrize(
    "code, size",
    [
        ("C-02a", (41, 8)),  # verified
        ("C-05", (31, 13)),
        ("C-02c", (22, 8)),  # the mark of a level is drawn on papers too
        ("C-08", (10, 8)),
        ("C-08", (40, 5)),
        ("C-08", (201, 8)),
        ("C-08", (float("nan"), 8)),
        ("C-08", (float("inf"), 8)),
        ("C-03A", (16, 15)),
    ],
)
def test_a_size_that_no_stamp_has_is_refused(code: str, size: tuple[float, float]) -> None:
    with pytest.raises(ValueError):
        resized(stamp(code), size)

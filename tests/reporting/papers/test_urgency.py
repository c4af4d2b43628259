"""Box 10b: the mark of urgency below the level's, of the decree's own sizes (30/2020/NĐ-CP, Appendix I: 30 × 8, 40 × 8, 20 × 8 mm)."""

from __future__ import annotations

import pytest

from somat.reporting.papers.docx import document
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.paper import Page, pages
from tests.reporting.papers.docx_words import words_of
from tests.reporting.papers.ruler import close, phrase

RED = (224, 0, 0)


def facts(urgency: str) -> dict[str, object]:
    return {**sample_sets("CV")[0], "urgency": urgency}


def frames(page: Page) -> list[tuple[float, float, float, float]]:
    """Left, top, width, height over the outer edges of red frames, the highest first."""
    boxes = {(s.left, s.top, s.right - s.left, s.bottom - s.top) for s in page.strokes if s.color == RED}
    return sorted((box for box in boxes if box[2] > 10), key=lambda box: box[1])


@pytest.mark.parametrize("urgency, width", [("Hỏa tốc", 30), ("Thượng khẩn", 40), ("Khẩn", 20)])
def test_it_stands_below_the_level_at_true_size(urgency: str, width: float) -> None:
    (page, *_) = pages(render("CV", facts(urgency), at=SAMPLED))
    level, *_, urgent = frames(page)
    assert (urgent[2] + 0.25, urgent[3] + 0.25) == pytest.approx((width, 8), abs=0.2)
    assert urgent[1] > level[1] + 8
    words = phrase(page, urgency.upper())
    assert words.size == 13 and urgent[0] < words.left and words.right < urgent[0] + urgent[2]
    assert close(urgency.upper()) in words_of(document("CV", facts(urgency), at=SAMPLED))


def test_without_urgency_only_the_level_stands_there() -> None:
    (page, *_) = pages(render("CV", facts(""), at=SAMPLED))
    assert "KHẨN" not in page.text and "HỎA TỐC" not in page.text

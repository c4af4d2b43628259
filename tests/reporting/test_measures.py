"""Envelopes, labels and the sheet of places as an agency corrected them, measured against millimetres typed here."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from somat.law.levels import Level
from somat.reporting.diagram import render_diagram
from somat.reporting.envelope import Letter, envelope_sheets, label_sheets, sheets_printed
from somat.reporting.measures import measures, shipped
from somat.reporting.papers.form import BadForm
from somat.reporting.samples import SAMPLED
from tests.reporting.paper import RED, Page, pages
from tests.reporting.papers.ruler import phrase

OFF = 0.2
LETTER = Letter(
    level=Level.MAT, agency="Ủy ban nhân dân xã", to="Công an xã Tân Hà", symbol="12/CV-UBND", size="158x115"
)
CHANGED: dict[str, Any] = {
    "sizes": {"158x115": [162, 122]},
    "cover": {"edge": 14, "to-top": 0.5, "addressee": 16},
    "labels": {"width": 65, "height": 33, "down": 9, "edge": 5},
}


def printed(sheets: list[dict[str, Any]]) -> list[Page]:
    return pages(sheets_printed(sheets, at=SAMPLED))


def circle(page: Page) -> Any:
    """The outer ring of the sign: 15 mm."""
    return max((one for one in page.strokes if one.color == RED), key=lambda one: one.right - one.left)


def test_an_envelope_has_its_corrected_size_edge_and_addressee() -> None:
    (page,) = printed(envelope_sheets([LETTER], form=measures("D-30", CHANGED)))
    assert (page.width, page.height) == pytest.approx((162, 122), abs=OFF)
    to = phrase(page, "Công an xã Tân Hà")
    assert to.size == 16
    # the sender takes 0.42 of 162 mm, then 4 mm: the addressee begins at 72.04
    assert to.left == pytest.approx(162 * 0.42 + 4, abs=0.5)
    kind = phrase(page, "Kính gửi:")
    assert kind.top == pytest.approx(61, abs=2) and kind.top >= 61 - OFF
    (was,) = printed(envelope_sheets([LETTER]))
    sender = "ỦY BAN NHÂN DÂN XÃ"
    assert phrase(page, sender).top - phrase(was, sender).top == pytest.approx(4, abs=OFF), "10 mm as it is shipped"


def test_the_outer_envelope_is_the_corrected_next_size() -> None:
    letter = replace(LETTER, level=Level.TUYET_MAT)
    change = {"sizes": {"158x115": [162, 122], "220x158": [230, 165]}}
    inner, outer = printed(envelope_sheets([letter], form=measures("D-30", change)))
    assert (inner.width, inner.height) == pytest.approx((162, 122), abs=OFF)
    assert (outer.width, outer.height) == pytest.approx((230, 165), abs=OFF)


def test_labels_stand_in_their_corrected_grid() -> None:
    (page,) = printed(label_sheets([LETTER] * 4, form=measures("D-30", CHANGED)))
    rings = sorted(
        {round(one.left, 1): one for one in page.strokes if one.color == RED and one.right - one.left > 14}.values(),
        key=lambda one: one.left,
    )
    # three abreast, 65 mm from one to the next; the sheet of 9 × 33 mm begins at the very top
    assert [b.left - a.left for a, b in pairwise(rings)] == pytest.approx([65, 65], abs=OFF)
    tops = sorted(round(one.top, 1) for one in page.strokes if one.color == RED and one.right - one.left > 14)
    assert max(tops) - min(tops) == pytest.approx(33, abs=OFF)
    assert rings[0].right == pytest.approx(65 - 5, abs=0.4)


def test_a_box_of_the_sheet_of_places_stands_where_it_was_put() -> None:
    name = "2 Tên cơ quan, tổ chức"
    change = {"first": {name: [32, 24, 70, 16]}}
    first = pages(render_diagram(at=SAMPLED, correction=change))[0]
    words = phrase(first, f"Ô {name}")
    assert words.left == pytest.approx(33, abs=0.5) and words.top == pytest.approx(26, abs=0.8)
    was = phrase(pages(render_diagram(at=SAMPLED))[0], f"Ô {name}")
    assert words.left - was.left == pytest.approx(7, abs=OFF) and words.top - was.top == pytest.approx(4, abs=OFF)


def test_what_is_not_corrected_is_what_is_shipped() -> None:
    for code in ("D-19", "D-30"):
        assert measures(code) == measures(code, {}) == shipped(code)
    assert sheets_printed(envelope_sheets([LETTER]), at=SAMPLED) == sheets_printed(
        envelope_sheets([LETTER], form=measures("D-30", {"cover": {"edge": 10}})), at=SAMPLED
    )


@pytest.mark.parametrize(
    "code, correction, said",
    [
        ("D-30", {"labels": {"width": 75}}, "rộng hoặc cao hơn tờ A4"),
        ("D-30", {"labels": {"down": 9}}, "rộng hoặc cao hơn tờ A4"),
        ("D-30", {"labels": {"across": 2.5}}, "là số nguyên"),
        ("D-30", {"labels": {"width": 52}}, "không đủ chỗ cho hai dấu"),
        ("D-30", {"sizes": {"158x115": [230, 115]}}, "mỗi cỡ lớn hơn cỡ trước"),
        ("D-30", {"sizes": {"158x115": [120, 115]}}, "mới đủ chỗ cho dấu C-07b"),
        ("D-30", {"sizes": {"158x115": [158, 90]}}, "phần dưới dòng Kính gửi còn ít hơn 54 mm"),
        ("D-30", {"sizes": {"158x115": [158]}}, "ghi đủ 2 số đo"),
        ("D-30", {"sizes": {"300x300": [300, 300]}}, "Không có số đo “300x300”"),
        ("D-30", {"cover": {"edge": float("nan")}}, "Số đo “edge”: từ 2 đến 30."),
        ("D-30", {"cover": {"edge": "10"}}, "Số đo “edge”"),
        ("D-30", {"cover": {"addressee": True}}, "Số đo “addressee”"),
        ("D-30", {"source": {}}, "Không đổi được “source”."),
        ("D-19", {"first": {"3 Số, ký hiệu": [180, 36, 75, 6]}}, "ra ngoài tờ A4"),
        ("D-19", {"first": {"3 Số, ký hiệu": [20, 36, 0, 6]}}, "ra ngoài tờ A4"),
        ("D-19", {"first": {"3 Số, ký hiệu": [20, -36, 10, 6]}}, "từ 0 đến 297"),
        ("D-19", {"page": {"width": 100}}, "Không đổi được “page”."),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(code: str, correction: dict[str, Any], said: str) -> None:
    with pytest.raises(BadForm) as bad:
        measures(code, correction)
    assert said in str(bad.value)

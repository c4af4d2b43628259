"""One line of a book on a sheet of its own."""

from __future__ import annotations

import pytest

from somat.law.levels import Level
from somat.reporting.book import BadPrint, Cell, Old, Receipt, page_code
from somat.reporting.entry import render_entry
from somat.reporting.plain import visible
from tests.reporting.paper import Page, pages, squeezed
from tests.reporting.stock import book, out_line
from tests.reporting.test_book import NUMBERS, OUT
from tests.reporting.test_hostile import HOSTILE

TO = Cell(receipts=(Receipt("Công an tỉnh", "Đ. V. Hòa, 06/10"), Receipt("Bộ CHQS tỉnh")))


def one(**change: object) -> list[Page]:
    return pages(render_entry(book([out_line(7, **change)])))


def test_it_shows_number_header_and_value_of_each_column() -> None:
    (page,) = one(to=TO, copies=Cell("3", old=(Old("2"),)))
    assert (page.width, page.height) == pytest.approx((210, 297), abs=0.1)
    said = page.text
    places = [said.index(f"{number} {header}") for number, header in zip(NUMBERS, OUT, strict=True)]
    assert places == sorted(places)
    assert "1. Công an tỉnh – Đ. V. Hòa, 06/10 2. Bộ CHQS tỉnh – chưa ký nhận" in said
    assert "(4) Tên loại và trích yếu nội dung" in said
    assert "Báo cáo. Tình hình an ninh, trật tự quý III" in said
    assert "TRÍCH SỔ ĐĂNG KÝ BÍ MẬT NHÀ NƯỚC ĐI Quyển số: 02 · Năm: 2026 · Số thứ tự: 07" in said
    assert "Trang 1/1" in said


@pytest.mark.parametrize("level, width", [(Level.MAT, 20), (Level.TOI_MAT, 30), (Level.TUYET_MAT, 40)])
def test_it_bears_the_mark_of_its_own_level(level: Level, width: int) -> None:
    (page,) = one(what=Cell(kind="Báo cáo"), secrecy=level)
    assert page.stamp[0].outer == pytest.approx((width, 8), abs=0.2)


def test_its_page_code_is_that_of_its_print() -> None:
    print_ = book([out_line(7)])
    (page,) = pages(render_entry(print_))
    assert f"Mã trang {page_code(print_, 1)}" in page.text


def test_a_cancelled_line_says_so_and_is_struck() -> None:
    (page,) = one(cancelled=True, notes="Hủy số: ghi nhầm sổ")
    assert "SỐ ĐÃ HỦY" in page.text
    strikes = [stroke for stroke in page.strokes if len(stroke.points) == 2 and stroke.left > 96 and stroke.right < 195]
    assert len([stroke for stroke in strikes if stroke.bottom - stroke.top < 0.1 and 60 < stroke.top < 230]) >= 9


def test_forty_recipients_and_a_giant_text_go_on_with_mark_and_code() -> None:
    to = Cell(receipts=tuple(Receipt(f"Ủy ban nhân dân xã {n}") for n in range(40)))
    sheets = one(to=to, what=Cell("chữ " * 4000, "Báo cáo"))
    assert len(sheets) > 3
    for number, page in enumerate(sheets, 1):
        assert f"Trang {number}/{len(sheets)}" in page.text
        assert page_code(book([out_line(7)]), number) in page.text
        assert page.stamp[0].outer == pytest.approx((20, 8), abs=0.2)
        assert max(letter.right for letter in page.ink) <= 195
    assert sum(page.text.count("chữ") for page in sheets) == 4000


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_only_a_text(text: str) -> None:
    sheets = one(signer=text, what=Cell(text, text), to=Cell(receipts=(Receipt(text, text),)))
    assert squeezed(visible(text))[:500] in squeezed("".join(page.text for page in sheets))
    assert all(max(letter.right for letter in page.ink) <= 195 for page in sheets)


@pytest.mark.parametrize("lines", [[], [out_line(1), out_line(2)]])
def test_it_takes_exactly_one_line(lines: list[object]) -> None:
    with pytest.raises(BadPrint):
        render_entry(book(lines))  # type: ignore[arg-type]

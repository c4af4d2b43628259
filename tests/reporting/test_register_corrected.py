"""A register as an agency corrected it, measured in the PDF against millimetres typed here; what is not corrected stays as it was."""

from __future__ import annotations

from typing import Any

import pytest

from somat.reporting.book import render_book, render_book_in_child
from somat.reporting.form import form
from somat.reporting.papers.form import BadForm
from somat.reporting.register import rearranged, register
from tests.reporting.paper import pages, squeezed
from tests.reporting.papers.ruler import close, phrase
from tests.reporting.stock import book, many, out_line

OFF = 0.2
# A1 as an agency might have it: 246 mm of the 247 between its margins; number and day have changed places
COLUMNS: list[dict[str, Any]] = [
    {"holds": "no", "header": "STT", "width": 12, "align": "center"},
    {"holds": "day", "header": "Ngày tháng", "width": 22, "align": "center"},
    {"holds": "number", "header": "Số, ký hiệu", "width": 26, "align": "left"},
    {"holds": "abstract", "header": "Tên loại và trích yếu", "width": 54, "align": "left"},
    {"holds": "level", "header": "Độ mật", "width": 16, "align": "center"},
    {"holds": "signer", "header": "Người ký", "width": 22, "align": "left"},
    {"holds": "receipts", "header": "Nơi nhận và ký nhận", "width": 40, "align": "left"},
    {"holds": "unit", "header": "Đơn vị lưu", "width": 18, "align": "left"},
    {"holds": "copies", "header": "Số bản", "width": 10, "align": "center"},
    {"holds": "", "header": "Số bì", "width": 10, "align": "center"},
    {"holds": "notes", "header": "Ghi chú", "width": 16, "align": "left"},
]
CHANGED: dict[str, Any] = {
    "page": {"left": 32, "right": 18, "top": 24},
    "text": {"header": 8},
    "rules": {"min_row": 12},
    "title": "SỔ THEO DÕI BÍ MẬT NHÀ NƯỚC ĐI",
    "cover": ["SỔ THEO DÕI", "BÍ MẬT NHÀ NƯỚC ĐI"],
    "lines": ["Năm: {year}", "Bắt đầu {first_day}, kết thúc {last_day}", "Từ số {first_no} đến số {last_no}", "Quyển thứ: {volume}"],
    "columns": COLUMNS,
    "unit": "mm",
}  # fmt: skip
EDGES = [32, 44, 66, 92, 146, 162, 184, 224, 242, 252, 262, 278]  # mm from the left edge of the sheet


def printed(correction: dict[str, Any], lines: list[Any] | None = None) -> list[Any]:
    return pages(render_book(rearranged(book(lines or [out_line(1), out_line(2)]), correction)))


def column(at: int, **change: Any) -> dict[str, Any]:
    return {**CHANGED, "columns": [{**one, **change} if n == at else one for n, one in enumerate(COLUMNS)]}


def test_measures_words_and_columns_stand_as_they_were_corrected() -> None:
    cover, first, closing = printed(CHANGED)
    assert first.columns == pytest.approx(EDGES, abs=OFF)
    assert first.table.top == pytest.approx(24 + 14, abs=OFF), "the strip above the table is 14 mm high"
    heads, numbers, *rows = first.cells()
    assert [squeezed(cell) for cell in heads] == [squeezed(one["header"]) for one in COLUMNS]
    assert numbers == [f"({n})" for n in range(1, 12)]
    assert phrase(first, "Nơi nhận và ký nhận").size == 8
    assert all(below - above >= 12 - OFF for above, below in zip(first.rules[2:], first.rules[3:], strict=False))
    shipped = pages(render_book(book([out_line(1), out_line(2)])))[1].cells()[2]
    for now, was in ((1, 2), (2, 1), (3, 3), (8, 8), (10, 9)):
        assert close(rows[0][now]) == close(shipped[was])
    assert rows[0][9] == ""
    for words in ("SỔ THEO DÕI", "Bắt đầu ", "Quyển thứ: "):
        assert close(words) in close(cover.text)
    assert close("SỔ THEO DÕI BÍ MẬT NHÀ NƯỚC ĐI") in close(first.text)
    assert "SỔ ĐĂNG KÝ" not in cover.text + first.text + closing.text


def test_the_child_prints_the_same_corrected_book() -> None:
    lines = many(260)
    made = rearranged(book(lines), CHANGED)
    assert render_book_in_child(made) == render_book(made)


def test_what_is_not_corrected_is_the_shipped_register() -> None:
    plain = book([out_line(1)])
    assert rearranged(plain, {}) == plain
    assert form("A1", "") == form("A1") == register("A1", {})


@pytest.mark.parametrize(
    "correction, said",
    [
        (column(3, width=56), "Sổ: các cột rộng cộng lại 248 mm, trang trừ lề chỉ còn 247 mm; bớt 1 mm."),
        ({**CHANGED, "columns": [one for one in COLUMNS if one["holds"] != "unit"]}, "không bỏ được cột “Đơn vị lưu”"),
        ({**CHANGED, "columns": [one for one in COLUMNS if one["holds"] != "notes"]}, "không bỏ được cột “Ghi chú”"),
        (column(9, holds="signer"), "hai cột cùng ghi một nội dung"),
        (column(9, holds="secret"), "cột thêm để trống, ghi tay."),
        (column(6, width=15), "Sổ, cột 7: rộng ít nhất 20 mm để còn chỗ ký."),
        (column(4, header="Độkhẩncấpvàđộmật"), "rộng hơn cột 16 mm"),
        (column(4, width="16"), "chiều rộng là số lớn hơn 0"),
        ({"page": {"left": 61}}, "Lề trang: từ 10 đến 60."),
        ({"page": {"left": 60, "right": 60}}, "Lề trái và lề phải cộng lại nhiều nhất 77 mm."),
        ({"page": {"top": 60, "bottom": 60}}, "Trang còn ít hơn 60 mm cho các dòng"),
        ({"page": {"width": 400}}, "Lề trang"),
        ({"text": {"size": 40}}, "Cỡ chữ: từ 8 đến 12."),
        ({"rules": {"min_receipt": 7}}, "Cao dòng, chỗ ký: từ 8 đến 30."),
        ({"rules": {"max_lines": 10}}, "Cao dòng, chỗ ký"),
        ({"rules": {"min_row": float("nan")}}, "Cao dòng, chỗ ký"),
        ({"lines": ["Năm: {year.__class__}", "{nobody}"]}, "không có mục “nobody”"),
        ({"lines": ["Năm " * 60 + "."]}, "dài hơn một dòng"),
        ({"title": "SỔ " * 40 + "."}, "Tên sổ: “SỔ SỔ"),
        ({"title": ""}, "Tên sổ: ghi chữ."),
        ({"title": "SỔ \u202eĐI"}, "ký tự không in được"),
        ({"cover": []}, "từ 1 đến 3 dòng"),
        ({"kind": "in"}, "Không đổi được “kind”."),
        ({"source": "x"}, "Không đổi được “source”."),
    ],
)
def test_what_a_register_may_not_be_is_said_in_a_sentence(correction: dict[str, Any], said: str) -> None:
    with pytest.raises(BadForm) as bad:
        register("A1", correction)
    assert said in str(bad.value)


def test_words_of_the_cover_are_words_only() -> None:
    text = '#read("/etc/passwd") {year.__class__} $x$ *b*'
    cover, *_ = printed({"lines": [text, "Năm {year}"]})
    assert close(text) in close(cover.text)

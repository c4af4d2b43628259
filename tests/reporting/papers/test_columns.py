"""Columns as an agency corrected them: heading, width, order, one left out, one added; measured in the PDF against millimetres typed here."""

from __future__ import annotations

from typing import Any

import pytest

from somat.reporting.papers.columns import tenths
from somat.reporting.papers.corrected import corrected
from somat.reporting.papers.docx import document
from somat.reporting.papers.form import BadForm, codes, paper
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.paper import pages
from tests.reporting.papers.docx_words import words_of
from tests.reporting.papers.expected import PAPERS, Expected
from tests.reporting.papers.ruler import close, grids, phrase

OFF = 0.2
LEFT = 30.0
# D-16 as an agency might have it: millimetres typed by hand, 156 of the 160 that the page has
BOOK: list[dict[str, Any]] = [
    {"header": "Ngày", "width": 18, "align": "center", "value": "{day}"},
    {"header": "Độ mật", "width": 16, "align": "center", "value": "{level}"},
    {"header": "Số, ký hiệu trên bì", "width": 31, "value": "{symbol}"},
    {"header": "Số lượng", "width": 14, "align": "center", "value": "{copies}"},
    {"header": "Nơi nhận", "width": 33.5, "value": "{to}"},
    {"header": "Ký nhận", "width": 29, "value": "{received}"},
    {"header": "Số niêm phong", "width": 14.5, "value": ""},
]
EDGES = [30, 48, 64, 95, 109, 142.5, 171.5, 186]  # mm from the left edge of the sheet


def with_columns(columns: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"blocks": {"2": {"columns": columns, "unit": "mm", **more}}}


def changed(number: int, **change: Any) -> dict[str, Any]:
    """The book with one column changed."""
    return with_columns([{**one, **change} if at == number else one for at, one in enumerate(BOOK)])


def test_a_corrected_table_stands_where_its_millimetres_say() -> None:
    sheets = pages(render("D-16", sample_sets("D-16")[0], at=SAMPLED, correction=with_columns(BOOK)))
    tables = [grid for page in sheets for grid in grids(page)]
    assert len(tables) >= 2, "the headers stand on each page"
    for grid in tables:
        assert list(grid.xs) == pytest.approx(EDGES, abs=OFF)
        assert [close(cell) for cell in grid.cells[0]] == [close(one["header"]) for one in BOOK]
        assert list(grid.cells[1]) == [f"({n})" for n in range(1, 8)]
    assert not any(close("Ghi chú") in close(cell) for grid in tables for row in grid.cells for cell in row)


def test_what_a_column_holds_goes_with_it() -> None:
    (_, page, *_) = pages(render("D-16", sample_sets("D-16")[0], at=SAMPLED, correction=with_columns(BOOK)))
    first, shipped = grids(page)[0].cells[2], pages(render("D-16", sample_sets("D-16")[0], at=SAMPLED))
    before = grids(shipped[1])[0].cells[2]  # day, symbol, level, copies, to, received, note
    assert [close(one) for one in first[:6]] == [close(before[at]) for at in (0, 2, 1, 3, 4, 5)]
    assert first[6] == "" and before[0] != ""


def test_the_height_of_rows_their_number_and_the_size_of_letters_are_measured_too() -> None:
    correction = with_columns(BOOK, height=14, least=5, size=9)
    (_, page, *_) = pages(render("D-16", {}, at=SAMPLED, correction=correction))
    (grid,) = grids(page)
    rows = [below - above for above, below in zip(grid.ys[2:], grid.ys[3:], strict=False)]
    assert rows == pytest.approx([14] * 5, abs=OFF)
    assert phrase(page, "Nơi nhận").size == 9


def test_the_editable_one_says_the_same() -> None:
    said = words_of(document("D-16", sample_sets("D-16")[0], at=SAMPLED, correction=with_columns(BOOK)))
    assert all(close(one["header"]) in said for one in BOOK) and close("Ghi chú") not in said


@pytest.mark.parametrize("paper_", [one for one in PAPERS if one.tables], ids=lambda one: one.code)
def test_each_table_of_each_form_takes_other_widths(paper_: Expected) -> None:
    """All columns of a table equally wide, one millimetre less than the page in all."""
    room = 252 if paper_.landscape else 160
    blocks = [(n, block) for n, block in enumerate(paper(paper_.code).blocks, 1) if block["kind"] == "table"]
    equal = [(room - 1) / len(block["columns"]) for _, block in blocks]
    correction = {
        "blocks": {
            str(n): {"unit": "mm", "columns": [{**column, "width": each} for column in block["columns"]]}
            for (n, block), each in zip(blocks, equal, strict=True)
        }
    }
    sheets = pages(render(paper_.code, sample_sets(paper_.code)[0], at=SAMPLED, correction=correction))
    seen = [grid for page in sheets for grid in grids(page)]
    for (_, block), each in zip(blocks, equal, strict=True):
        headers = [close(column["header"]) for column in block["columns"]]
        (grid, *_) = [one for one in seen if [close(cell) for cell in one.cells[0]] == headers]
        edges = [LEFT + each * at for at in range(len(headers) + 1)]
        assert list(grid.xs) == pytest.approx(edges, abs=OFF)


@pytest.mark.parametrize("code", codes())
def test_each_form_as_it_is_shipped_fits_its_page(code: str) -> None:
    corrected(paper(code), {"size": paper(code).size})


@pytest.mark.parametrize(
    "correction, said",
    [
        (changed(4, width=38), "Khối 2: các cột rộng cộng lại 160,5 mm, trang trừ lề chỉ còn 160 mm; bớt 0,5 mm."),
        ({**with_columns(BOOK), "page": {"left": 40}}, "trang trừ lề chỉ còn 150 mm; bớt 6 mm."),
        (with_columns(BOOK[1:]), "không bỏ được cột “Ngày chuyển”, mẫu phải có cột này."),
        (changed(1, value=""), "không bỏ được cột “Độ mật”, mẫu phải có cột này."),
        (changed(6, value="{day}"), "hai cột cùng ghi một nội dung {day}."),
        (changed(6, width=5), "Khối 2, cột 7: rộng 5 mm, ít nhất 6 mm."),
        (changed(6, header="Niêmphongsốhiệubì"), "chữ “Niêmphongsốhiệubì” rộng hơn cột 14,5 mm"),
        (changed(6, header="W" * 300), f"chữ “{'W' * 20}…” rộng hơn cột"),
        (changed(6, header="a " * 149), "Khối 2, cột 7: tiêu đề cao hơn 60 mm"),
        (changed(6, header="a" * 301), "ghi tiêu đề, nhiều nhất 300 chữ."),
        (changed(6, header=" "), "ghi tiêu đề"),
        (changed(6, header="\u200b"), "ghi tiêu đề"),
        (changed(6, header=7), "tiêu đề là chữ."),
        (changed(6, value="{nobody}"), "không có mục “nobody”"),
        (changed(6, align="#read"), "canh trái, giữa hoặc phải."),
        (changed(6, width="14"), "chiều rộng là số lớn hơn 0"),
        (changed(6, width=-14), "chiều rộng là số lớn hơn 0"),
        (changed(6, width=float("nan")), "chiều rộng là số lớn hơn 0"),
        (changed(6, width=float("inf")), "chiều rộng là số lớn hơn 0"),
        (changed(6, width=True), "chiều rộng là số lớn hơn 0"),
        (with_columns([]), "có từ 1 đến 20 cột."),
        (with_columns([*BOOK, *[{"header": "x", "width": 1}] * 20]), "có từ 1 đến 20 cột."),
        (with_columns(BOOK, height=4), "cao dòng từ 5 đến 60 mm"),
        (with_columns(BOOK, least=1000), "số dòng từ 0 đến 200"),
        (with_columns(BOOK, size=40), "cỡ chữ từ 7 đến 16"),
        ({"blocks": {"2": {"group": "level"}}}, "không đổi được “group”."),
        ({"page": {"left": float("nan")}}, "Kích thước trang là số"),
        ({"size": "13"}, "Cỡ chữ từ 8 đến 16."),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(correction: dict[str, Any], said: str) -> None:
    with pytest.raises(BadForm) as bad:
        corrected(paper("D-16"), correction)
    assert said in str(bad.value)


def test_the_column_of_the_word_total_stays_first() -> None:
    number, block = next((n, b) for n, b in enumerate(paper("D-27").blocks, 1) if "total" in b)
    turned = {"blocks": {str(number): {"columns": [*block["columns"][1:], block["columns"][0]]}}}
    with pytest.raises(BadForm, match="cột “Độ mật” luôn đứng đầu"):
        corrected(paper("D-27"), turned)


def test_a_heading_of_markup_and_controls_is_only_a_heading() -> None:
    text = '#read("/etc/passwd") $x$ *b* <w:br/> \u202eđảo\u202c \x07'
    columns = [{**one, "width": 19} for one in BOOK[:6]] + [{**BOOK[6], "header": text, "width": 56}]
    correction = {**with_columns(columns), "page": {"left": 20, "right": 20}}
    (_, page, *_) = pages(render("D-16", {}, at=SAMPLED, correction=correction))
    said = close(grids(page)[0].cells[0][6])
    assert close('#read("/etc/passwd") $x$ *b* <w:br/>') in said and "[U+202E]" in said and "[U+0007]" in said
    document("D-16", {}, at=SAMPLED, correction=correction)


@pytest.mark.parametrize(
    "widths, room, shown",
    [
        ([10.04, 10.04, 10.04], 30.12, [10.1, 10.0, 10.0]),
        ([160 / 7] * 7, 160, [22.9, 22.9, 22.9, 22.9, 22.8, 22.8, 22.8]),
        ([20.0, 31.5], 160, [20.0, 31.5]),
    ],
)
def test_widths_in_tenths_never_make_more_than_the_page(widths: list[float], room: float, shown: list[float]) -> None:
    assert tenths(widths, room=room) == shown

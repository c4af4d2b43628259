"""A register on paper, measured: wording, measures, marks, rows."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from somat.law.levels import Level
from somat.reporting.book import BadPrint, Cell, Old, Receipt, Totals, render_book
from tests.reporting.paper import Page, pages, squeezed
from tests.reporting.stock import book, line, many, out_line

# Typed from the description of the forms, not from form.toml.
OUT = [
    "Số thứ tự",
    "Số, ký hiệu tài liệu, vật chứa BMNN",
    "Ngày tháng xác định tài liệu, vật chứa BMNN",
    "Tên loại và trích yếu nội dung tài liệu, vật chứa BMNN",
    "Độ mật",
    "Người ký tài liệu, vật chứa BMNN",
    "Nơi nhận và ký nhận",
    "Đơn vị lưu",
    "Số lượng",
    "Ghi chú",
]
OUT_WIDTHS = [0.6, 1.3, 1.0, 3.0, 0.8, 1.2, 2.0, 1.0, 0.6, 1.0]
IN = [
    "Số thứ tự",
    "Ngày đến",
    "Số đến",
    "Cơ quan, tổ chức ban hành tài liệu, vật chứa BMNN",
    "Số, ký hiệu",
    "Ngày tháng",
    "Tên loại và trích yếu nội dung",
    "Độ mật",
    "Đơn vị và ký nhận",
    "Ghi chú",
]
IN_WIDTHS = [0.6, 0.9, 0.6, 1.6, 1.2, 0.9, 2.8, 0.8, 1.6, 1.0]
NUMBERS = [f"({n})" for n in range(1, 11)]
STAMPS = [(Level.TUYET_MAT, 40, "TUYỆT MẬT"), (Level.TOI_MAT, 30, "TỐI MẬT"), (Level.MAT, 20, "MẬT")]


def in_line(no: int) -> object:
    return line(
        no,
        f"{no:02d}",
        "05/10",
        str(no),
        "Bộ Công an",
        "1207/BCA-A03",
        "01/10/2026",
        Cell("Hướng dẫn công tác quý IV", "Công văn"),
        "Mật",
        Cell(receipts=(Receipt("Phòng Nội chính", "N. H. Yến, 05/10"),)),
        "",
    )


@pytest.fixture(scope="module")
def out_book() -> list[Page]:
    return pages(render_book(book(many(60), superior="Ủy ban nhân dân tỉnh Giang Bắc")))


@pytest.fixture(scope="module")
def in_book() -> list[Page]:
    return pages(render_book(book([in_line(no) for no in range(1, 40)], form="A2")))  # type: ignore[misc]


def test_it_is_a4_lying_with_the_margins_of_the_decree(out_book: list[Page]) -> None:
    for page in out_book:
        assert (page.width, page.height) == pytest.approx((297, 210), abs=0.1)
        body = [letter for letter in page.ink if letter.bottom < 190]
        assert min(letter.left for letter in body) >= 30
        assert max(letter.right for letter in page.ink) <= 297 - 15
        assert min(letter.top for letter in body) >= 20
        assert max(letter.bottom for letter in page.ink) <= 210 - 5


@pytest.mark.parametrize(
    "which, headers, widths", [("out_book", OUT, OUT_WIDTHS), ("in_book", IN, IN_WIDTHS)], ids=["A1", "A2"]
)
def test_each_page_repeats_headers_and_numbers_word_for_word(
    which: str, headers: list[str], widths: list[float], request: pytest.FixtureRequest
) -> None:
    sheets = request.getfixturevalue(which)[1:-1]
    assert len(sheets) > 2
    for page in sheets:
        cells = page.cells()
        assert cells[0] == headers
        assert cells[1] == NUMBERS
        measured = [right - left for left, right in pairwise(page.columns)]
        assert measured == pytest.approx([width / sum(widths) * 252 for width in widths], abs=0.2)


def test_each_page_counts_itself_and_names_volume_print_and_printer(out_book: list[Page]) -> None:
    for number, page in enumerate(out_book, 1):
        foot = page.inside(0, 190, 297, 210)
        assert f"Trang {number}/{len(out_book)}" in foot
        assert "Quyển số 02 năm 2026 · bản in số 1" in foot
        assert "In: Nguyễn Thị Hạnh, 08:12 ngày 23/11/2026, máy VP-02" in foot
        assert "Điểm chốt 148.212 · 4813494d137e" in foot


def test_every_line_stands_once_and_whole(out_book: list[Page]) -> None:
    """No row split: what the ten cells of each drawn row say is exactly one line of the book."""
    rows = [row for page in out_book[1:-1] for row in page.cells()[2:]]
    assert [row[0] for row in rows] == [f"{no:02d}" for no in range(1, 61)]
    for row, told in zip(rows, many(60), strict=True):
        what, to, copies = told.cells[3], told.cells[6], told.cells[8]
        assert row[3] == (f"{what.kind}. {what.text}" if what.text else what.kind)
        assert row[5] == told.cells[5].text
        said = "".join(receipt.recipient + receipt.receipt for receipt in to.receipts)
        assert sorted(squeezed(row[6])) == sorted(squeezed(said))
        assert row[8] == " ".join([*(old.text for old in copies.old), copies.text])


def test_no_text_leaves_its_cell(out_book: list[Page]) -> None:
    for page in out_book[1:-1]:
        xs, ys = page.columns, page.rules
        for letter in page.ink:
            if ys[0] < letter.top < ys[-1]:
                assert any(left < letter.left and letter.right < right for left, right in pairwise(xs))
                assert any(top < letter.top + 1 and letter.bottom - 1 < low for top, low in pairwise(ys))
        assert ys[-1] <= 190.1


@pytest.mark.parametrize("level, width, text", STAMPS)
def test_the_level_mark_is_a_true_size_vector_on_each_page(level: Level, width: int, text: str) -> None:
    for page in pages(render_book(book([out_line(1)] if level is Level.MAT else [], level=level))):
        outer, inner = page.stamp
        assert outer.outer == pytest.approx((width, 8), abs=0.2)
        assert inner.left - outer.left == pytest.approx(1, abs=0.2)
        assert outer.bottom - inner.bottom == pytest.approx(1, abs=0.2)
        letters = [
            letter for letter in page.ink if outer.left < letter.left < outer.right and letter.top < outer.bottom + 20
        ]
        marked = [letter for letter in letters if outer.top < (letter.top + letter.bottom) / 2 < outer.bottom]
        assert "".join(letter.char for letter in marked) == squeezed(text)
        assert {round(letter.size) for letter in marked} == {13}


def test_only_tinos_is_in_the_file_and_it_says_that_it_is_archival() -> None:
    pdf = render_book(book(many(20)))
    fonts = set().union(*(page.fonts for page in pages(pdf)))
    assert fonts <= {("Tinos", True), ("Tinos-Bold", True), ("Tinos-Italic", True), ("Tinos-BoldItalic", True)}
    assert {name for name, _ in fonts} >= {"Tinos", "Tinos-Bold", "Tinos-Italic"}
    assert re.search(rb"<pdfaid:part>\s*2\s*</pdfaid:part>", pdf)
    assert re.search(rb"<pdfaid:conformance>\s*U\s*</pdfaid:conformance>", pdf)


def test_the_cover_says_what_the_form_asks(out_book: list[Page]) -> None:
    cover = out_book[0].text
    for words in (
        "ỦY BAN NHÂN DÂN TỈNH GIANG BẮC VĂN PHÒNG",
        "SỔ ĐĂNG KÝ BÍ MẬT NHÀ NƯỚC ĐI",
        "Năm: 2026",
        "Từ ngày 01/7/2026 đến ngày 23/11/2026",
        "Từ số 01 đến số 60",
        "Quyển số: 02",
    ):
        assert words in cover


def test_the_cover_of_what_comes_in_is_that_of_the_other_register(in_book: list[Page]) -> None:
    assert "SỔ ĐĂNG KÝ BÍ MẬT NHÀ NƯỚC ĐẾN" in in_book[0].text


def test_the_closing_counts_pages_cancelled_and_corrected_lines(out_book: list[Page]) -> None:
    closing = out_book[-1].text
    assert f"Sổ này có {len(out_book):02d} trang, từ số 01 đến số 60." in closing
    assert "Số dòng hủy: 3. Số dòng sửa: 3." in closing
    assert "NGƯỜI GHI SỔ" in closing
    assert "CHÁNH VĂN PHÒNG" in closing
    assert "Giang Bắc, ngày 23 tháng 11 năm 2026" in closing


def test_an_open_volume_leaves_dots_for_the_hand() -> None:
    cover, _, closing = pages(render_book(book(many(3), last_day=None, last_no=None)))
    assert "đến ngày ……/……/……" in cover.text
    assert "Từ số 01 đến số ………" in cover.text
    assert "Sổ này có ……… trang, từ số 01 đến số ………." in closing.text
    assert "Số dòng hủy: ………. Số dòng sửa: ………." in closing.text


def test_an_empty_book_is_cover_one_page_and_closing() -> None:
    cover, page, closing = pages(render_book(book()))
    assert "Từ số ……… đến số ………" in cover.text
    assert page.inside(30, 30, 282, 75).endswith("(10) Sổ chưa có dòng đăng ký nào.")
    assert "Số dòng hủy: 0. Số dòng sửa: 0." in closing.text


def test_a_book_of_one_line() -> None:
    cover, page, closing = pages(render_book(book([out_line(7)])))
    assert "Từ số 07 đến số 07" in cover.text
    assert len(page.cells()) == 3
    assert "Sổ này có 03 trang, từ số 07 đến số 07." in closing.text


def test_a_cancelled_line_is_struck_in_every_cell_but_the_reason() -> None:
    cancelled = out_line(2, notes="Hủy số: ghi nhầm sổ", cancelled=True)
    page = pages(render_book(book([out_line(1), cancelled])))[1]
    assert [page.struck(3, column) for column in range(10)] == [True] * 9 + [False]
    assert not any(page.struck(2, column) for column in range(10))
    assert page.cells()[3][9] == "Hủy số: ghi nhầm sổ"


def test_a_corrected_cell_shows_the_old_value_struck_and_the_new_one() -> None:
    page = pages(render_book(book([out_line(1, copies=Cell("3", old=(Old("25"),)))])))[1]
    assert page.cells()[2][8] == "25 3"
    (strike,) = [
        one
        for one in page.strokes
        if len(one.points) == 2 and page.columns[8] < one.left < page.columns[9] and one.top < 150
    ]
    digits = [letter for letter in page.ink if page.columns[8] < letter.left and page.rules[2] < letter.top < 150]
    by_char = {letter.char: letter for letter in digits}
    assert strike.left == pytest.approx(by_char["2"].left, abs=0.3)
    assert strike.right == pytest.approx(by_char["5"].right, abs=0.3)
    assert strike.right < by_char["3"].left


@pytest.mark.parametrize("recipients", [1, 2, 5])
def test_each_recipient_has_8_mm_to_sign_in(recipients: int) -> None:
    to = Cell(receipts=tuple(Receipt(f"Sở {n}") for n in range(recipients)))
    page = pages(render_book(book([out_line(1, to=to)])))[1]
    top, low = page.rules[2:4]
    left, right = page.columns[6:8]
    dotted = [
        y
        for one in page.strokes
        for x, y in one.points
        if one is not page.table and left < x < right and top < y < low and x - left < 3
    ]
    edges = [top, *sorted(dotted), low]
    assert len(edges) == recipients + 1
    assert all(lower - upper >= 7.99 for upper, lower in pairwise(edges))


def test_forty_recipients_part_between_recipients_under_repeated_headers() -> None:
    to = Cell(receipts=tuple(Receipt(f"Ủy ban nhân dân xã số {n:02d}") for n in range(1, 41)))
    sheets = pages(render_book(book([out_line(1), out_line(2, to=to), out_line(3)])))[1:-1]
    assert len(sheets) > 2
    said: list[str] = []
    for page in sheets:
        rows = page.cells()
        assert rows[:2] == [OUT, NUMBERS]
        said += [row[6] for row in rows[2:] if row[0].startswith("02")]
    assert re.findall(r"Ủy ban nhân dân xã số (\d\d)", " ".join(said)) == [f"{n:02d}" for n in range(1, 41)]
    assert all(re.fullmatch(r"(Ủy ban nhân dân xã số \d\d ?)+", part) for part in said)
    numbers = [row[0] for page in sheets for row in page.cells()[2:]]
    assert numbers == ["01", "02", *["02 (tiếp)"] * (len(said) - 1), "03"]
    assert len(said) > 2


def test_a_row_that_fits_a_page_is_never_parted() -> None:
    to = Cell(receipts=tuple(Receipt(f"Xã {n:02d}") for n in range(1, 15)))
    sheets = pages(render_book(book([out_line(no, to=to) for no in range(1, 6)])))[1:-1]
    assert [row[0] for page in sheets for row in page.cells()[2:]] == ["01", "02", "03", "04", "05"]


def test_a_text_taller_than_a_page_goes_on_over_pages() -> None:
    words = " ".join(f"từ{n:04d}" for n in range(1500))
    sheets = pages(render_book(book([out_line(1, what=Cell(words, "Báo cáo")), out_line(2)])))[1:-1]
    said = " ".join(row[3] for page in sheets for row in page.cells()[2:] if row[0].startswith("01"))
    assert said == f"Báo cáo. {words}"
    assert len(sheets) > 3


def test_a_tuyet_mat_line_shows_its_type_and_may_hold_no_abstract() -> None:
    shown = out_line(1, what=Cell(kind="Báo cáo"), secrecy=Level.TUYET_MAT)
    assert pages(render_book(book([shown])))[1].cells()[2][3] == "Báo cáo"
    with pytest.raises(BadPrint, match="R-OUT-2"):
        book([out_line(1, secrecy=Level.TUYET_MAT)])
    with pytest.raises(BadPrint, match="R-OUT-2"):
        book([out_line(1, what=Cell(kind="Báo cáo", old=(Old("trích yếu cũ"),)), secrecy=Level.TUYET_MAT)])


def test_no_line_may_lie_above_the_mark_of_the_print() -> None:
    with pytest.raises(BadPrint):
        book([out_line(1, secrecy=Level.TOI_MAT)], level=Level.MAT)


def test_a_volume_holds_five_thousand_lines() -> None:
    one = out_line(1)
    book([one] * 5000)
    with pytest.raises(BadPrint):
        book([one] * 5001)


def test_parts_printed_apart_carry_the_numbers_of_the_whole() -> None:
    lines = many(30)
    whole = pages(render_book(book(lines)))
    cover = pages(render_book(book(lines, part="cover")))
    inner = pages(render_book(book(lines, part="pages")))
    closing = pages(render_book(book(lines, part="closing")))
    assert [page.text for page in cover + inner + closing] == [page.text for page in whole]


def test_cover_and_closing_printed_without_lines_use_the_totals_given() -> None:
    totals = Totals(pages=412, cancelled=7, corrected=9)
    facts: dict[str, Any] = {"first_no": 1, "last_no": 2941, "totals": totals}
    (closing,) = pages(render_book(book(part="closing", **facts)))
    assert "Sổ này có 412 trang, từ số 01 đến số 2941." in closing.text
    assert "Số dòng hủy: 7. Số dòng sửa: 9." in closing.text
    assert "Trang 412/412" in closing.text
    (cover,) = pages(render_book(book(part="cover", **facts)))
    assert "Trang 1/412" in cover.text
    with pytest.raises(BadPrint):
        book(part="closing", first_no=1, last_no=2941)


def test_the_cover_of_a_volume_just_opened_does_not_invent_a_count() -> None:
    (cover,) = pages(render_book(book(part="cover", first_no=1, last_day=None)))
    assert re.search(r"Trang 1(?!/)", cover.text)


def test_a_range_is_pages_only_and_says_so() -> None:
    sheets = pages(render_book(book(many(40)[9:30], part="range")))
    assert all("Trích in từ số 10 đến số 30" in page.text for page in sheets)
    assert [row[0] for page in sheets for row in page.cells()[2:]] == [f"{no}" for no in range(10, 31)]
    assert f"Trang {len(sheets)}/{len(sheets)}" in sheets[-1].text


def test_a_note_stands_on_each_page() -> None:
    for page in pages(render_book(book(many(2), note="Bản in khi quyển chưa khóa"))):
        assert "Bản in khi quyển chưa khóa" in page.text


def test_long_names_stay_in_their_places() -> None:
    long = "Ban Chỉ đạo thực hiện nhiệm vụ bảo vệ bí mật nhà nước và an ninh mạng của Ủy ban nhân dân thành phố " * 2
    sheets = pages(
        render_book(book([out_line(1, signer=long)], agency=long, superior=long, printed_by=long, note=long))
    )
    for page in sheets:
        assert max(letter.right for letter in page.ink) <= 282
        outer = page.stamp[0]
        assert not [
            letter
            for letter in page.ink
            if outer.left < letter.left and outer.bottom < letter.bottom < outer.bottom + 2
        ]
        assert re.search(r"In: Ban Chỉ đạo.*…, 08:12 ngày 23/11/2026, máy VP-02 Trang", page.text)
    head = [letter for letter in sheets[1].ink if letter.left < 93 and letter.bottom < sheets[1].rules[0]]
    assert max(letter.right for letter in head) <= 93
    assert sheets[1].cells()[2][5] == " ".join(long.split())
    assert squeezed(long.upper()) in squeezed(sheets[0].text)


def test_days_are_written_as_papers_write_them() -> None:
    cover = pages(render_book(book(part="cover", first_day=date(2026, 2, 9), last_day=date(2026, 12, 31))))[0]
    assert "Từ ngày 09/02/2026 đến ngày 31/12/2026" in cover.text


def test_the_same_print_gives_the_same_bytes() -> None:
    assert render_book(book(many(15))) == render_book(book(many(15)))


def test_capitals_keep_their_accents() -> None:
    capitals = "ẮẰẲẴẶ ẤẦẨẪẬ ẾỀỂỄỆ ỐỒỔỖỘ ỚỜỞỠỢ ỨỪỬỮỰ ỲÝỶỸỴ ĐƠƯ"
    page = pages(render_book(book([out_line(1, what=Cell(capitals, "Báo cáo"))])))[1]
    assert page.cells()[2][3] == f"Báo cáo. {capitals}"

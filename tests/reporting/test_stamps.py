"""Each stamp measured on its page against figures and words typed by hand from the law's forms, not from the library."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pypdfium2.raw as raw
import pytest

from somat.reporting.plain import visible
from somat.reporting.stamps import draw, draw_all, level_stamp, stamp, stamps
from tests.reporting.paper import RED, Page, pages
from tests.reporting.test_hostile import HOSTILE

# code: width, height, frame, letters of the first line, of the last, state, words
LAW: dict[str, tuple[float, float, str, float, float, str, str]] = {
    "C-02a": (40, 8, "double", 13, 13, "verified", "TUYỆT MẬT"),
    "C-02b": (30, 8, "double", 13, 13, "verified", "TỐI MẬT"),
    "C-02c": (20, 8, "double", 13, 13, "unverified", "MẬT"),
    "C-03A": (15, 15, "circle", 24, 24, "unverified", "A"),
    "C-03B": (15, 15, "circle", 24, 24, "unverified", "B"),
    "C-03C": (15, 15, "circle", 24, 24, "unverified", "C"),
    "C-04a": (60, 20, "double", 11, 11, "unverified", "THỜI HẠN BẢO VỆ BÍ MẬT NHÀ NƯỚC Từ: đến:"),
    "C-04b": (60, 20, "double", 11, 11, "unverified", "GIA HẠN THỜI HẠN BẢO VỆ BÍ MẬT NHÀ NƯỚC Từ: đến:"),
    "C-05": (30, 13, "double", 14, 13, "verified", "GIẢI MẬT Từ:"),
    "C-06": (70, 14, "double", 12, 12, "unverified", "ĐỘ MẬT: Từ:"),
    "C-07a": (80, 15, "double", 13, 13, "unverified", "TÀI LIỆU THU HỒI Thời hạn:"),
    "C-07b": (110, 10, "double", 13, 13, "unverified", "CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ"),
    "C-08": (40, 8, "double", 13, 13, "unverified", "BẢN SỐ:"),
    "C-09": (
        95,
        72,
        "double",
        13,
        12,
        "unverified",
        "BẢN SAO BÍ MẬT NHÀ NƯỚC Hình thức sao: Thời gian: Số lượng: Nơi nhận: Thẩm quyền sao: Chữ ký, họ tên:",
    ),
    "C-11": (55, 8, "double", 13, 13, "unverified", "BẢN SAO SỐ:"),
    "C-ĐẾN": (50, 35, "double", 9, 10, "unverified", "ĐẾN Số: Ngày: Chuyển: Số và ký hiệu HS:"),
    "HỎA TỐC": (30, 8, "single", 13, 13, "verified", "HỎA TỐC"),
    "THƯỢNG KHẨN": (40, 8, "single", 13, 13, "verified", "THƯỢNG KHẨN"),
    "KHẨN": (20, 8, "single", 13, 13, "verified", "KHẨN"),
}
TEXTS = ("SỐ", "NGÀY", "CHỮ")
FACTS = {
    "from": date(2026, 3, 12),
    "until": date(2036, 12, 12),
    "copy": 3,
    "change": "Giảm",
    "level": "Tuyệt mật",
    "form": "Sao y bản chính",
    "time": "08 giờ 30 ngày 12/10/2026",
    "count": "02 bản",
    "to": "Công an tỉnh Giang Bắc",
    "authority": "Chánh Văn phòng",
    "signer": "Phạm Minh Khôi",
    "agency": "Ủy ban nhân dân xã Hòa Bình",
    "number": "12/BC-UBND",
    "day": date(2026, 10, 22),
    "file": "HS-12",
    "place_and_day": "Giang Bắc, ngày 12 tháng 10 năm 2026",
    "text": "12",
}


def facts_of(code: str) -> dict[str, object]:
    return {name: FACTS[name] for name in stamp(code).fields}


def drawn(code: str, facts: dict[str, object] | None = None) -> Page:
    (page,) = pages(draw(code, facts or {}))  # type: ignore[arg-type]
    return page


def test_all_stamps_of_the_law_are_there_and_no_other() -> None:
    assert [one.code for one in stamps()] == [*LAW, *TEXTS]
    with pytest.raises(KeyError):
        stamp("C-12")


@pytest.mark.parametrize("code", LAW)
def test_it_has_the_size_frame_and_colour_of_its_form(code: str) -> None:
    width, height, frame, *_ = LAW[code]
    page = drawn(code)
    assert (page.width, page.height) == pytest.approx((width, height), abs=0.01)
    outer, *inner = page.stamp
    assert outer.outer == pytest.approx((width, height), abs=0.2)
    assert (outer.left - outer.width / 2, outer.top - outer.width / 2) == pytest.approx((0, 0), abs=0.05)
    assert len(inner) == (0 if frame == "single" else 1)
    for line in inner:
        assert (line.left - outer.left, line.top - outer.top) == pytest.approx((1, 1), abs=0.05)
        assert (outer.right - line.right, outer.bottom - line.bottom) == pytest.approx((1, 1), abs=0.05)
    corners = len(outer.points)
    assert corners > 10 if frame == "circle" else corners <= 5


@pytest.mark.parametrize("code", LAW)
def test_it_says_the_words_of_its_form_in_their_size(code: str) -> None:
    *_, first, last, _, words = LAW[code]
    page = drawn(code)
    assert " ".join(page.text.replace(".", " ").split()) == words
    assert page.ink[0].size == pytest.approx(first, abs=0.01)
    assert page.ink[-1].size == pytest.approx(last, abs=0.01)
    assert {name for name, inside in page.fonts if inside} == {name for name, _ in page.fonts}


@pytest.mark.parametrize("code", LAW)
def test_it_says_where_it_comes_from(code: str) -> None:
    it = stamp(code)
    national = code.isupper() and not code.startswith("C-0") and not code.startswith("C-1")
    assert it.source == ("30/2020/NĐ-CP" if national else "24/2020/TT-BCA")
    assert it.since == (date(2020, 3, 5) if national else date(2020, 7, 1))
    assert it.basis == ("in force" if national else "fallback")
    assert it.state == LAW[code][5]
    assert it.article


@pytest.mark.parametrize("code", [*LAW, *TEXTS])
@pytest.mark.parametrize("full", [{}, FACTS], ids=["dots", "facts"])
def test_no_accent_touches_a_frame_and_the_letters_stand_in_the_middle(code: str, full: dict[str, object]) -> None:
    page = drawn(code, {name: full[name] for name in stamp(code).fields if full})
    double = stamp(code).frame in {"double", "circle"}
    near = 1.25 + 0.15 if double else 0.25 if code in LAW else -0.01
    left, right = min(one.left for one in page.ink), max(one.right for one in page.ink)
    top, bottom = min(one.top for one in page.ink), max(one.bottom for one in page.ink)
    assert left >= near and right <= page.width - near
    assert top >= near and bottom <= page.height - near
    assert (top + bottom) / 2 == pytest.approx(page.height / 2, abs=0.35)
    if full and code != "C-ĐẾN" and code != "C-09":
        assert (left + right) / 2 == pytest.approx(page.width / 2, abs=0.2)


@pytest.mark.parametrize("code", [*LAW, *TEXTS])
def test_it_is_red_vectors_on_nothing(code: str) -> None:
    """Pixels are the stamp's ink or fully transparent: what lies under it shows between the lines."""
    pdf = draw(code, facts_of(code))  # type: ignore[arg-type]
    page = pypdfium2.PdfDocument(pdf)[0]
    assert not list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5))
    bitmap = page.render(
        scale=3, fill_color=(255, 255, 255, 0), force_bitmap_format=raw.FPDFBitmap_BGRA, rev_byteorder=True
    )
    assert bitmap.n_channels == 4
    data, stride = bytes(bitmap.buffer), bitmap.stride
    starts = [y * stride + 4 * x for y in range(bitmap.height) for x in range(bitmap.width)]
    pixels = [data[start : start + 4] for start in starts]
    solid = {pixel[:3] for pixel in pixels if pixel[3] == 255}
    ink = bytes(RED) if code in LAW else bytes(3)
    assert all(abs(a - b) <= 3 for pixel in solid for a, b in zip(pixel, ink, strict=True))
    assert sum(pixel[3] == 0 for pixel in pixels) > len(pixels) / 3


def test_facts_are_written_and_what_is_missing_is_left_to_the_pen() -> None:
    text = drawn("C-04a", {"from": date(2026, 3, 12)}).text
    assert "Từ: 12/3/2026 đến: ......" in text
    assert drawn("C-04b", facts_of("C-04b")).text.endswith("Từ: 12/3/2026 đến: 12/12/2036")
    assert drawn("C-08", {"copy": 3}).text == "BẢN SỐ: 03"
    assert drawn("C-06", facts_of("C-06")).text == "GIẢM ĐỘ MẬT: TUYỆT MẬT Từ: 12/3/2026"
    assert drawn("SỐ", {"number": "12/BC-UBND"}).text == "Số: 12/BC-UBND"
    arrival = drawn("C-ĐẾN", facts_of("C-ĐẾN")).text
    assert "ỦY BAN NHÂN DÂN XÃ HÒA BÌNH ĐẾN Số: 12/BC-UBND Ngày: 22/10/2026" in arrival


def test_an_empty_fact_is_a_missing_one_and_an_unknown_one_is_refused() -> None:
    assert draw("C-08", {"copy": ""}) == draw("C-08", {})
    with pytest.raises(KeyError):
        draw("C-08", {"copies": 3})


@pytest.fixture(scope="module")
def quiet() -> list[Page]:
    return pages(draw_all([(one.code, {}) for one in stamps()]))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_fact_changes_only_itself(text: str, quiet: list[Page]) -> None:
    loud = pages(draw_all([(one.code, dict.fromkeys(one.fields, text)) for one in stamps()]))
    for it, page, still in zip(stamps(), loud, quiet, strict=True):
        assert [line.points for line in page.stamp] == [line.points for line in still.stamp]
        assert (page.width, page.height) == (still.width, still.height)
        for letter in page.ink:
            assert letter.left >= -0.05 and letter.right <= page.width + 0.05
        for line in it.lines:
            for word in visible(line.text.format_map(dict.fromkeys(line.fields, " "))).split():
                assert word in page.text


def test_a_long_fact_is_made_smaller_before_it_is_cut() -> None:
    long = drawn("SỐ", {"number": "1234567/BC-" + "ABCDEFGH" * 3})
    assert "…" not in long.text and long.ink[0].size < 13
    longer = drawn("SỐ", {"number": "A" * 200})
    assert longer.text.endswith("…") and longer.ink[0].size == pytest.approx(13 * 0.7, abs=0.01)


def test_the_level_marks_are_found_by_level() -> None:
    assert [level_stamp(code).code for code in ("mat", "toi_mat", "tuyet_mat")] == ["C-02c", "C-02b", "C-02a"]


def test_several_are_drawn_at_once_and_twice_the_same() -> None:
    marks = [("C-05", {"from": date(2026, 3, 12)}), ("C-07a", {})]
    assert [round(page.width) for page in pages(draw_all(marks))] == [30, 80]
    assert draw_all(marks) == draw_all(marks)


def test_the_place_on_a_small_page_stays_on_the_page() -> None:
    spot = stamp("C-07a").spot
    assert spot.corner(80, 15, page=(210, 297)) == (115, 50)
    assert spot.corner(80, 15, page=(60, 40)) == (0, 25)
    assert stamp("C-09").spot.corner(95, 72, page=(210, 297)) == (30, 205)

"""Envelopes, labels and the sheet of places: what stands on each, measured, and what must not stand there."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from somat.law.levels import Level
from somat.reporting.diagram import render_diagram
from somat.reporting.envelope import Letter, Urgency, covers, render_envelopes, render_labels
from somat.reporting.form import FORMS
from somat.reporting.ledger import BadPrint
from somat.reporting.samples import render_sample
from tests.reporting.paper import Page, Stroke, pages
from tests.reporting.test_hostile import HOSTILE

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LETTER = Letter(
    level=Level.TOI_MAT,
    superior="Ủy ban nhân dân tỉnh Giang Bắc",
    agency="Sở Nội vụ",
    address="Số 8 đường Hòa Bình, tỉnh Giang Bắc",
    symbol="131/KH-SNV",
    to="Công an tỉnh Giang Bắc",
    to_address="Số 2 đường Hòa Bình, tỉnh Giang Bắc",
)
NAMED = "Đồng chí Nguyễn Văn Hòa, Giám đốc"
WORDS = ("TUYỆT", "TỐI MẬT", "MẬT")


def frames(page: Page) -> list[tuple[float, float]]:
    """Outer measures of the stamps on the page: every other red frame lies in the one before."""
    return sorted((round(one.outer[0], 1), round(one.outer[1], 1)) for one in outers(page))


def outers(page: Page) -> list[Stroke]:
    reds = page.stamp
    return [one for one in reds if not any(inside(one, other) for other in reds if other is not one)]


def inside(one: Stroke, other: Stroke) -> bool:
    return other.left < one.left and one.right < other.right and other.top < one.top and one.bottom < other.bottom


def envelope(**changes: object) -> list[Page]:
    return pages(render_envelopes([replace(LETTER, **changes)], at=AT))  # type: ignore[arg-type]


@pytest.mark.parametrize("level, letter", [(Level.TOI_MAT, "B"), (Level.MAT, "C")])
def test_toi_mat_and_mat_go_in_one_envelope_with_their_circle(level: Level, letter: str) -> None:
    (page,) = envelope(level=level)
    assert (page.width, page.height) == pytest.approx((220, 158), abs=0.1)
    assert frames(page) == [(15, 15)]
    circle = outers(page)[0]
    assert page.inside(circle.left, circle.top, circle.right, circle.bottom) == letter
    for words in ("ỦY BAN NHÂN DÂN TỈNH GIANG BẮC", "SỞ NỘI VỤ", "Số: 131/KH-SNV", "Kính gửi: Công an tỉnh Giang Bắc"):
        assert words in page.text
    assert not any(word in page.text for word in WORDS)


def test_tuyet_mat_goes_in_two_the_outer_as_ordinary_mail_with_its_circle_alone() -> None:
    inner, outer = envelope(level=Level.TUYET_MAT, named=NAMED, urgency="HỎA TỐC")
    assert (inner.width, inner.height) == pytest.approx((220, 158), abs=0.1)
    assert (outer.width, outer.height) == pytest.approx((307, 220), abs=0.1)
    assert frames(inner) == [(40, 8), (110, 10)]
    for words in ("TUYỆT MẬT", "CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ", "Số: 131/KH-SNV", NAMED, "SỞ NỘI VỤ"):
        assert words in inner.text
    assert frames(outer) == [(15, 15), (30, 8)]
    assert "SỞ NỘI VỤ" in outer.text and "Công an tỉnh Giang Bắc" in outer.text and "HỎA TỐC" in outer.text
    for words in (*WORDS, "131", "Số:", "Nguyễn Văn Hòa", "BÓC BÌ"):
        assert words not in outer.text.replace("Số 8", "").replace("Số 2", "")
    circle = next(one for one in outers(outer) if one.outer[0] < 20)
    assert outer.inside(circle.left, circle.top, circle.right, circle.bottom) == "A"


@pytest.mark.parametrize("urgency, size", [("KHẨN", (20, 8)), ("THƯỢNG KHẨN", (40, 8)), ("HỎA TỐC", (30, 8))])
@pytest.mark.parametrize("paper", ["158x115", "220x158", "307x220"])
def test_urgency_and_the_named_person_are_on_the_envelope(urgency: Urgency, size: tuple[int, int], paper: str) -> None:
    (page,) = envelope(level=Level.MAT, urgency=urgency, named=NAMED, size=paper)
    width, height = map(int, paper.split("x"))
    assert (page.width, page.height) == pytest.approx((width, height), abs=0.1)
    assert frames(page) == sorted([(15, 15), size, (110, 10)])
    assert urgency in page.text and NAMED in page.text


def test_a_level_mark_is_on_no_single_or_outer_envelope() -> None:
    for level in Level:
        *_, last = covers(replace(LETTER, level=level))
        assert last.sign == f"C-03{level.letter}"
    assert [one.sign for one in covers(replace(LETTER, level=Level.TUYET_MAT))] == ["C-02a", "C-03A"]


def test_a_size_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadPrint):
        envelope(size="100x100")
    with pytest.raises(BadPrint):
        envelope(level=Level.TUYET_MAT, size="307x220")
    with pytest.raises(BadPrint):
        render_envelopes([], at=AT)


@pytest.mark.parametrize("size", ["158x115", "220x158"])
@pytest.mark.parametrize("level", Level)
def test_nothing_touches_anything_on_the_fullest_envelope(size: str, level: Level) -> None:
    long = "Ban Chỉ đạo và phối hợp công tác bảo vệ bí mật nhà nước, phòng chống lộ lọt thông tin " * 3
    full = envelope(
        level=level, size=size, superior=long, agency=long, address=long, symbol="1" * 80, to=long, to_address=long,
        named=long, urgency="THƯỢNG KHẨN",
    )  # fmt: skip
    for page in full:
        apart(page)


def apart(page: Page) -> None:
    """Each letter is inside one stamp or clear of all of them, and on the page; no stamp meets another."""
    stamps = outers(page)
    for number, one in enumerate(stamps):
        assert one.left >= 0 and one.right <= page.width and one.top >= 0 and one.bottom <= page.height
        for other in stamps[:number]:
            assert one.right < other.left or other.right < one.left or one.bottom < other.top or other.bottom < one.top
    for letter in page.ink:
        assert letter.left >= 0 and letter.right <= page.width and letter.top >= 0 and letter.bottom <= page.height
        for one in stamps:
            across = one.left < letter.right and letter.left < one.right
            down = one.top < letter.bottom and letter.top < one.bottom
            within = (
                one.left < letter.left
                and letter.right < one.right
                and one.top < letter.top
                and letter.bottom < one.bottom
            )
            assert within or not (across and down), letter


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_changes_only_itself(text: str) -> None:
    names = ("superior", "agency", "address", "symbol", "to", "to_address")
    page, quiet = envelope(**dict.fromkeys(names, text))[0], envelope()[0]
    assert frames(page) == frames(quiet)
    assert "Kính gửi:" in page.text
    apart(page)
    apart(pages(render_labels([replace(LETTER, agency=text, to=text, symbol=text, to_address=text)], at=AT))[0])


def test_labels_are_3_by_8_of_70_by_37_on_a4() -> None:
    letters = [replace(LETTER, symbol=f"{number}/KH-SNV", urgency="THƯỢNG KHẨN") for number in range(1, 26)]
    first, second = pages(render_labels(letters, at=AT))
    assert (first.width, first.height) == pytest.approx((210, 297), abs=0.1)
    for number in range(1, 25):
        down, across = divmod(number - 1, 3)
        left, top = across * 70, 0.5 + down * 37
        said = first.inside(left, top, left + 70, top + 37)
        assert f"Số: {number}/KH-SNV" in said and "Công an tỉnh Giang Bắc" in said and "B" in said.split()
        circles = [
            one for one in outers(first) if left <= one.left and one.right <= left + 70 and top <= one.top < top + 37
        ]
        assert sorted(round(one.outer[0]) for one in circles) == [15, 40]
        assert all(one.bottom <= top + 37 for one in circles)
    assert "Số: 25/KH-SNV" in second.inside(0, 0.5, 70, 37.5)
    apart(first)


def test_labels_begin_where_the_sheet_is_still_whole() -> None:
    inner_outer = replace(LETTER, level=Level.TUYET_MAT)
    (page,) = pages(render_labels([inner_outer], at=AT, first=5))
    assert page.inside(0, 0, 210, 37.5) == "" and page.inside(0, 37.5, 70, 74.5) == ""
    assert "TUYỆT MẬT" in page.inside(70, 37.5, 140, 74.5)
    assert "A" in page.inside(140, 37.5, 210, 74.5).split()
    assert "131" not in page.inside(140, 37.5, 210, 74.5)
    for wrong in (0, 25):
        with pytest.raises(BadPrint):
            render_labels([LETTER], at=AT, first=wrong)


def test_a_label_is_too_small_for_the_named_persons_stamp() -> None:
    with pytest.raises(BadPrint):
        render_labels([replace(LETTER, named=NAMED)], at=AT)


# the sheet of places


def test_the_sheet_of_places_shows_each_stamp_at_its_place() -> None:
    first, last, listed = pages(render_diagram(at=AT))
    assert all((page.width, page.height) == pytest.approx((210, 297), abs=0.1) for page in (first, last, listed))
    corners = {(round(one.left), round(one.top)): one.outer for one in outers(first)}
    for left, top, width, height in (
        (30, 50, 40, 8), (30, 60, 40, 8), (30, 70, 60, 20), (30, 92, 60, 20), (30, 114, 30, 13), (30, 129, 70, 14),
        (30, 8, 40, 8), (74, 8, 55, 8), (115, 50, 80, 15), (130, 70, 50, 35),
    ):  # fmt: skip
        assert corners[(left, top)] == pytest.approx((width, height), abs=0.2)
        assert f"cách trái {left}, cách trên {top}" in first.text
    assert len(corners) == 10
    assert (95, 72) in frames(last) and "cách trái 30, cách trên 205" in last.text
    assert frames(last) == sorted([(95, 72), (110, 10), *[(15, 15)] * 3])
    for code in ("C-02a", "C-03B", "C-04b", "C-06", "C-07b", "C-09", "C-11", "C-ĐẾN", "HỎA TỐC"):
        assert code in listed.text
    for page in (first, last):
        apart(page)


def test_captions_do_not_run_into_each_other() -> None:
    for page in pages(render_diagram(at=AT)):
        letters = sorted(page.ink, key=lambda one: one.left)
        for at, one in enumerate(letters):
            for other in letters[at + 1 :]:
                if other.left >= one.right:
                    break
                across = min(one.right, other.right) - other.left
                down = min(one.bottom, other.bottom) - max(one.top, other.top)
                assert across <= 0.5 or down <= 0.3, (one, other)


@pytest.mark.parametrize("code", ["D-19", "D-30"])
def test_each_form_says_where_it_comes_from(code: str) -> None:
    data = tomllib.loads((FORMS / code / "form.toml").read_text("utf-8"))
    assert data["code"] == code and data["state"] == "unverified"
    assert data["title"] and data["source"] and data["article"] and data["from"]
    assert len(pages(render_sample(code))) == {"D-19": 3, "D-30": 5}[code]

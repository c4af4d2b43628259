"""Where things stand on each paper: 30/2020/NĐ-CP, Appendix I, measured in the PDF within 0.2 mm."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from somat.reporting.papers.form import codes
from tests.reporting.paper import RED, Page
from tests.reporting.papers.expected import MARKS, PAPERS, Expected
from tests.reporting.papers.ruler import Phrase, grids, phrase

Print = Callable[..., list[Page]]
each = pytest.mark.parametrize("paper", PAPERS, ids=lambda one: one.code)
headed = pytest.mark.parametrize("paper", [one for one in PAPERS if not one.book], ids=lambda one: one.code)
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
LEFT, TOP, BOTTOM = 30, 20, 20  # mm, the least that the decree allows
OFF = 0.2


def test_each_paper_is_in_the_table() -> None:
    assert {one.code for one in PAPERS} == set(codes())


@each
def test_it_is_a4_with_the_margins_of_the_decree(paper: Expected, printed: Print) -> None:
    sheets = printed(paper.code)
    assert len(sheets) == paper.sheets
    right = 15 if paper.landscape else 20
    for number, page in enumerate(sheets, 1):
        size = (297, 210) if paper.landscape else (210, 297)
        assert (page.width, page.height) == pytest.approx(size, abs=OFF)
        inside = [one for one in page.ink if one.top > TOP - OFF and one.bottom < page.height - BOTTOM + OFF]
        assert min(one.left for one in inside) >= LEFT - OFF
        assert max(one.right for one in inside) <= page.width - right + 0.3  # an italic letter leans out
        outside = {one.char for one in page.ink} - {one.char for one in inside}
        if number == 1 and paper.code != "CV":
            assert outside == set()
        for grid in grids(page):
            assert grid.xs[0] == pytest.approx(LEFT, abs=OFF)
            assert grid.xs[-1] == pytest.approx(page.width - right, abs=OFF)


@headed
def test_the_head_has_the_sizes_and_faces_of_the_decree(paper: Expected, printed: Print) -> None:
    page = printed(paper.code)[0]
    nation, motto = phrase(page, NATION), phrase(page, MOTTO)
    assert (nation.size, nation.face) == (12, "Tinos-Bold")
    assert (motto.size, motto.face) == (13, "Tinos-Bold")
    assert nation.middle == pytest.approx(motto.middle, abs=0.4)
    assert nation.top >= TOP and motto.top > nation.bottom
    under = [one for one in page.strokes if 0 < one.top - motto.bottom < 2.5 and one.left > motto.left - 1]
    assert under[0].right - under[0].left == pytest.approx(motto.right - motto.left, abs=0.6)
    assert (under[0].left + under[0].right) / 2 == pytest.approx(motto.middle, abs=0.4)
    if paper.person:
        assert nation.middle == pytest.approx(LEFT + (page.width - LEFT - 20) / 2, abs=0.5)
    else:
        assert nation.left > page.width * 0.42
        if paper.number:
            number = phrase(page, paper.number)
            assert (number.size, number.face) == (13, "Tinos")
            assert number.right < nation.left
    day = phrase(page, ", ngày")
    assert (day.size, day.face) == (13, "Tinos-Italic")
    assert day.top > motto.bottom and day.left > page.width / 2


@headed
def test_the_title_is_in_the_middle_bold_14_with_a_line_below(paper: Expected, printed: Print) -> None:
    if not paper.title:
        return
    page = printed(paper.code)[0]
    middle = LEFT + (page.width - LEFT - (15 if paper.landscape else 20)) / 2
    lines = [phrase(page, paper.title)] + ([phrase(page, paper.about)] if paper.about else [])
    for words in lines:
        assert (words.size, words.face) == (14, "Tinos-Bold")
        assert words.middle == pytest.approx(middle, abs=0.5)
    (rule,) = [
        one
        for one in page.strokes
        if 0 < one.top - lines[-1].bottom < 3 and one.right - one.left < 60 and len(one.points) == 2
    ]
    assert (rule.left + rule.right) / 2 == pytest.approx(middle, abs=OFF)


@each
def test_the_level_stands_in_box_10a_and_above_each_further_page(paper: Expected, printed: Print) -> None:
    for number, page in enumerate(printed(paper.code), 1):
        frames = [one for one in page.strokes if one.color == RED]
        if not paper.level:
            assert frames == []
            continue
        assert len(frames) == 2
        outer = max(frames, key=lambda one: one.outer[0])
        assert outer.outer == pytest.approx(MARKS[paper.level], abs=OFF)
        if number > 1:
            assert outer.left == pytest.approx(LEFT, abs=0.4) and outer.bottom < TOP
            continue
        assert outer.right < LEFT + (page.width - LEFT) * 0.45
        above = phrase(page, paper.number) if paper.number else phrase(page, NATION)
        assert outer.top > above.bottom
        assert 0.14 < outer.top / page.height < 0.34 or paper.landscape
        if paper.title:
            assert outer.bottom < phrase(page, paper.title).top
        mark = phrase(page, paper.level)
        assert (mark.size, mark.face) == (13, "Tinos-Bold")


@each
def test_further_pages_are_numbered_above_the_text(paper: Expected, printed: Print) -> None:
    sheets = printed(paper.code)
    assert not any(one.bottom < TOP for one in sheets[0].ink)
    for number, page in enumerate(sheets[1:], 2):
        above = "".join(one.char for one in page.ink if one.bottom < TOP)
        if paper.book:
            assert above.endswith(f"Trang{number}/{len(sheets)}") and "Quyểnsố01" in above
        else:
            assert above.replace(paper.level.replace(" ", ""), "") == str(number)
            (digit,) = [one for one in page.ink if one.bottom < TOP and one.char.isdigit()]
            assert digit.size == 13
            assert (digit.left + digit.right) / 2 == pytest.approx(page.width / 2, abs=OFF)


@each
def test_who_signs_stands_at_the_end_bold_with_room_for_a_hand(paper: Expected, printed: Print) -> None:
    pages_ = printed(paper.code)
    for number, signer in enumerate(paper.signers):
        nth = paper.signers[:number].count(signer)
        found = [page for page in pages_ if _stands(page, signer)]
        words = phrase(found[-1], signer, nth=nth) if signer == "THÀNH VIÊN" else _last(found[-1], signer)
        assert (words.size, words.face) == (13, "Tinos-Bold")


def test_the_one_who_signs_has_22_mm_between_title_and_name(printed: Print) -> None:
    page = printed("CV")[0]
    title, name = phrase(page, "PHÓ CHỦ TỊCH"), phrase(page, "Lê Văn Bình")
    assert name.top - title.bottom >= 20
    assert name.middle == pytest.approx(title.middle, abs=0.5)
    assert phrase(page, "TM. ỦY BAN NHÂN DÂN").top < phrase(page, "KT. CHỦ TỊCH").top < title.top


def _stands(page: Page, words: str) -> bool:
    try:
        phrase(page, words)
    except AssertionError:
        return False
    return True


def _last(page: Page, words: str) -> Phrase:
    found = phrase(page, words)
    for nth in range(1, 9):
        try:
            found = phrase(page, words, nth=nth)
        except AssertionError:
            break
    return found


@pytest.mark.parametrize(
    "size, words",
    [
        (12, "Nơi nhận:"),
        (11, "- Như trên;"),
        (11, "Người soạn thảo: Nguyễn Thị Hạnh."),
        (14, "Kính gửi:"),
        (12, "V/v phối hợp bảo vệ"),
        (13, "XEM XONG TRẢ LẠI"),
        (11, "Số 1, đường Thí Dụ"),
        (14, "Đề nghị các đơn vị quan tâm"),
    ],
)
def test_a_letter_has_every_size_of_the_decree(size: int, words: str, printed: Print) -> None:
    assert phrase(printed("CV")[0], words).size == size


def test_a_letter_has_its_boxes_where_the_decree_draws_them(printed: Print) -> None:
    page = printed("CV")[0]
    number, about, mark = phrase(page, "Số: 131/UBND-NC"), phrase(page, "V/v phối hợp"), phrase(page, "MẬT")
    assert number.bottom < about.top and about.bottom < mark.top < phrase(page, "Kính gửi:").top
    for words in (number, mark, phrase(page, "XEM XONG TRẢ LẠI")):
        assert words.middle == pytest.approx(30 + (160 - 89 - 2) / 2, abs=1)
    assert phrase(page, "Nơi nhận:").left == pytest.approx(30, abs=0.6)
    assert phrase(page, "TM. ỦY BAN NHÂN DÂN").middle > 130
    assert phrase(page, "Số 1, đường Thí Dụ").top > page.height - 20
    first, second = phrase(page, "Thực hiện Kế hoạch"), phrase(page, "ban nhân dân tỉnh Giả Định, Ủy")
    assert first.left - second.left == pytest.approx(12.7, abs=0.4)

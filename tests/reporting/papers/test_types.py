"""Sizes, faces, spacing and indents of each form, read from its PDF, against figures typed by hand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from somat.reporting.papers.form import codes
from somat.reporting.samples import render_sample
from tests.reporting.paper import MM, Page, pages
from tests.reporting.papers.baselines import Line, count, lines, pitches, styles
from tests.reporting.papers.expected import PAPERS, Expected
from tests.reporting.papers.expected_types import (
    AGENCY,
    BETWEEN,
    BODIES,
    BODY,
    BOLD,
    COVERS,
    GAP,
    HEAD,
    INDENT,
    INDENTED,
    ITALIC,
    MOTTO,
    NATION,
    PITCH,
    SINGLE,
    SUPERIOR,
    TABLES,
    UPRIGHT,
)
from tests.reporting.papers.ruler import close, grids, phrase

Print = Callable[..., list[Page]]
each = pytest.mark.parametrize("paper", PAPERS, ids=lambda one: one.code)
headed = pytest.mark.parametrize("paper", [one for one in PAPERS if not one.book], ids=lambda one: one.code)
OFF = 0.2  # mm
TOP = 20  # mm: above it are page numbers


@headed
def test_each_box_of_the_head_has_its_size_and_face(paper: Expected, printed: Print) -> None:
    page = printed(paper.code)[0]
    boxes = {"nation": NATION, "motto": MOTTO, "place": ", ngày", "title": paper.title}
    if not paper.person:
        boxes |= {"superior": SUPERIOR, "agency": BODIES.get(paper.code, AGENCY), "number": paper.number}
    for name, words in boxes.items():
        if words:
            assert styles(page, words) == {HEAD[name]}, name
    if paper.about:
        assert styles(page, paper.about) == {HEAD["title"]}


@each
def test_who_signs_and_who_receives_have_theirs(paper: Expected, printed: Print) -> None:
    seen = set()
    for page in printed(paper.code):
        for words, name in (("(Ký", "hint"), ("Nơi nhận:", "recipients"), ("- Lưu: ", "recipient")):
            for nth in range(count(page, words)):
                found = styles(page, words, nth=nth)
                if words != "Nơi nhận:" or found != {(13, UPRIGHT)}:  # a question of the form has the same words
                    assert found == {HEAD[name]}, words
                    seen.add(words)
        for signer in paper.signers:
            if found := [styles(page, signer, nth=nth) for nth in range(count(page, signer))]:
                assert {HEAD["authority"]} in found
                seen.add(signer)
    assert seen >= {*paper.signers, *(["- Lưu: "] if paper.labels[-1:] == ("Nơi nhận:",) else [])}


@each
def test_tables_have_bold_headers_italic_numbers_and_upright_rows(paper: Expected, printed: Print) -> None:
    sizes = iter(TABLES.get(paper.code, (12,) * len(paper.tables)))
    known: list[tuple[str, ...]] = []
    size = 0.0
    for page in printed(paper.code):
        for grid in grids(page):
            if grid.cells[0] not in known:
                known.append(grid.cells[0])
                size = next(sizes)
            inside = [one for one in lines(page) if grid.ys[0] < one.foot < grid.ys[-1]]
            headers = {style for one in inside if one.foot < grid.ys[1] for style in one.styles}
            numbers = {style for one in inside if grid.ys[1] < one.foot < grid.ys[2] for style in one.styles}
            rows = {style for one in inside if one.foot > grid.ys[2] for style in one.styles}
            assert (headers, numbers) == ({(size, BOLD)}, {(size, ITALIC)})
            assert rows <= {(size, UPRIGHT), (size, BOLD)} and (not rows or (size, UPRIGHT) in rows)
    assert next(sizes, None) is None


@each
def test_lines_stand_single_to_one_and_a_half_apart(paper: Expected, printed: Print) -> None:
    """In head, cover, body, tables and signatures: nowhere nearer than single spacing."""
    for page in printed(paper.code):
        for one, below in pitches(page):
            assert below.foot - one.foot >= SINGLE * one.size * MM - 0.06, (one.text, below.text)


@each
def test_paragraphs_are_parted_justified_and_indented(paper: Expected, printed: Print) -> None:
    size, found = BODY.get(paper.code, 13), False
    for page in printed(paper.code):
        begun = close(INDENTED.get(paper.code, "\0"))
        body = [one for one in lines(page) if _is_body(one, page, size)]
        right = page.width - (15 if paper.landscape else 20)
        for one, below in pairwise(body):
            apart = below.foot - one.foot
            if apart > PITCH * size * MM + GAP / 3:  # another paragraph
                assert apart >= PITCH * size * MM + GAP - 0.1, (one.text, below.text)
                continue
            assert apart == pytest.approx(PITCH * size * MM, abs=OFF)
            assert below.left == pytest.approx(30, abs=OFF), "a line of the same paragraph"
            if "...." not in one.text:
                assert one.right == pytest.approx(right, abs=0.6), one.text
        for one in body:
            if one.text.startswith(begun):
                found = True
                assert one.left == pytest.approx(30 + INDENT, abs=OFF)
    assert found == (paper.code in INDENTED)


def _is_body(one: Line, page: Page, size: float) -> bool:
    """Begins at the margin or at the indent, outside tables, below the head, in the size of the text; a name at the indent is no text."""
    placed = abs(one.left - 30) < OFF or (abs(one.left - 30 - INDENT) < OFF and one.styles != {HEAD["authority"]})
    aside = any(grid.ys[0] < one.foot < grid.ys[-1] for grid in grids(page))
    return placed and not aside and one.size == size and one.foot > (45 if "CỘNG HÒA" in page.text else TOP)


@pytest.mark.parametrize("paper", [one for one in PAPERS if one.labels], ids=lambda one: one.code)
def test_each_label_begins_a_paragraph_of_its_own(paper: Expected, printed: Print) -> None:
    """At least 6 pt below what stands above it, when that is body text."""
    size = BODY.get(paper.code, 13)
    for page in printed(paper.code):
        feet = {(one.left, one.foot): one for one in lines(page)}
        begins = [one for one in feet.values() if any(one.text.startswith(close(label)) for label in paper.labels)]
        for above, one in pitches(page):
            if one in begins and one.size == size and _is_body(one, page, size):
                assert one.foot - above.foot >= PITCH * size * MM + GAP - 0.1, one.text


@pytest.mark.parametrize("code", COVERS)
def test_a_cover_has_two_frames_and_its_words_in_their_sizes(code: str, printed: Print) -> None:
    page = printed(code)[0]
    frame, title, words = COVERS[code]
    outer, inner = sorted((one for one in page.strokes if len(one.points) > 3), key=lambda one: one.left)
    assert (outer.left, outer.top, outer.right, outer.bottom) == pytest.approx(frame, abs=OFF)
    gaps = (inner.left - outer.left, inner.top - outer.top, outer.right - inner.right, outer.bottom - inner.bottom)
    assert gaps == pytest.approx((BETWEEN,) * 4, abs=OFF)
    assert outer.width == pytest.approx(0.42, abs=0.05) and inner.width == pytest.approx(0.18, abs=0.05)
    assert styles(page, SUPERIOR) == {(14, UPRIGHT)} and styles(page, AGENCY) == {(14, BOLD)}
    assert styles(page, title) == {(24, BOLD)}
    for one in words:
        assert styles(page, one) == {(14, UPRIGHT)}
    middle = (frame[0] + frame[2]) / 2
    assert all((one.left + one.right) / 2 == pytest.approx(middle, abs=0.6) for one in lines(page))
    assert phrase(page, title).middle == pytest.approx(middle, abs=0.6)


@pytest.mark.parametrize("code, title", [("A1", "BÍ MẬT NHÀ NƯỚC ĐI"), ("A2", "BÍ MẬT NHÀ NƯỚC ĐẾN")])
def test_a_registers_cover_head_and_table_have_their_sizes(code: str, title: str) -> None:
    """Sizes of the registers are ours: box 2 and the level mark as the decree has them, the rest as large as a page takes."""
    cover, first, *_ = pages(render_sample(code))
    superior, agency = (one for one in lines(cover)[:8] if one.size == 13 and "TUYỆT" not in one.text)
    assert (superior.styles, agency.styles) == ({(13, UPRIGHT)}, {(13, BOLD)})
    assert styles(cover, title) == {(27, BOLD)} == styles(cover, "SỔ ĐĂNG KÝ")
    for words in ("Năm:", "Từ ngày", "Từ số", "Quyển số:"):
        assert styles(cover, words) == {(14, UPRIGHT)}
    outer, inner = [one for one in cover.strokes if len(one.points) > 3 and one.color == (0, 0, 0)][:2]
    assert (outer.left, outer.top, outer.right, outer.bottom) == pytest.approx((30, 21, 282, 188), abs=OFF)
    assert (inner.left, inner.bottom) == pytest.approx((30 + BETWEEN, 188 - BETWEEN), abs=OFF)
    assert styles(first, f"SỔ ĐĂNG KÝ {title}") == {(13, BOLD)}
    head, number, rows = first.rules[:3]
    inside = [one for one in lines(first) if one.left >= 30 and head < one.foot < first.rules[-1]]
    assert {style for one in inside if one.foot < number for style in one.styles} == {(9, BOLD)}
    assert {style for one in inside if number < one.foot < rows for style in one.styles} == {(9, UPRIGHT)}
    assert {style for one in inside if one.foot > rows for style in one.styles} <= {
        (10, UPRIGHT),
        (10, ITALIC),
        (9, ITALIC),
    }
    assert styles(first, "Trang 2") == {(11, UPRIGHT)}
    for page in (cover, first):
        for one, below in pitches(page):
            assert below.foot - one.foot >= SINGLE * one.size * MM - 0.06, (one.text, below.text)


def test_each_paper_is_looked_at() -> None:
    assert {one.code for one in PAPERS} == set(codes())
    assert all(code in set(codes()) for code in (*BODIES, *BODY, *TABLES, *COVERS, *INDENTED))

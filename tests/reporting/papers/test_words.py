"""Every label, header and title of each paper, word for word; widths of columns; states that say no more than is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from somat.reporting.papers.form import paper as form_of
from tests.reporting.paper import Page, plain
from tests.reporting.papers.expected import PAPERS, VARIANTS, Expected
from tests.reporting.papers.ruler import Grid, close, grids

Print = Callable[..., list[Page]]
each = pytest.mark.parametrize("paper", PAPERS, ids=lambda one: one.code)


@each
def test_it_says_its_title_and_labels_in_order(paper: Expected, printed: Print) -> None:
    first = close(" ".join(page.text for page in printed(paper.code)))
    at = 0
    for words in (paper.title, paper.about, *paper.labels):
        found = first.find(close(words), at)
        assert found >= 0, words
        at = found
    for words in (*paper.extra, *paper.signers, paper.number):
        assert close(words) in first, words


@each
def test_its_tables_have_these_headers_and_widths(paper: Expected, printed: Print) -> None:
    found: list[Grid] = []
    for page in printed(paper.code):
        for grid in grids(page):
            if not found or found[-1].cells[0] != grid.cells[0]:
                found.append(grid)
    assert len(found) == len(paper.tables)
    for grid, columns in zip(found, paper.tables, strict=True):
        assert [plain(cell) for cell in grid.cells[0]] == [header for header, _ in columns]
        assert list(grid.cells[1]) == [f"({number})" for number in range(1, len(columns) + 1)]
        whole = sum(width for _, width in columns)
        room = grid.xs[-1] - grid.xs[0]
        assert grid.widths == pytest.approx([width / whole * room for _, width in columns], abs=0.2)


@each
def test_it_claims_no_more_than_is_known(paper: Expected) -> None:
    form = form_of(paper.code)
    assert form.state == paper.state
    assert form.title and form.source and form.since.year >= 2020
    assert form.source != "design" or form.state == "design"


@pytest.mark.parametrize("code", VARIANTS)
def test_each_way_of_filling_it_has_words_of_its_own(code: str, printed: Print) -> None:
    said = [close(" ".join(page.text for page in printed(code, number))) for number in range(len(VARIANTS[code]))]
    for number, words in enumerate(VARIANTS[code]):
        assert [place for place, text in enumerate(said) if close(words) in text] == [number], words


def test_foreigners_undertake_to_tell_no_third_party(printed: Print) -> None:
    said = [close(" ".join(page.text for page in printed("D-17", number))) for number in range(4)]
    assert [close("không cung cấp, chuyển giao cho bên thứ ba") in text for text in said] == [False, False, True, True]


def test_statistics_are_grouped_from_the_highest_level_and_summed(printed: Print) -> None:
    list_, totals = (grids(page)[0] for page in printed("D-18"))
    first = [close("".join(row))[:9] for row in list_.cells[2:]]
    assert first == ["TUYỆTMẬT(", "01Côngvăn", "TỐIMẬT(1)", "02Báocáos", "MẬT(2)", "03Kếhoạch", "04Tờtrình"]
    assert [row[0] for row in totals.cells[2:]] == ["Tuyệt mật", "Tối mật", "Mật", "Tổng số"]
    assert list(totals.cells[-1][1:]) == ["13", "28", "8", "0", "1", "2", "4", "41"]


def test_nothing_known_leaves_dots_and_boxes_to_write_on() -> None:
    from somat.reporting.papers.render import render
    from somat.reporting.samples import SAMPLED
    from tests.reporting.paper import pages

    for paper in PAPERS:
        text = pages(render(paper.code, {}, at=SAMPLED))[0].text
        assert "…" in text or "....." in text, paper.code
        assert "None" not in text and "{" not in text

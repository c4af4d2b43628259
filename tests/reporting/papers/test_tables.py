"""Long tables: headers and their numbers on each page, no row in two parts, the signatures with the text before them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from somat.law.levels import Level
from somat.reporting.papers import tables
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.paper import Page, pages
from tests.reporting.papers.ruler import close, grids, phrase

LONG = (
    "Quyết định về việc phê duyệt kế hoạch bảo vệ an ninh, trật tự các mục tiêu quan trọng trên địa bàn, tài liệu thứ"
)
ROWS = 60


def items(count: int) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{LONG} {n}",
            "day": date(2026, 3, 2),
            "body": "UBND xã",
            "level": Level.MAT,
            "copies": n,
            "reason": "hết giá trị",
            "note": f"r{n}",
        }
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    "code, field",
    [
        ("D-21b", "items"),
        ("D-22d", "items"),
        ("D-18", "lines"),
        ("D-12", "lines"),
        ("D-24", "items"),
        ("D-27", "incidents"),
    ],
)
def test_a_table_over_pages_repeats_its_headers_and_parts_no_row(code: str, field: str) -> None:
    rows = (
        items(ROWS)
        if field != "incidents"
        else [{"what": f"{LONG} {n}", "level": Level.MAT} for n in range(1, ROWS + 1)]
    )
    sheets = pages(render(code, {**sample_sets(code)[0], field: rows}, at=SAMPLED))
    parts = [grid for page in sheets for grid in grids(page) if _holds(grid.cells)]
    assert len(parts) >= 3
    assert len({(grid.cells[0], grid.cells[1]) for grid in parts}) == 1
    assert parts[0].cells[1][0] == "(1)"
    found = [row for grid in parts for row in grid.cells[2:] if any("tài liệu thứ" in cell for cell in row)]
    assert len(found) == ROWS
    assert all(close(LONG) in close("".join(row)) for row in found)


def _holds(cells: tuple[tuple[str, ...], ...]) -> bool:
    return any(close("tài liệu thứ") in close("".join(row)) for row in cells)


@pytest.mark.parametrize("count", range(12, 30, 2))
def test_signatures_never_stand_alone_on_a_page(count: int) -> None:
    sheets = pages(render("D-22d", {**sample_sets("D-22d")[0], "items": items(count)}, at=SAMPLED))
    page = sheets[-1]
    text, signed = phrase(page, "có hiệu lực từ ngày ký./."), phrase(page, "Nguyễn Trọng An")
    assert text.bottom < phrase(page, "Nơi nhận:").top < signed.top
    assert signed.bottom < page.height - 20


@pytest.mark.parametrize("count", range(8, 20, 3))
def test_a_heading_is_never_the_last_line_of_a_page(count: int) -> None:
    facts = {**sample_sets("D-18")[0], "lines": items(count)}
    page = next(page for page in pages(render("D-18", facts, at=SAMPLED)) if "II. TỔNG HỢP" in page.text)
    below = [one for one in page.ink if one.top > phrase(page, "II. TỔNG HỢP THEO ĐỘ MẬT").bottom]
    assert len(below) > 50


def test_a_row_taller_than_a_page_goes_on_and_loses_nothing() -> None:
    words = " ".join(f"từ{n}" for n in range(3000))
    sheets = pages(render("D-24", {**sample_sets("D-24")[0], "items": [{"name": words}]}, at=SAMPLED))
    text = close("".join(column(page) for page in sheets))
    assert close(words) in text
    for page in sheets:
        assert all(one.bottom < page.height - 19.8 for one in page.ink)


def column(page: Page) -> str:
    return " ".join(
        row[1] for grid in grids(page) for row in grid.cells[2 if grid.cells[0][0].startswith("Số") else 0 :]
    )


def test_blank_rows_are_as_high_as_a_hand_needs() -> None:
    page = pages(render("D-16", {}, at=SAMPLED))[1]
    (grid,) = grids(page)
    heights = [below - above for above, below in zip(grid.ys[2:], grid.ys[3:], strict=False)]
    assert min(heights) == pytest.approx(10, abs=0.2)
    assert len(heights) >= 20


@pytest.mark.parametrize("code", ["D-18", "D-25", "D-27"])
def test_a_row_whose_height_is_known_is_as_high_as_one_that_is_laid_out(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = sample_sets(code)[0]
    known = [grids(page) for page in pages(render(code, facts, at=SAMPLED))]
    real, asked = tables._single, list[bool]()

    def never(*given: Any, **more: Any) -> bool:
        asked.append(real(*given, **more))
        return False

    monkeypatch.setattr(tables, "_single", never)
    laid = [grids(page) for page in pages(render(code, facts, at=SAMPLED))]
    assert any(asked)
    for one, other in zip(known, laid, strict=True):
        assert [grid.cells for grid in one] == [grid.cells for grid in other]
        for mine, its in zip(one, other, strict=True):
            assert mine.ys == pytest.approx(its.ys, abs=0.05)


def test_a_row_that_may_need_a_second_line_is_laid_out() -> None:
    row = {"kind": "row", "cells": ["WWWWWWWWWW"], "tall": False}
    wide = 10 * tables.face("").width("W", 10.0) * tables.POINT
    assert tables._single(row, [wide + 2 * tables.SLACK * tables.POINT], size=10.0)
    assert not tables._single(row, [wide], size=10.0)
    assert not tables._single({**row, "cells": ["\u4e2d"]}, [wide], size=10.0)

"""Long tables: headers and their numbers on each page, no row in two parts, the signatures with the text before them."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import Any

import pytest
import typst

from somat.law.levels import Level
from somat.reporting.glyphs import FONTS, face
from somat.reporting.kerning import kerns
from somat.reporting.papers import tables
from somat.reporting.papers.lines import SLACK, lines
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.paper import Page, pages
from tests.reporting.papers.ruler import close, grids, phrase

LONG = (
    "Quyết định về việc phê duyệt kế hoạch bảo vệ an ninh, trật tự các mục tiêu quan trọng trên địa bàn, tài liệu thứ"
)
ROWS = 60
WORDS = [
    *(
        "Kế",
        "hoạch",
        "15/KH-UBND",
        "ngày",
        "27/02/2026;",
        "AVATAR",
        "TỔNG",
        "HỢP;",
        "(độ",
        "mật),",
        "Võ",
        "Văn",
        "Vỹ:",
        "04-06,",
    ),
    *("“phòng", "họp”", "P.A.T", "–", "T.", "Y/Y", "nghiêng-ngả…", "tài-liệu/vật-chứa", "Thiếunhữngdấucáchởgiữacáctừ"),
    *("1.111.111", "T’T", "100%", "a/b/c", "w.v.y.", "QUỐC", "PHÒNG", "một", "hai", "ba"),
]


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


def both(code: str, facts: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many lines each row was said to have; the page must be the same where no row's lines are counted."""
    known = [grids(page) for page in pages(render(code, facts, at=SAMPLED))]
    said = list[int]()

    def never(*given: Any, **more: Any) -> int:
        said.append(lines(*given, **more))
        return 0

    with monkeypatch.context() as patch:
        patch.setattr(tables, "lines", never)
        laid = [grids(page) for page in pages(render(code, facts, at=SAMPLED))]
    for one, other in zip(known, laid, strict=True):
        assert [grid.cells for grid in one] == [grid.cells for grid in other]
        for mine, its in zip(one, other, strict=True):
            assert mine.ys == pytest.approx(its.ys, abs=0.05)
    return said


@pytest.mark.parametrize("code", ["D-12", "D-18", "D-22e", "D-25", "D-27"])
def test_a_row_whose_height_is_known_is_as_high_as_one_that_is_laid_out(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert any(both(code, sample_sets(code)[0], monkeypatch))


@pytest.mark.parametrize("words, least", [(WORDS, 5), (LONG.replace("/", " ").split(), 30)])
def test_rows_of_any_words_are_as_high_as_when_they_are_laid_out(
    words: list[str], least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(7)

    def some() -> str:
        return " ".join(random.choice(words) for _ in range(random.randrange(1, 14)))

    rows = [{**one, "name": some(), "body": some(), "reason": some(), "note": some()} for one in items(60)]
    said = both("D-21b", {**sample_sets("D-21b")[0], "items": rows}, monkeypatch)
    assert len([count for count in said if count > 1]) > least


def test_a_row_that_may_need_a_second_line_is_laid_out() -> None:
    wide = 10 * face("").width("W", 10.0)
    assert lines(["W" * 10], [wide + 2 * SLACK], style="", size=10.0) == 1
    assert not lines(["W" * 10], [wide], style="", size=10.0)
    assert not lines(["\u4e2d"], [wide], style="", size=10.0)
    assert not lines(["W\u0323"], [wide], style="", size=10.0)
    assert not lines(["W\nW"], [wide], style="", size=10.0)


def test_lines_are_counted_where_they_end_at_a_space_and_nowhere_else() -> None:
    wide = face("").width("một hai", 10.0) + 2 * SLACK
    assert lines(["một hai một hai", "ba"], [wide, wide], style="", size=10.0) == 2
    assert not lines(["ba một-hai ba"], [wide], style="", size=10.0)  # two lines or three, by the rule of strokes
    assert not lines(["một hai/một-hai"], [wide], style="", size=10.0)


@pytest.mark.parametrize("style, set_", [("", ""), ("b", 'weight: "bold"'), ("i", 'style: "italic"')])
def test_letters_stand_as_near_as_the_font_says(style: str, set_: str) -> None:
    words = ["AVATAR", "Tờ", "Trần Văn Vỹ", "P. LÝ", "không gì gần nhau"]
    source = '#set text(font: "Tinos", size: 20.48pt, fallback: false)\n' + "".join(
        f"#context [#metadata(measure(text({set_ + ',' if set_ else ''} {json.dumps(word, ensure_ascii=False)})).width.pt()) <w>]\n"
        for word in words
    )
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(source.encode(), font_paths=fonts, ignore_system_fonts=True)
    found = json.loads(compiler.query("<w>", field="value"))
    near = kerns(style)
    own = [sum(map(face(style).advances.__getitem__, word)) for word in words]
    kerned = [
        a + sum(near.get(word[i : i + 2], 0) for i in range(len(word))) for a, word in zip(own, words, strict=True)
    ]
    assert found == pytest.approx([width / 100 for width in kerned], abs=0.02)
    assert kerned[0] < own[0]

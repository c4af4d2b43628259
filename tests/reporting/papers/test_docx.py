"""The editable .docx: the same words, sizes and tables as the PDF, read back by python-docx."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from somat.law.levels import Level
from somat.reporting.papers.docx import document
from somat.reporting.papers.render import Printed
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.paper import Page
from tests.reporting.papers.docx_words import margins_of, words_of
from tests.reporting.papers.expected import PAPERS, Expected
from tests.reporting.papers.ruler import close, grids

each = pytest.mark.parametrize("paper", PAPERS, ids=lambda one: one.code)
Print = Callable[..., list[Page]]


def made(code: str) -> bytes:
    return document(code, sample_sets(code)[0], at=SAMPLED)


@each
def test_it_has_every_letter_of_the_pdf_and_no_other(paper: Expected, printed: Print) -> None:
    """As many of each letter: the order of columns differs, and dots to write on are a tab."""
    body = words_of(made(paper.code))
    sheets = printed(paper.code)
    inside = "".join(
        one.char for page in sheets for one in page.ink if one.top > 20 and one.bottom < page.height - 19.9
    )
    repeated = "".join(
        "".join("".join(row) for row in grid.cells[:2])
        for page in sheets[1:]
        for grid in grids(page)
        if _goes_on(grid, sheets)
    )
    left = Counter(_plain(inside)) - Counter(_plain(repeated))
    assert left == Counter(_plain(body))


def _goes_on(grid: object, sheets: list[Page]) -> bool:
    heads = [one.cells[0] for page in sheets for one in grids(page)]
    return heads.count(grid.cells[0]) > 1 and _first(grid, sheets)  # type: ignore[attr-defined]


def _first(grid: object, sheets: list[Page]) -> bool:
    """Whether an earlier page has a table with the same headers."""
    for page in sheets:
        for one in grids(page):
            if one.cells[0] == grid.cells[0]:  # type: ignore[attr-defined]
                return one != grid
    return False


def _plain(text: str) -> str:
    return re.sub("[.☐☒]", "", close(text))


@each
def test_its_page_type_and_tables_are_those_of_the_form(paper: Expected) -> None:
    file = Document(io.BytesIO(made(paper.code)))
    (section,) = file.sections
    size = (297, 210) if paper.landscape else (210, 297)
    assert (section.page_width, section.page_height) == pytest.approx((Mm(size[0]), Mm(size[1])), abs=700)
    right = 15 if paper.landscape else 20
    assert [
        round(edge.mm)
        for edge in (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    ] == [30, right, 21, 20]
    names = {one.get(qn("w:ascii")) for one in file.element.body.iter(qn("w:rFonts"))}
    assert names == {"Times New Roman"}
    ruled = [table for table in file.tables if _has(table.rows[0], "tblHeader")]
    assert len(ruled) == len(paper.tables)
    for table, columns in zip(ruled, paper.tables, strict=True):
        assert [cell.text for cell in table.rows[0].cells] == [header for header, _ in columns]
        assert _has(table.rows[1], "tblHeader")
        assert all(_has(row, "cantSplit") for row in table.rows)
        whole = sum(width for _, width in columns)
        room = (size[0] - 30 - right) / whole
        assert [column.width.mm for column in table.columns if column.width] == pytest.approx(
            [width * room for _, width in columns], abs=0.2
        )


def _has(row: Any, rule: str) -> bool:
    return row._tr.trPr is not None and row._tr.trPr.find(qn(f"w:{rule}")) is not None


@pytest.mark.parametrize(
    "level, text, width", [(Level.MAT, "MẬT", 20), (Level.TOI_MAT, "TỐI MẬT", 30), (Level.TUYET_MAT, "TUYỆT MẬT", 40)]
)
def test_the_level_is_a_red_double_frame_of_the_stamps_size(level: Level, text: str, width: float) -> None:
    data = document("CV", {**sample_sets("CV")[0], "level": level}, at=SAMPLED)
    file = Document(io.BytesIO(data))
    frames = [
        one
        for one in file.element.body.iter(qn("w:tbl"))
        if one.find(qn("w:tblPr")).find(qn("w:tblBorders")) is not None
    ]
    marked = [one for one in frames if one.find(qn("w:tblPr")).find(qn("w:tblBorders"))[0].get(qn("w:val")) == "double"]
    assert len(marked) == 1
    (edge,) = {
        (one.get(qn("w:val")), one.get(qn("w:color"))) for one in marked[0].find(qn("w:tblPr")).find(qn("w:tblBorders"))
    }
    assert edge == ("double", "E00000")
    assert "".join(one.text for one in marked[0].iter(qn("w:t"))) == text
    assert {one.get(qn("w:val")) for one in marked[0].iter(qn("w:color"))} == {"E00000"}
    assert int(next(marked[0].iter(qn("w:tcW"))).get(qn("w:w"))) / 56.7 == pytest.approx(width, abs=0.2)
    assert int(next(marked[0].iter(qn("w:trHeight"))).get(qn("w:val"))) / 56.7 == pytest.approx(8, abs=0.2)
    assert close(text) in margins_of(data)


def test_pages_are_numbered_from_the_second_on_and_say_who_printed() -> None:
    printed = Printed(by="Nguyễn Thị Hạnh", at=SAMPLED, workstation="VP-02", item="131/UBND-NC", copy_no=2)
    data = document("CV", sample_sets("CV")[0], at=SAMPLED, printed=printed)
    section = Document(io.BytesIO(data)).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" not in section.first_page_header._element.xml
    assert " PAGE " in section.header._element.xml
    for footer in (section.first_page_footer, section.footer):
        text = "".join(p.text for p in footer.paragraphs)
        assert "In: Nguyễn Thị Hạnh" in text and "bản số 2" in text and "VP-02" in text


def test_signatures_stay_with_the_text_before_them() -> None:
    file = Document(io.BytesIO(made("CV")))
    before = next(p for p in file.paragraphs if p.text.startswith("Đề nghị các đơn vị"))
    assert before.paragraph_format.keep_with_next
    signed = file.tables[-1]
    assert "Lê Văn Bình" in signed.rows[0].cells[-1].text
    assert _has(signed.rows[0], "cantSplit")


def test_sizes_are_those_of_the_decree() -> None:
    file = Document(io.BytesIO(made("CV")))
    sizes = {
        run.text: run.font.size
        for table in file.tables
        for row in table.rows
        for cell in row.cells
        for p in cell.paragraphs
        for run in p.runs
    }
    assert sizes["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] == Pt(12) and sizes["Độc lập - Tự do - Hạnh phúc"] == Pt(13)
    assert sizes["Số: 131/UBND-NC"] == Pt(13) and sizes["Nơi nhận:"] == Pt(12) and sizes["- Như trên;"] == Pt(11)
    assert file.styles["Normal"].font.size == Pt(14)


def test_the_same_facts_and_moment_give_the_same_bytes() -> None:
    here = SAMPLED.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert made("D-23") == document("D-23", sample_sets("D-23")[0], at=here)
    with zipfile.ZipFile(io.BytesIO(made("D-23"))) as parts:
        assert {one.date_time for one in parts.infolist()} == {(2026, 3, 2, 8, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert "python-docx" not in core and "2026-03-02" in core
    assert document("D-23", sample_sets("D-23")[0], at=datetime(2026, 3, 3, tzinfo=ZoneInfo("UTC"))) != made("D-23")

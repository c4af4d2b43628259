"""The rules below the body (box 2) and below title and abstract (box 5a): 1/3 to 1/2 of the text above (30/2020/NĐ-CP, Appendix I)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import ImageFont

from somat.reporting.glyphs import FONTS
from somat.reporting.papers.docx import document
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, render_sample, sample_sets
from tests.reporting.paper import Letter, Page, Stroke, pages
from tests.reporting.papers.expected import PAPERS, Expected

Print = Callable[..., list[Page]]
each = pytest.mark.parametrize("paper", PAPERS, ids=lambda one: one.code)
LEAST, MOST = 1 / 3, 1 / 2
LINE = 5.5  # mm: the line above a rule stands no higher
MOTTO = "Độc lập - Tự do - Hạnh phúc"
BODIES = (
    "Sở Nội vụ",
    "Ủy ban nhân dân xã Minh Họa",
    "Văn phòng Ủy ban nhân dân thành phố trực thuộc tỉnh Giả Định",
    "Trung tâm Phục vụ hành chính công và Ứng dụng công nghệ số liên thông các xã miền núi phía tây tỉnh Giả Định",
    "",
)


def shares(page: Page) -> list[float]:
    """How much of the words above it each free rule takes, from top to bottom; the one below the motto is left out."""
    found = []
    for one in sorted(page.strokes, key=lambda one: one.top):
        if len(one.points) == 2 and one.bottom - one.top < 0.01 and 3 < one.right - one.left < 85:
            words = above(page, one)
            if "".join(letter.char for letter in words) != MOTTO.replace(" ", ""):
                left, right = min(letter.left for letter in words), max(letter.right for letter in words)
                assert (left + right) / 2 == pytest.approx((one.left + one.right) / 2, abs=0.6)
                found.append((one.right - one.left) / (right - left))
    return found


def above(page: Page, rule: Stroke) -> list[Letter]:
    """The line of letters over the middle of a rule: no gap in it is wider than 4 mm."""
    near = [one for one in page.ink if rule.top - LINE < (one.top + one.bottom) / 2 < rule.top]
    runs: list[list[Letter]] = []
    for one in sorted(near, key=lambda one: one.left):
        if runs and one.left - runs[-1][-1].right < 4:
            runs[-1].append(one)
        else:
            runs.append([one])
    middle = (rule.left + rule.right) / 2
    (found,) = [run for run in runs if run[0].left <= middle <= run[-1].right]
    return found


def proven(found: list[float], count: int) -> None:
    assert len(found) == count
    assert all(LEAST <= share <= MOST for share in found), found


@each
def test_each_is_a_third_to_a_half_of_its_text(paper: Expected, printed: Print) -> None:
    proven(shares(printed(paper.code)[0]), rules_of(paper))


def rules_of(paper: Expected) -> int:
    """A person has no body above him; a book's cover has no rule below its title, nor has a letter, which has no title."""
    return 1 if paper.book or paper.person or not paper.title else 2


@pytest.mark.parametrize("code", ["A1", "A2", "entry", "daily-sheet"])
def test_what_is_no_paper_has_the_same_below_its_body(code: str) -> None:
    page = pages(render_sample(code))[0]
    rule = min((one for one in page.strokes if len(one.points) == 2 and one.right > one.left), key=lambda one: one.top)
    words = above(page, rule)
    assert LEAST <= (rule.right - rule.left) / (words[-1].right - words[0].left) <= MOST


@pytest.mark.parametrize("body", BODIES, ids=["short", "one line", "two lines", "three lines", "dots"])
@pytest.mark.parametrize("code", ["D-22a", "D-12"])
def test_it_goes_with_the_last_line_however_long_the_name_is(code: str, body: str) -> None:
    facts = {**sample_sets(code)[0], "agency": body}
    proven(shares(pages(render(code, facts, at=SAMPLED))[0]), 1 if code == "D-12" else 2)
    proven(list(docx_shares(document(code, facts, at=SAMPLED))), 1 if code == "D-12" else 2)


@pytest.mark.parametrize("about", ["", "việc A", "việc " + "thu hồi tài liệu, vật chứa bí mật nhà nước " * 4])
def test_below_an_abstract_it_goes_with_its_last_line(about: str) -> None:
    facts = {**sample_sets("D-25")[0], "name": about, "agency": "Sở Nội vụ"}
    proven(shares(pages(render("D-25", facts, at=SAMPLED))[0]), 2)
    proven(list(docx_shares(document("D-25", facts, at=SAMPLED))), 2)


def docx_shares(data: bytes) -> Iterator[float]:
    """The same of a .docx, where a rule is the border of an empty line between two indents: of a cell's room, or the page's."""
    file = Document(io.BytesIO(data))
    section = file.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / 12700  # type: ignore[operator]
    bold = ImageFont.truetype(str(FONTS / "Tinos-Bold.ttf"), 1000)
    for one in file.element.body.iter(qn("w:pBdr")):
        (edge, *more), paragraph = one, one.getparent().getparent()
        before = paragraph.getprevious()
        if more or edge.get(qn("w:val")) != "single" or before is None or before.tag != qn("w:p"):
            continue
        words = "".join(text.text or "" for text in before.iter(qn("w:t"))).replace("\u200b", "")
        if words == MOTTO:
            continue
        (size,) = {int(size.get(qn("w:val"))) / 2 for size in before.iter(qn("w:sz"))}
        indent = paragraph.find(qn("w:pPr")).find(qn("w:ind"))
        cell = paragraph.getparent() if paragraph.getparent().tag == qn("w:tc") else None
        width = room if cell is None else int(next(cell.iter(qn("w:tcW"))).get(qn("w:w"))) / 20 - 2 * 0.5 * 72 / 25.4
        reach = width - (int(indent.get(qn("w:left"))) + int(indent.get(qn("w:right")))) / 20
        assert indent.get(qn("w:left")) == indent.get(qn("w:right"))
        yield reach / (bold.getlength(words) * size / 1000)


@each
def test_the_docx_has_the_same(paper: Expected) -> None:
    proven(list(docx_shares(document(paper.code, sample_sets(paper.code)[0], at=SAMPLED))), rules_of(paper))

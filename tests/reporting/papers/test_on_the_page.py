"""Nothing runs off a page: 2,000 letters without a space in each field of each form; what stands in the margins by right is told apart."""

from __future__ import annotations

from typing import Any

import pytest

from somat.law.levels import Level
from somat.reporting.papers.form import paper
from somat.reporting.papers.render import Printed, render
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.paper import RED, Page, pages
from tests.reporting.papers.expected import PAPERS, Expected
from tests.reporting.papers.ruler import close, phrase
from tests.reporting.papers.test_hostile_all import _free

GLYPH = "W"  # the widest letter
LONG = GLYPH * 2000
TOP, BOTTOM, LEFT = 20, 20, 30  # mm: the margins of 30/2020/NĐ-CP as our forms have them
MARGIN = 5  # mm: nothing at all stands nearer to an edge of the sheet
printed = Printed(by="Nguyễn Thị Hạnh", at=SAMPLED, workstation="VT-01", item="15/KH-UBND", copy_no=2, level=Level.MAT)


def long_facts(code: str) -> dict[str, Any]:
    """Each free field, and each such cell of a first row, of 2,000 letters without a space."""
    facts: dict[str, Any] = dict(sample_sets(code)[0])
    for field in paper(code).fields:
        if _free(field):
            facts[field.name] = LONG
        elif field.kind == "rows" and facts.get(field.name):
            first, *others = facts[field.name]
            facts[field.name] = [{**first, **{one.name: LONG for one in field.columns if _free(one)}}, *others]
    return facts


def astray(page: Page, *, landscape: bool) -> list[str]:
    """Letters that stand neither between the margins nor in the strips above and below that headers and feet have."""
    right = page.width - (15 if landscape else 20)
    found = []
    for one in page.ink:
        beside = one.left < LEFT - 0.3 or one.right > right + 0.5
        over = one.top < MARGIN or one.bottom > page.height - MARGIN
        if beside or over:
            found.append(f"{one.char} at {one.left:.0f}, {one.top:.0f}")
    return found


def in_the_margin(page: Page) -> int:
    """How many of the long letters stand below the text, where only one address may be."""
    return sum(one.char == GLYPH and one.top > page.height - BOTTOM + 0.3 for one in page.ink)


@pytest.mark.parametrize("paper_", PAPERS, ids=lambda one: one.code)
def test_two_thousand_letters_without_a_space_stay_on_the_page(paper_: Expected) -> None:
    form = paper(paper_.code)
    sheets = pages(render(paper_.code, long_facts(paper_.code), at=SAMPLED, printed=printed))
    assert [one for page in sheets for one in astray(page, landscape=paper_.landscape)] == []
    addressed = any(field.name == "address" for field in form.fields)
    below = [in_the_margin(page) for page in sheets]
    assert below[1:] == [0] * (len(sheets) - 1)
    assert 0 < below[0] < 200 if addressed and not form.running else below[0] == 0


@pytest.mark.parametrize("code", ["D-17", "D-23"])
def test_a_slip_higher_than_a_page_goes_on_and_loses_nothing(code: str) -> None:
    name, times = {"D-17": ("reason", 1), "D-23": ("holder", 2)}[code]
    before = sum(page.text.count(GLYPH) for page in pages(render(code, sample_sets(code)[0], at=SAMPLED)))
    facts = {**sample_sets(code)[0], name: LONG}
    assert sum(page.text.count(GLYPH) for page in pages(render(code, facts, at=SAMPLED))) == before + 2000 * times


@pytest.mark.parametrize("code", ["D-12", "D-16"])
def test_a_covers_long_names_end_in_an_ellipsis_and_keep_their_beginning(code: str) -> None:
    words = "Trung tâm Ứng dụng công nghệ và Chuyển đổi số các lĩnh vực nội chính " * 12
    facts = {**sample_sets(code)[0], "agency": words, "superior": words, "volume": "07"}
    cover = pages(render(code, facts, at=SAMPLED))[0]
    assert close("TRUNG TÂM ỨNG DỤNG CÔNG NGHỆ VÀ CHUYỂN ĐỔI SỐ") in close(cover.text)
    assert cover.text.count("…") == 2 and close("Quyển số: 07") in close(cover.text)
    assert astray(cover, landscape=code == "D-12") == []
    plain = pages(render(code, {**facts, "agency": words[:69], "superior": ""}, at=SAMPLED))[0]
    assert "…" not in plain.text and close(words[:69].upper()) in close(plain.text)


def test_a_long_address_takes_two_smaller_lines() -> None:
    address = "Số 1, đường Trần Hưng Đạo, phường Bến Đò, thành phố Giang Bắc, tỉnh Giang Bắc; ĐT: 0203 999 888; thư điện tử: vanphong"
    page = pages(render("CV", {**sample_sets("CV")[0], "address": address}, at=SAMPLED, printed=printed))[0]
    said = phrase(page, address)
    assert said.size == 8
    assert page.height - 20 < said.top and said.bottom < page.height - 12 + 0.2, "the foot begins 8 mm below the text"


@pytest.mark.parametrize("code", ["D-12", "D-16"])
def test_the_cover_bears_the_mark_that_its_pages_bear(code: str) -> None:
    """R-SEC-4: every printed page of a secret item carries the level; a cover is a page."""
    marked = pages(render(code, sample_sets(code)[0], at=SAMPLED, printed=printed))
    for page in marked:
        frames = [one for one in page.strokes if one.color == RED]
        outer = max(frames, key=lambda one: one.right - one.left)
        assert (outer.right - outer.left, outer.bottom - outer.top) == pytest.approx((20, 8), abs=0.4)
        assert "MẬT" in page.text.split()
    bare = pages(render(code, sample_sets(code)[0], at=SAMPLED))
    assert not any(one.color == RED for one in bare[0].strokes)

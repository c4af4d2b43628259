"""Where pages end: no signature alone on a page, no single line of a paragraph left behind; samples that grow line by line."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from somat.reporting.papers.form import Field, paper
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.paper import Page, pages
from tests.reporting.papers.expected import PAPERS, Expected
from tests.reporting.papers.ruler import phrase

WORD = "xq"  # begins each word of a paragraph that grows, and no other
LINE = 9  # such words in a line of portrait A4, about
STEPS = range(1, 60, 3)  # lines added: over the height of a page, whatever the sample has
TEXTS = [one for one in PAPERS if not one.book and any(field.kind == "long" for field in paper(one.code).fields)]
TABLES = ("D-18", "D-21b", "D-22b")  # nothing but a table before who signs


def long_field(code: str) -> Field:
    """The last field of long text that the form draws outside its slip: what stands before who signs."""
    drawn = str([block for block in paper(code).blocks if block["kind"] != "slip"])
    return [one for one in paper(code).fields if one.kind == "long" and f"{{{one.name}}}" in drawn][-1]


def ends_its_paragraph(code: str) -> bool:
    """Whether nothing of the form's own words follows the field in its paragraph."""
    said = "".join(str(block.get("text", block.get("value", ""))) + "|" for block in paper(code).blocks)
    return f"{{{long_field(code).name}}}|" in said


def grown(code: str, lines: int) -> list[Page]:
    words = " ".join(f"{WORD}{at:05d}x" for at in range(lines * LINE))
    facts: dict[str, Any] = {**sample_sets(code)[0], long_field(code).name: words}
    return pages(render(code, facts, at=SAMPLED))


def lines_of(page: Page) -> int:
    """How many lines of the growing paragraph stand on a page."""
    letters = page.ink
    tops = {round(two.bottom) for one, two in pairwise(letters) if one.char == WORD[0] and two.char == WORD[1]}
    return len(tops)


@pytest.mark.parametrize("form", TEXTS, ids=lambda one: one.code)
def test_no_line_of_a_paragraph_is_left_alone_and_no_signature(form: Expected) -> None:
    broken = 0
    for step in STEPS:
        sheets = grown(form.code, step)
        parts = [count for count in map(lines_of, sheets) if count]
        broken += len(parts) > 1
        seen = parts if ends_its_paragraph(form.code) else parts[:-1]
        assert len(parts) == 1 or min(seen) > 1, f"{step} lines: {parts}"
        assert alone(sheets, form) == [], f"{step} lines"
    assert broken, "no sample was long enough for two pages"


def alone(sheets: list[Page], form: Expected) -> list[str]:
    """Who signs on a page on which nothing stands above him between the margins."""
    found = []
    for name in form.signers[:1]:
        page = next(page for page in reversed(sheets) if name in page.text)
        top = phrase(page, name).top
        if not any(20 < one.top < top - 4 and one.char.isalpha() for one in page.ink):
            found.append(name)
    return found


@pytest.mark.parametrize("form", [one for one in PAPERS if one.code in TABLES], ids=lambda one: one.code)
def test_a_signature_after_a_table_has_a_row_of_it_above(form: Expected) -> None:
    field = next(one.name for one in paper(form.code).fields if one.kind == "rows" and one.name in ("items", "lines"))
    (first, *_) = sample_sets(form.code)[0][field]
    for rows in range(4, 34):
        sheets = pages(render(form.code, {**sample_sets(form.code)[0], field: [first] * rows}, at=SAMPLED))
        assert alone(sheets, form) == [], f"{rows} rows"

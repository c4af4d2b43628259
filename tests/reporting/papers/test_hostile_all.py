"""Hostile facts in every field and row of every form: what the form itself says stands where it stood, tables keep their columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from somat.reporting.papers.docx import document
from somat.reporting.papers.form import Field, paper
from somat.reporting.papers.render import render
from somat.reporting.plain import visible
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.paper import Page, pages
from tests.reporting.papers.baselines import styles
from tests.reporting.papers.docx_words import words_of
from tests.reporting.papers.expected import PAPERS, Expected
from tests.reporting.papers.ruler import close, grids

Print = Callable[..., list[Page]]
# one line of each kind: source of the drawing, markup, controls and directions
VALUES = (
    '#read("/etc/passwd") ] ) } $x^2$ *b* _i_ `r` // /* <w:br/>&amp;<b> {signer} {{7}} "',
    "a\x00\x07\x1b[31m\x85 mật\u202eđảo\u202c \u200f\ud800",
)


def spoilt(code: str, text: str) -> dict[str, Any]:
    """The sample with this text in each field of free text, and in each such cell of its rows."""
    facts: dict[str, Any] = dict(sample_sets(code)[0])
    for field in paper(code).fields:
        if _free(field):
            facts[field.name] = text
        elif field.kind == "rows" and facts.get(field.name):
            free = [one.name for one in field.columns if _free(one)]
            facts[field.name] = [{**row, **dict.fromkeys(free, text)} for row in facts[field.name]]
    return facts


def _free(field: Field) -> bool:
    return field.kind in {"text", "long"} and field.name not in {"authority", "urgency", "circulation"}


def sheets(code: str, text: str) -> list[Page]:
    return pages(render(code, spoilt(code, text), at=SAMPLED))


def tables(found: list[Page]) -> list[tuple[tuple[float, ...], tuple[tuple[str, ...], ...]]]:
    """Uprights, headers and numbers of each table, once."""
    seen = [(tuple(round(x, 1) for x in one.xs), one.cells[:2]) for page in found for one in grids(page)]
    return [one for number, one in enumerate(seen) if one not in seen[:number]]


@pytest.mark.parametrize("paper_", PAPERS, ids=lambda one: one.code)
def test_no_fact_changes_what_the_form_itself_says(paper_: Expected, printed: Print) -> None:
    quiet = tables(printed(paper_.code))
    for text in VALUES:
        found = sheets(paper_.code, text)
        assert tables(found) == quiet
        said = close(" ".join(page.text for page in found))
        for words in (one for one in paper_.labels if one.endswith(":") and (one[0].isdigit() or one == "Nơi nhận:")):
            assert close(words) in said, words
        if not paper_.book and paper_.title:
            assert styles(found[0], paper_.title) == {(14, "Bold")}
        shown = close(visible(text))
        assert shown in said or shown.upper() in said
        whole = words_of(document(paper_.code, spoilt(paper_.code, text), at=SAMPLED))
        assert shown in whole or shown.upper() in whole


@pytest.mark.parametrize("code", ["D-10", "D-21a", "D-22d", "D-25"])
def test_words_longer_than_a_line_in_each_field_stay_on_the_page(code: str) -> None:
    """A signature of four such words is higher than a page."""
    for page in sheets(code, "W" * 120):
        assert all(one.left >= 29.8 and one.right <= 190.4 and one.bottom < 297 for one in page.ink if one.top > 20)

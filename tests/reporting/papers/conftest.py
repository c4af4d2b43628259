"""Each form's sample printed once for all tests that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.paper import Page, pages


@cache
def printed(code: str, number: int = 0) -> list[Page]:
    """The pages of the nth set of a form's sample."""
    return pages(render(code, sample_sets(code)[number], at=SAMPLED))


@pytest.fixture(scope="session", name="printed")
def _printed() -> Iterator[object]:
    yield printed
    printed.cache_clear()  # pdfium wants its pages closed before it goes

"""Each paper still looks as it was accepted, within a tolerance that a moved line exceeds."""

from __future__ import annotations

import pytest

from somat.reporting.papers.form import codes
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.papers.pictures import differing, kept, taken

GREYS = 1  # of 16
SHARE = 0.003  # of the points


@pytest.mark.parametrize("code", codes())
def test_it_looks_as_it_was_accepted(code: str) -> None:
    found, accepted = taken(render(code, sample_sets(code)[0], at=SAMPLED)), kept(code)
    assert len(found) == len(accepted)
    for page, known in zip(found, accepted, strict=True):
        assert differing(page, known, by=GREYS) <= SHARE


@pytest.mark.parametrize(
    "change",
    [
        {"page": {"left": 32}},
        {"page": {"top": 23}},
        {"size": 14},
        {"blocks": {"3": {"label": "Họ, tên, ngày, tháng, năm sinh và nơi sinh"}}},
    ],
)
def test_a_small_change_is_seen(change: dict[str, object]) -> None:
    found = taken(render("D-24", sample_sets("D-24")[0], at=SAMPLED, correction=change))
    assert any(differing(page, known, by=GREYS) > SHARE for page, known in zip(found, kept("D-24"), strict=False))

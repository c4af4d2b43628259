"""Each paper still looks as it was accepted, within a tolerance that a moved line exceeds."""

from __future__ import annotations

import pytest

from somat.reporting.papers.form import codes
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.papers.pictures import OTHERS, differing, kept, printed, taken

GREYS = 1  # of 16
SHARE = 0.003  # of the points


@pytest.mark.parametrize("code", [*codes(), *OTHERS, "stamps"])
def test_it_looks_as_it_was_accepted(code: str) -> None:
    found, accepted = taken(printed(code)), kept(code)
    assert len(found) == len(accepted)
    for page, known in zip(found, accepted, strict=True):
        assert differing(page, known, by=GREYS) <= SHARE


@pytest.mark.parametrize("code", codes())
@pytest.mark.parametrize("edge", ["left", "top"])
def test_a_margin_one_millimetre_off_is_seen(code: str, edge: str) -> None:
    change = {"page": {edge: (30 if edge == "left" else 21) + 1}}
    found = taken(render(code, sample_sets(code)[0], at=SAMPLED, correction=change))
    assert all(differing(page, known, by=GREYS) > SHARE for page, known in zip(found, kept(code), strict=False))


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

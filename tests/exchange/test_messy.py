"""Every messy layout is read by the program alone, and most of every column is right."""

import pytest

from tests.exchange.messy import LAYOUTS
from tests.exchange.scoring import score

FLOOR = 0.98  # of the cells of each column, in each layout
FLOORS = {("tcvn3_lost_horns", "abstract"): 0.9}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_each_column_of_each_layout_is_read_rightly(layout) -> None:  # type: ignore[no-untyped-def]
    messy = layout()
    scored = score(messy)
    assert scored.found == len(messy.truth)
    low = {column: scored.share(column) for column in scored.all
           if scored.share(column) < FLOORS.get((layout.__name__, column), FLOOR)}  # fmt: skip
    assert not low, scored.wrong


def test_the_score_sees_a_wrong_cell() -> None:
    from dataclasses import replace

    messy = LAYOUTS[0]()
    wrong = replace(messy, truth=[replace(line, signer="Không Phải Ai") for line in messy.truth])
    assert score(wrong).share("signer") == 0.0 and score(wrong).share("level") == 1.0

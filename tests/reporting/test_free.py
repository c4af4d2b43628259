"""The nearest free place: what a search of every millimetre, one after the other, would find."""

from __future__ import annotations

import random
from math import ceil, floor

import pytest

from somat.vault.converter.laying.free import CLEAR, EDGE, FAR, Ground

WIDE, HIGH = 70.0, 90.0  # mm, the sheet


def ground(seed: int, boxes: int) -> Ground:
    """A sheet with so many boxes of ink on it, without the file that it was looked up in."""
    chance, made = random.Random(seed), Ground.__new__(Ground)
    made.size, made.dots, made.columns, made.rows = (WIDE, HIGH), 2, 140, [0] * 180
    for _ in range(boxes):
        made.take(chance.uniform(0, WIDE), chance.uniform(0, HIGH), chance.uniform(0.5, 9), chance.uniform(0.5, 5))
    return made


def tried(it: Ground, left: float, top: float, width: float, height: float) -> tuple[float, float] | None:
    """Every place within reach and off the edges: the nearest, lower rather than higher, further left rather than right."""
    inked = {(x, y) for y, row in enumerate(it.rows) for x in range(it.columns) if row >> it.columns - 1 - x & 1}
    wide, high = (ceil((side + 2 * CLEAR) * it.dots) for side in (width, height))
    steps = [(x, y) for x in range(-70, 71) for y in range(-90, 91) if x * x + y * y <= FAR * FAR]
    for x, y in sorted(steps, key=lambda step: (step[0] ** 2 + step[1] ** 2, step[1] < 0, step[0])):
        at = left + x, top + y
        if not (EDGE <= at[0] <= WIDE - width - EDGE and EDGE <= at[1] <= HIGH - height - EDGE):
            continue
        first = [max(0, floor((one - CLEAR) * it.dots)) for one in at]
        box = ((first[0] + a, first[1] + d) for d in range(high) for a in range(wide))
        if inked.isdisjoint(box):
            return at
    return None


@pytest.mark.parametrize(("seed", "boxes"), [(1, 0), (2, 8), (3, 25), (4, 40), (5, 60), (6, 400)])
def test_it_finds_what_trying_every_millimetre_finds(seed: int, boxes: int) -> None:
    it = ground(seed, boxes)
    assert it.nearest(31.3, 40.8, 9, 6) == tried(it, 31.3, 40.8, 9, 6)


def test_it_finds_nothing_on_a_full_sheet_and_its_own_place_on_an_empty_one() -> None:
    assert ground(6, 400).nearest(31.3, 40.8, 9, 6) is None
    assert ground(1, 0).nearest(31.3, 40.8, 9, 6) == (31.3, 40.8)

"""A file that was stamped before is stamped again: every mark of before stands as it stood, and the new one beside it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PIL import Image, ImageChops

from somat.reporting.overlay import Mark, Strike, overlay
from tests.reporting.incoming import electronic
from tests.reporting.test_overlay import seen

pytestmark = pytest.mark.once
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
OLD = [Mark("C-02b", left_mm=30, top_mm=60), Mark("SỐ", facts={"number": "07"}, left_mm=120, top_mm=60)]
NEW = [Mark("C-02a", left_mm=30, top_mm=200), Mark("C-08", facts={"copy": 3}, left_mm=120, top_mm=200)]

LAST = [Mark("C-05", facts={"from": "23/11/2026"}, left_mm=30, top_mm=230)]


def above(pdf: bytes, *, until: float = 190) -> Image.Image:
    image = seen(pdf)
    return image.crop((0, 0, image.width, int(until * 8)))


def test_a_second_and_a_third_stamping_leave_the_marks_of_before() -> None:
    once = overlay(electronic(), OLD, at=AT)
    again = overlay(overlay(once, NEW, at=AT), LAST, at=AT)
    assert ImageChops.difference(above(once), above(again)).getbbox() is None
    assert ImageChops.difference(seen(again), seen(overlay(electronic(), [*OLD, *NEW, *LAST], at=AT))).getbbox() is None


def test_an_old_mark_is_struck_out_and_the_new_level_set_in_one_pass() -> None:
    once = overlay(electronic(), OLD[:1], at=AT)
    both = overlay(once, [Mark("C-02c", left_mm=70, top_mm=60)], strikes=[Strike(1, 28, 58, 34, 12)], at=AT)
    apart = overlay(
        overlay(electronic(), [*OLD[:1], Mark("C-02c", left_mm=70, top_mm=60)], at=AT),
        [],
        strikes=[Strike(1, 28, 58, 34, 12)],
        at=AT,
    )
    assert ImageChops.difference(seen(both), seen(apart)).getbbox() is None
    assert ImageChops.difference(above(once), above(both)).getbbox() is not None

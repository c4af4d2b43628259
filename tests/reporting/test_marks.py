"""The code on each page: as text, and as a QR code that a reader would read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import segno

from somat.reporting.book import Checkpoint, page_code, render_book
from somat.reporting.marks import Codes, qr_text
from tests.reporting.paper import pages
from tests.reporting.stock import POINT, book, many, out_line

CODE = re.compile(r"Mã trang ([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})")


def test_each_page_has_a_code_of_its_own_in_letters() -> None:
    print_ = book(many(30))
    found = [CODE.search(page.text) for page in pages(render_book(print_))]
    codes = [match[1] for match in found if match]
    assert codes == [page_code(print_, page) for page in range(1, len(found) + 1)]
    assert len(set(codes)) == len(found)


def test_the_code_changes_with_everything_that_it_ties() -> None:
    print_ = book([out_line(1)])
    other_root = Checkpoint(POINT.size, POINT.root[:-1] + "5")
    assert other_root.short == POINT.short
    changed = [
        replace(print_, checkpoint=other_root),
        replace(print_, checkpoint=Checkpoint(POINT.size + 1, POINT.root)),
        replace(print_, print_no=2),
        replace(print_, volume_no=3),
        replace(print_, year=2027),
        replace(print_, agency="Thanh tra"),
    ]
    codes = {page_code(print_, 1), page_code(print_, 2), *(page_code(one, 1) for one in changed)}
    assert len(codes) == len(changed) + 2
    assert page_code(print_, 1) == page_code(replace(print_, printed_at=print_.printed_at + timedelta(days=1)), 1)


def test_the_picture_on_the_page_is_the_qr_code_of_its_facts() -> None:
    print_ = book(many(25))
    for number, page in enumerate(pages(render_book(print_)), 1):
        left, top, width = page.picture()
        side = Codes(print_).side
        seen = page.dark(left, top, width, side + 8)
        text = f"SOMAT1:A1:2026:2:1:148212:4813494d137e:{number:05d}"
        assert qr_text(print_, number) == text
        assert [row[4:-4] for row in seen[4:-4]] in every_mask(text)
        assert not any(map(any, [*seen[:4], *seen[-4:]]))
        assert width >= 12


def every_mask(text: str) -> list[list[list[int]]]:
    """The code with each of the eight masks: a reader takes any."""
    codes = (
        segno.make_qr(text, error="m", mode="byte", encoding="latin-1", mask=mask, boost_error=False)
        for mask in range(8)
    )
    return [[list(row) for row in code.matrix] for code in codes]


def test_pages_made_by_xor_are_codes_made_from_text() -> None:
    print_ = book([out_line(1)])
    codes = Codes(print_)
    for page in (0, 1, 9, 10, 417, 9_999, 12_345, 99_999):
        bits = f"{codes.modules(page):0{codes.side**2}b}"
        rows = [[int(bit) for bit in bits[i : i + codes.side]] for i in range(0, codes.side**2, codes.side)]
        assert rows in every_mask(qr_text(print_, page))


def test_without_a_checkpoint_the_paper_says_so() -> None:
    for page in pages(render_book(book([out_line(1)], checkpoint=None))):
        assert "Chưa có điểm chốt nhật ký" in page.text
        assert "Mã trang" not in page.text

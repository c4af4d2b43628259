"""The daily sheet: one page that says one checkpoint three times over."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import UTC, date, datetime
from typing import Any

import pytest

from somat.reporting.book import BadPrint, Checkpoint
from somat.reporting.daily_sheet import DailySheet, note_code, render_daily_sheet
from somat.reporting.words import heard
from tests.reporting.paper import Page, pages, squeezed

ROOT = "f0975d711753fd800bd2d469b11bd6c8c15e31068a3482c89d2c31b1519711ea"
ORIGIN = "somat/1b4e28ba-2fa1-11d2-883f-0016d3cca427"


def note(root: str = ROOT, size: int = 148212) -> str:
    key = b64encode(bytes(range(68))).decode()
    return f"{ORIGIN}\n{size}\n{b64encode(bytes.fromhex(root)).decode()}\n\n— {ORIGIN} {key}\n"


def sheet(**change: Any) -> DailySheet:
    facts: dict[str, Any] = {
        "superior": "Ủy ban nhân dân tỉnh Giang Bắc",
        "agency": "Văn phòng",
        "place": "Giang Bắc",
        "day": date(2026, 11, 23),
        "checkpoint": Checkpoint(148212, ROOT),
        "note": note(),
        "print_no": 2,
        "printed_by": "Lê Quang Minh",
        "printed_at": datetime(2026, 11, 23, 9, tzinfo=UTC),
        "workstation": "NK-01",
    }
    return DailySheet(**(facts | change))


@pytest.fixture(scope="module")
def paper() -> Page:
    (page,) = pages(render_daily_sheet(sheet()))
    return page


def test_it_is_one_upright_a4_page_within_margins(paper: Page) -> None:
    assert (paper.width, paper.height) == pytest.approx((210, 297), abs=0.1)
    assert min(letter.left for letter in paper.ink) >= 29.9
    assert max(letter.right for letter in paper.ink) <= 195
    assert min(letter.top for letter in paper.ink) >= 20


def test_it_names_the_body_the_day_the_journal_and_its_size(paper: Page) -> None:
    for words in (
        "ỦY BAN NHÂN DÂN TỈNH GIANG BẮC",
        "Giang Bắc, ngày 23 tháng 11 năm 2026",
        "TỜ ĐIỂM CHỐT NHẬT KÝ",
        ORIGIN,
        "148.212",
        "Bản in số 2 trong ngày · In: Lê Quang Minh, 16:00 ngày 23/11/2026, máy NK-01",
        "NGƯỜI KIỂM SOÁT NHẬT KÝ",
        "NGƯỜI CHỨNG KIẾN",
        "Cách đối chiếu",
    ):
        assert words in paper.text


def test_the_root_stands_in_groups_and_as_words_that_say_the_same(paper: Page) -> None:
    said = paper.text.split("(SHA-256)")[1]
    assert re.findall(r"\b[0-9a-f]{8}\b", said)[:8] == [ROOT[i : i + 8] for i in range(0, 64, 8)]
    table = paper.text.split("(mỗi từ là hai chữ số ở trên)")[1].split("Nguyên văn")[0].split()
    assert table[::2] == [str(place) for place in range(1, 33)]
    assert heard(table[1::2]).hex() == ROOT


def test_the_whole_note_is_printed_and_is_the_qr_code(paper: Page) -> None:
    assert squeezed(note()) in squeezed(paper.text)
    code = note_code(note())
    side = len(code.matrix)
    shape = next(one for one in paper.strokes if len(one.points) > 500)
    unit = (shape.right - shape.left) / side
    assert unit >= 0.6
    seen = paper.dark(shape.left, shape.top, unit * side, side)
    assert seen == [list(row) for row in code.matrix]


def test_it_carries_no_level_mark(paper: Page) -> None:
    assert paper.stamp == []


def test_only_tinos_and_archival() -> None:
    pdf = render_daily_sheet(sheet())
    assert {name.split("-")[0] for page in pages(pdf) for name, _ in page.fonts} == {"Tinos"}
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf


def test_long_names_keep_it_on_one_page() -> None:
    long = "Ban Chỉ đạo thực hiện nhiệm vụ bảo vệ bí mật nhà nước và an ninh mạng của Ủy ban nhân dân thành phố"
    names = {"superior": long, "agency": long, "printed_by": long, "auditor_name": "Lê Minh", "witness_name": "Tạ An"}
    (page,) = pages(render_daily_sheet(sheet(**names)))
    assert "Lê Minh" in page.text


@pytest.mark.parametrize("wrong", [note(size=148213), note(root="0" * 64), "x"])
def test_a_note_of_another_checkpoint_is_refused(wrong: str) -> None:
    with pytest.raises(BadPrint):
        sheet(note=wrong)


@pytest.mark.parametrize("size, root", [(-1, ROOT), (1, ROOT[:-1]), (1, ROOT.upper())])
def test_a_checkpoint_is_a_size_and_a_root(size: int, root: str) -> None:
    with pytest.raises(BadPrint):
        Checkpoint(size, root)

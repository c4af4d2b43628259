"""The foot of every printed page: level, item and copy of what the paper is about, who prints it and when (R-SEC-4)."""

from __future__ import annotations

import re
from itertools import pairwise
from uuid import uuid4

import pytest

from somat.audit.moment import now
from somat.law.levels import Level
from somat.reporting.papers.render import Printed, render
from tests.office import Office, machine, office  # noqa: F401
from tests.reporting.paper import Page, pages
from tests.web.test_papers import accept, browser

PRINTER = r"In: Nguyễn Thị Hạnh, \d\d:\d\d ngày \d\d/\d\d/\d{4}, máy \S+"
UNVERIFIED = ("D-12", "D-16", "D-17", "D-20")


def foot(page: Page) -> str:
    """The lines in the lower margin: 8 mm under the text."""
    return page.inside(0, 297 - 20 + 8 if page.width < page.height else 210 - 20 + 8, page.width, page.height)


def printed(office: Office, code: str, **typed: str) -> list[Page]:  # noqa: F811
    office.ground.settle()
    if code in UNVERIFIED:
        assert accept(browser(office, "quan"), code) == 302
    address = f"/bieu-mau/{code}/"
    answer = browser(office, "hanh").post(address, {"once": str(uuid4()), "kind": "pdf", **typed})
    assert answer.content[:5] == b"%PDF-", answer.content.decode()[:3000]
    return pages(answer.content)


def marked(page: Page) -> list[int]:
    """The marks that stand on a page, by the width of their outer frame in millimetres: 20, 30, 40 (C-02)."""
    return [wide for wide in (20, 30, 40) if any(abs(one.outer[0] - wide) < 0.2 for one in page.stamp)]


@pytest.mark.parametrize("code", ["D-01b", "D-17", "D-24", "D-23", "D-10"])
def test_a_paper_made_from_an_outgoing_line_says_its_number_and_level(office: Office, code: str) -> None:  # noqa: F811
    entry = office.issued(level=Level.TOI_MAT)
    if code == "D-10":
        assert accept(browser(office, "quan"), code) == 302
    sheets = printed(office, code, dong=str(entry.uuid))
    assert entry.doc_number == 1
    for sheet in sheets:
        assert re.fullmatch(rf"{PRINTER} Tối mật · số 01/BC-UBND", foot(sheet))


@pytest.mark.parametrize("code", ["D-01b", "D-17", "D-24"])
@pytest.mark.parametrize("level, width", [(Level.MAT, 20), (Level.TOI_MAT, 30), (Level.TUYET_MAT, 40)])
def test_a_form_without_a_level_bears_the_mark_of_its_line(
    office: Office,  # noqa: F811
    code: str,
    level: Level,
    width: int,
) -> None:
    bare = {"abstract": ""} if level == Level.TUYET_MAT else {}
    entry = office.issued(level=level, **bare)
    (sheet, *_) = printed(office, code, dong=str(entry.uuid))
    assert marked(sheet) == [width]
    assert foot(sheet).endswith(f"{level.title} · số 01/BC-UBND")
    (free, *_) = printed(office, code)
    assert marked(free) == [] and "mật ·" not in foot(free).casefold()


def test_an_arrival_is_called_by_its_arrival_number(office: Office) -> None:  # noqa: F811
    entry = office.registered()
    (sheet, *_) = printed(office, "D-01b", dong=str(entry.uuid))
    assert entry.arrival_no == 1
    assert foot(sheet).endswith("Mật · số đến 01")


def test_in_a_batch_each_paper_names_its_own_copy(office: Office) -> None:  # noqa: F811
    entry = office.issued()
    office.ground.settle()
    facts = {"dong": str(entry.uuid), "m-act": "Giải mật", "m-since": "22/11/2026", "n-0": "on", "n-1": "on"}
    answer = browser(office, "hanh").post("/bieu-mau/D-23/nhieu/", {"once": str(uuid4()), **facts})
    first, second = pages(answer.content)
    assert re.fullmatch(rf"{PRINTER} Mật · số 01/BC-UBND · bản số 1", foot(first))
    assert re.fullmatch(rf"{PRINTER} Mật · số 01/BC-UBND · bản số 2", foot(second))


def test_in_a_batch_of_lines_each_paper_names_its_own_line(office: Office) -> None:  # noqa: F811
    one, two = office.issued(), office.issued(level=Level.TOI_MAT)
    office.ground.settle()
    facts = {"volume": str(one.volume_id), "numbers": f"{one.no}-{two.no}"}
    answer = browser(office, "hanh").post("/bieu-mau/D-01b/nhieu/", {"once": str(uuid4()), **facts})
    first, second = pages(answer.content)
    assert (marked(first), marked(second)) == ([20], [30])
    assert foot(first).endswith("Mật · số 01/BC-UBND") and foot(second).endswith("Tối mật · số 02/BC-UBND")


@pytest.mark.parametrize("code, title", [("D-12", "Sổ quản lý sao, chụp"), ("D-16", "Sổ chuyển giao")])
def test_a_book_carries_the_highest_level_of_its_lines(office: Office, code: str, title: str) -> None:  # noqa: F811
    rows = {"r-lines-0-level": "Mật", "r-lines-1-level": "Tối mật", "r-lines-2-to": "Sở Nội vụ"}
    sheets = printed(office, code, **rows)
    assert all(f"Tối mật · {title} bí mật nhà nước" in foot(sheet) for sheet in sheets)
    assert all(marked(sheet) == [30] for sheet in sheets[1:])
    assert all("mật ·" not in foot(sheet).casefold() for sheet in printed(office, code))


def test_a_line_that_one_may_not_see_is_no_item_of_his_paper(office: Office) -> None:  # noqa: F811
    entry = office.issued()
    answer = browser(office, "chi").post(
        "/bieu-mau/D-24/", {"once": str(uuid4()), "kind": "look", "dong": str(entry.uuid)}
    )
    assert answer.status_code == 404


def test_a_long_item_is_shortened_level_and_copy_are_not() -> None:
    who = Printed("Nguyễn Thị Hạnh " * 6, now(), "VP-02", "số 212/KH-" + "UBND" * 60, "2–4", Level.TUYET_MAT)
    (sheet, *_) = pages(render("D-01b", {}, at=now(), printed=who))
    assert re.search(r"máy VP-02 Tuyệt mật · số 212/KH-[UBND]*… · bản số 2–4$", foot(sheet))
    letters = sorted((one for one in sheet.ink if one.top > 285), key=lambda one: one.left)
    assert letters[0].left > 29.8 and letters[-1].right < 190.2
    assert all(one.right - after.left < 0.3 for one, after in pairwise(letters))

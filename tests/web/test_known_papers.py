"""Opened from a line of a book, a paper asks only for what the line does not say."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from somat.law.levels import Level
from tests.office import Office, machine, office  # noqa: F401
from tests.reporting.paper import pages
from tests.web.test_papers import accept, browser

AGENCY = "Ủy ban nhân dân xã Giả Định"
ABSTRACT = "Tình hình địa bàn giả định"
OUT_NAME = f"Báo cáo số 01/BC-UBND ngày 05/10/2026 của {AGENCY}, {ABSTRACT}"
IN_NAME = "Kế hoạch số 212/KH-UBND ngày 05/10/2026 của Ủy ban nhân dân tỉnh Thử, Kế hoạch giả định"
DAY = date(2026, 10, 5)
# form, field (or row and column), what stands there for an outgoing line, for an arrival; typed from the two lines below
KNOWN = [
    ("D-01b", "m-places", "Công an tỉnh; Sở Nội vụ", ""),
    ("D-01b", "m-secret", "có", "có"),
    ("D-01b", "m-proposed", "mat", "mat"),
    ("D-13", "m-name", OUT_NAME, IN_NAME),
    ("D-17", "m-secrets", OUT_NAME, IN_NAME),
    ("D-10", "m-doc_body", AGENCY, "Ủy ban nhân dân tỉnh Thử"),
    ("D-23", "m-doc_body", AGENCY, "Ủy ban nhân dân tỉnh Thử"),
    ("D-20", "m-level", "mat", "mat"),
    (
        "D-20",
        "r-items-0-name",
        f"Báo cáo số 01/BC-UBND ngày 05/10/2026, {ABSTRACT}",
        IN_NAME.replace(" của Ủy ban nhân dân tỉnh Thử", ""),
    ),
    ("D-20", "r-items-0-level", "Mật", "Mật"),
    ("D-20", "r-items-0-copies", "3", "1"),
    ("D-20", "r-items-1-name", "", ""),
    ("D-20b", "m-level", "mat", "mat"),
    ("D-20b", "r-items-0-name", "Báo cáo số 01/BC-UBND", "Kế hoạch số 212/KH-UBND"),
    ("D-20b", "r-items-0-day", "05/10/2026", "05/10/2026"),
    ("D-20b", "r-items-0-body", AGENCY, "Ủy ban nhân dân tỉnh Thử"),
    ("D-20b", "r-items-0-level", "Mật", "Mật"),
    ("D-20b", "r-items-0-copies", "3", "1"),
]


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE = replace(settings.SITE, agency=AGENCY)


def fields(page: str) -> dict[str, str]:
    """What stands in the page, by field name."""
    found = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, inner in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', page):
        found[name] = html.unescape(inner).strip()
    for name, inner in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return found


@pytest.mark.parametrize("kind", ["out", "in"])
def test_it_fills_in_what_the_line_says(office: Office, kind: str) -> None:  # noqa: F811
    entry = office.issued(day=DAY) if kind == "out" else office.registered(day=DAY)
    office.ground.settle()
    client = browser(office, "hanh")
    stands = {
        code: fields(client.get(f"/bieu-mau/{code}/?dong={entry.uuid}").content.decode())
        for code in sorted({code for code, *_ in KNOWN})
    }
    wanted = {(code, name): out if kind == "out" else in_ for code, name, out, in_ in KNOWN}
    assert {(code, name): stands[code].get(name) for code, name in wanted} == wanted


def test_a_line_without_an_abstract_is_named_without_one(office: Office) -> None:  # noqa: F811
    entry = office.issued(day=DAY, level=Level.TUYET_MAT, abstract="")
    office.ground.settle()
    client = browser(office, "hanh")
    row = fields(client.get(f"/bieu-mau/D-20/?dong={entry.uuid}").content.decode())
    assert row["r-items-0-name"] == "Báo cáo số 01/BC-UBND ngày 05/10/2026"
    named = fields(client.get(f"/bieu-mau/D-13/?dong={entry.uuid}").content.decode())
    assert named["m-name"] == f"Báo cáo số 01/BC-UBND ngày 05/10/2026 của {AGENCY}"


def test_what_was_filled_in_is_printed_as_it_stands(office: Office) -> None:  # noqa: F811
    entry = office.issued(day=DAY)
    office.ground.settle()
    assert accept(browser(office, "quan"), "D-20b") == 302
    client = browser(office, "hanh")
    stands = fields(client.get(f"/bieu-mau/D-20b/?dong={entry.uuid}").content.decode())
    answer = client.post("/bieu-mau/D-20b/", {**stands, "once": str(uuid4()), "kind": "pdf"})
    text = pages(answer.content)[0].text
    assert "01 Báo cáo số 01/BC-UBND 05/10/2026 Mật 3" in text
    assert text.startswith("ỦY BAN NHÂN DÂN XÃ GIẢ ĐỊNH") or "ỦY BAN NHÂN DÂN XÃ GIẢ ĐỊNH" in text


def test_in_a_batch_of_lines_each_paper_lists_its_own(office: Office) -> None:  # noqa: F811
    one, two = office.issued(day=DAY), office.issued(day=DAY, level=Level.TOI_MAT)
    office.ground.settle()
    assert accept(browser(office, "quan"), "D-20") == 302
    facts = {"volume": str(one.volume_id), "numbers": f"{one.no}-{two.no}"}
    answer = browser(office, "hanh").post("/bieu-mau/D-20/nhieu/", {"once": str(uuid4()), **facts})
    first, second = pages(answer.content)
    assert f"01 Báo cáo số 01/BC-UBND ngày 05/10/2026, {ABSTRACT} Mật 3" in first.text
    assert f"01 Báo cáo số 02/BC-UBND ngày 05/10/2026, {ABSTRACT} Tối mật 3" in second.text

"""The form library: what is known of each form, and what is not."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from somat.law.sending import COLUMNS, Register
from somat.reporting.form import FORMS, FormUnknown, Kind, form, form_for, form_on
from somat.reporting.glyphs import FONTS, drawable, face
from somat.reporting.papers.form import codes as papers
from somat.reporting.samples import codes, render_sample
from tests.reporting.paper import pages

VIETNAMESE = "aăâeêioôơuưyđ"
MARKS = "\u0300\u0301\u0303\u0309\u0323"


@pytest.mark.parametrize("code", ["A1", "A2", "daily-sheet", "entry"])
def test_each_form_says_where_it_comes_from(code: str) -> None:
    data = tomllib.loads((FORMS / code / "form.toml").read_text("utf-8"))
    assert data["code"] == code
    assert data["title"] and data["source"]
    assert isinstance(data["from"], date)
    assert data["state"] in {"verified", "fallback", "unverified", "design"}
    page = data["page"]
    assert sorted([page["width"], page["height"]]) == [210, 297]
    assert 20 <= page["top"] <= 25 and 20 <= page["bottom"] <= 25
    assert 30 <= page["left"] <= 35 and 15 <= page["right"] <= 20


@pytest.mark.parametrize("code, register", [("A1", Register.OUT), ("A2", Register.IN)])
def test_the_headers_are_those_that_the_law_room_demands(code: str, register: Register) -> None:
    headers = [column.header for column in form(code).columns]
    assert headers == list(COLUMNS[register].latest.value)


def test_the_day_chooses_the_form() -> None:
    assert form_on("out", on=date(2026, 3, 1)).code == "A1"
    assert form_on("in", on=date(2030, 1, 1)).code == "A2"


@pytest.mark.parametrize("kind", ["out", "in"])
def test_the_forms_of_2020_were_not_seen_and_are_not_invented(kind: str) -> None:
    with pytest.raises(FormUnknown) as unknown:
        form_on(kind, on=date(2026, 2, 28))  # type: ignore[arg-type]
    assert unknown.value.facts["state"] == "unverified"
    assert "24/2020/TT-BCA" in unknown.value.facts["source"]
    with pytest.raises(FormUnknown):
        form_on(kind, on=date(2019, 1, 1))  # type: ignore[arg-type]


def test_every_form_has_a_sample_that_prints() -> None:
    assert {"A1", "A2", "daily-sheet", "entry", *papers()} <= set(codes())
    for code in codes():
        assert pages(render_sample(code))
    with pytest.raises(KeyError):
        render_sample("../A1")


def test_the_fonts_have_every_vietnamese_letter_and_their_licence() -> None:
    import unicodedata

    letters = {unicodedata.normalize("NFC", base + mark) for base in VIETNAMESE for mark in ["", *MARKS]}
    letters = {letter for letter in letters | {letter.upper() for letter in letters} if len(letter) == 1}
    assert len(letters) == 2 * (12 * 6 + 1)
    assert letters | set("₫–—…·“”") <= drawable()
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")


def test_widths_are_read_from_the_font_as_it_prints() -> None:
    """Digits of Times New Roman are half as wide as their size, its space a quarter."""
    for style in ("", "b", "i", "bi"):
        assert face(style).width("0123456789", 10) == pytest.approx(50, abs=0.01)
        assert face(style).width(" ", 10) == pytest.approx(2.5, abs=0.01)


@pytest.mark.parametrize(
    ("kind", "begun", "code", "basis"),
    [
        ("out", date(2026, 3, 1), "A1", ""),
        ("in", date(2026, 3, 1), "A2", ""),
        ("out", date(2026, 2, 28), "A1", "24/2020/TT-BCA, mẫu số 14"),
        ("in", date(2026, 2, 28), "A2", "24/2020/TT-BCA, mẫu số 15"),
        ("in", date(2020, 7, 1), "A2", "24/2020/TT-BCA, mẫu số 15"),
        ("out", date(2020, 6, 30), "A1", "33/2015/TT-BCA"),
        ("out", date(2015, 9, 7), "A1", "33/2015/TT-BCA"),
        ("out", date(2015, 9, 6), "A1", "12/2002/TT-BCA(A11)"),
        ("in", date(2002, 9, 28), "A2", "12/2002/TT-BCA(A11)"),
        ("in", date(2002, 9, 27), "A2", "27/09/2002"),
    ],
)
def test_a_book_begun_under_a_form_not_seen_takes_the_present_one_and_says_so(
    kind: Kind, begun: date, code: str, basis: str
) -> None:
    chosen = form_for(kind, begun=begun, on=date(2026, 11, 23))
    said = f"Mẫu sổ áp dụng khi lập ({basis}): chưa có nguyên văn; in theo mẫu hiện hành."
    assert (chosen.form.code, chosen.note) == (code, said if basis else "")

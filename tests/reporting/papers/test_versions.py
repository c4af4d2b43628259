"""A paper takes the wording that held on its day: two versions of a form in a folder of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from somat.reporting.papers import form as library
from somat.reporting.papers.fill import Unfit
from somat.reporting.papers.form import NotInForce, paper, paper_on
from somat.reporting.papers.reading import facts_from

HELD_2020 = 'from    = 2020-07-01\nuntil   = 2026-02-28\nof      = "D-24"'


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """D-24 of the decree from 01/3/2026, and as the circular had it from 01/7/2020 to 28/02/2026."""
    folder = tmp_path / "forms"
    shutil.copytree(library.FORMS, folder)
    shutil.copytree(folder / "D-24", folder / "D-24-2020")
    now, old = folder / "D-24" / "form.toml", folder / "D-24-2020" / "form.toml"
    text = now.read_text("utf-8")
    assert text.count('code    = "D-24"') == text.count("from    = 2020-07-01") == 1
    lines = [line for line in text.splitlines() if not line.startswith(("source ", "state "))]
    body = "\n".join(lines)
    law = 'source = "63/2026/NĐ-CP"\nstate = "fallback"\n'
    now.write_text(law + body.replace("2020-07-01", "2026-03-01"), "utf-8")
    law = 'source = "24/2020/TT-BCA"\nstate = "fallback"\n'
    body = body.replace('code    = "D-24"', 'code    = "D-24-2020"').replace("from    = 2020-07-01", HELD_2020)
    old.write_text(law + body, "utf-8")
    monkeypatch.setattr(library, "FORMS", folder)
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget() -> None:
    for kept in (library.codes, library.paper, library.file_hash):
        kept.cache_clear()


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("asked", ["D-24", "D-24-2020"])
@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2020, 7, 1), "D-24-2020"),
        (date(2026, 2, 28), "D-24-2020"),
        (date(2026, 3, 1), "D-24"),
        (date(2031, 1, 1), "D-24"),
    ],
)
def test_the_day_chooses_the_version(asked: str, day: date, code: str) -> None:
    assert paper_on(asked, day).code == code


@pytest.mark.usefixtures("two")
def test_before_the_first_version_there_is_none() -> None:
    with pytest.raises(NotInForce):
        paper_on("D-24", date(2020, 6, 30))
    with pytest.raises(KeyError):
        paper_on("D-99", date(2026, 3, 1))


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("code", "day", "sentence"),
    [
        (
            "D-24",
            "28/02/2026",
            "Mẫu D-24 (63/2026/NĐ-CP) áp dụng từ 01/03/2026; giấy ngày 28/02/2026 dùng mẫu D-24-2020 (24/2020/TT-BCA).",
        ),
        (
            "D-24-2020",
            "2026-03-01",
            "Mẫu D-24-2020 (24/2020/TT-BCA) áp dụng từ 01/07/2020 đến 28/02/2026; giấy ngày 01/03/2026 dùng mẫu D-24 (63/2026/NĐ-CP).",
        ),
        ("D-24", "30/06/2020", "Mẫu D-24 (63/2026/NĐ-CP) áp dụng từ 01/03/2026; chưa có mẫu của ngày 30/06/2020."),
    ],
)
def test_a_paper_of_another_day_is_sent_to_its_form(code: str, day: str, sentence: str) -> None:
    with pytest.raises(Unfit) as unfit:
        facts_from(paper(code), {"day": day})
    assert (unfit.value.field, str(unfit.value)) == ("day", sentence)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(("code", "day"), [("D-24", "01/03/2026"), ("D-24-2020", "28/02/2026"), ("D-24", "")])
def test_a_paper_of_its_day_or_of_none_is_taken(code: str, day: str) -> None:
    facts_from(paper(code), {"day": day})


def test_a_form_of_our_own_is_of_no_day() -> None:
    own = next(one for one in map(paper, library.codes()) if one.state == "design")
    assert own.held_on(date(1999, 1, 1)) and paper_on(own.code, date(1999, 1, 1)) == own

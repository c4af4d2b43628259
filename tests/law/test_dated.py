"""Rows through time: which one binds on a day, and what a bad file is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from somat.law.dated import LAYERS, Dated, Layers, NoLawInForce, all_rows, dated, rows_on
from somat.law.row import State
from somat.law.rows import BadLaw, read_folder
from tests.law.spec import spec

GOOD = """
group = "Nhóm thử"

[[limit]]
from   = 2020-01-01
until  = 2020-12-31
value  = 1
rule   = "R-NUM-9"
source = "Nguồn A"
state  = "verified"
says   = "Câu một."

[[limit]]
from   = 2022-01-01
value  = 2
source = "Nguồn B"
article = "Điều 3"
state  = "fallback"

[[limit]]
from   = 2024-06-01
value  = 3
source = "Nguồn C"
state  = "unverified"
says   = "Câu ba."
"""


@pytest.fixture
def limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dated[int]]:
    (tmp_path / "thu.toml").write_text(GOOD, "utf-8")
    subjects = read_folder(tmp_path)
    monkeypatch.setitem(LAYERS.shipped, "thu", subjects["thu"])
    yield dated("thu.limit", int)


@spec("R-CONF-1")
@pytest.mark.parametrize(
    "day, value",
    [
        (date(2020, 1, 1), 1),
        (date(2020, 12, 31), 1),
        (date(2022, 1, 1), 2),
        (date(2024, 5, 31), 2),
        (date(2024, 6, 1), 3),
        (date(2099, 1, 1), 3),
    ],
)
def test_the_row_of_the_day_binds(limit: Dated[int], day: date, value: int) -> None:
    assert limit.on(day).value == value


@spec("R-CONF-1")
@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2021, 1, 1), date(2021, 12, 31)])
def test_silence_is_never_a_default(limit: Dated[int], day: date) -> None:
    with pytest.raises(NoLawInForce):
        limit.on(day)


@spec("R-CONF-1")
def test_a_row_holds_all_that_the_page_shows(limit: Dated[int]) -> None:
    row = limit.on(date(2023, 1, 1))
    assert (row.key, row.from_, row.until) == ("thu.limit", date(2022, 1, 1), date(2024, 5, 31))
    assert (row.source, row.article, row.state, row.rule) == ("Nguồn B", "Điều 3", State.FALLBACK, "R-NUM-9")
    assert (row.says, row.group, row.cite()) == ("Câu một.", "Nhóm thử", "Điều 3 Nguồn B, tạm dùng")
    assert limit.latest.says == "Câu ba."


def test_a_missing_key_or_a_wrong_type_fails_at_import(limit: Dated[int]) -> None:
    with pytest.raises(BadLaw, match=r"thu\.nothing"):
        dated("thu.nothing", int)
    with pytest.raises(BadLaw, match="kiểu"):
        dated("thu.limit", str)


def test_rows_of_a_subject_on_a_day(limit: Dated[int]) -> None:
    assert [row.value for row in rows_on("thu", date(2022, 5, 5))] == [2]
    assert rows_on("thu", date(2021, 5, 5)) == ()


ROW = (
    'from = 2020-01-01\nvalue = 1\nrule = "R-NUM-9"\nsource = "Nguồn"\nstate = "verified"\nsays = "Câu."\ngroup = "N"\n'
)


@spec("R-CONF-1")
@pytest.mark.parametrize(
    "text, complaint",
    [
        ("[[limit]]\n" + ROW.replace('source = "Nguồn"\n', ""), "mục limit, dòng 1: thiếu nguồn (source)."),
        ("[[limit]]\n" + ROW.replace("Nguồn", " "), "mục limit, dòng 1: thiếu nguồn (source)."),
        ("[[limit]]\n" + ROW.replace('says = "Câu."\n', ""), "dòng 1: thiếu câu giải thích (says)."),
        ("[[limit]]\n" + ROW.replace('rule = "R-NUM-9"\n', ""), "dòng 1: thiếu mã quy tắc (rule)."),
        ("[[limit]]\n" + ROW.replace("value = 1\n", ""), "dòng 1: thiếu giá trị (value)."),
        ("[[limit]]\n" + ROW.replace('group = "N"\n', ""), "dòng 1: thiếu nhóm (group)."),
        ("[[limit]]\n" + ROW.replace("2020-01-01", '"2020"'), "dòng 1: thiếu ngày bắt đầu (from)"),
        ("[[limit]]\n" + ROW.replace("2020-01-01", "2020-01-01T00:00:00"), "dòng 1: thiếu ngày bắt đầu (from)"),
        ("[[limit]]\n" + ROW + "until = 2019-12-31\n", "dòng 1: ngày kết thúc (until)"),
        ("[[limit]]\n" + ROW.replace("verified", "sure"), "dòng 1: trạng thái (state)"),
        ("[[limit]]\n" + ROW + "sourse = 1\n", "dòng 1: không hiểu trường “sourse”."),
        ("[[limit]]\n" + ROW + "[[limit]]\n" + ROW, "mục limit: hai dòng cùng có hiệu lực ngày 01/01/2020."),
        (
            "[[limit]]\n" + ROW + "until = 2021-01-01\n[[limit]]\n" + ROW.replace("2020-01-01", "2021-01-01"),
            "mục limit: hai dòng cùng có hiệu lực ngày 01/01/2021.",
        ),
        ("[limit]\nvalue = 1\n", "không hiểu mục “limit”"),
        ("limit = [[[", "không đọc được"),
    ],
)
def test_a_bad_row_is_named_by_file_and_row(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "thu.toml").write_text(text, "utf-8")
    with pytest.raises(BadLaw) as bad:
        read_folder(tmp_path)
    assert str(bad.value).startswith("Tệp thu.toml")
    assert complaint in str(bad.value)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[[x]]\n" + ROW.replace("Nguồn", ""), "utf-8")
    (tmp_path / "b.toml").write_text("[[y]]\n" + ROW.replace("verified", "?"), "utf-8")
    with pytest.raises(BadLaw) as bad:
        read_folder(tmp_path)
    assert len(bad.value.problems) == 2


def test_a_rule_has_a_sentence_and_no_value(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("[[R-X-1]]\n" + ROW, "utf-8")
    with pytest.raises(BadLaw, match="value"):
        read_folder(tmp_path)


def test_the_page_gets_every_row() -> None:
    assert len(all_rows()) == sum(len(rows) for subject in LAYERS.shipped.values() for rows in subject.keys.values())
    assert Layers({}).rows("a.b") == ()

"""The agency's own folder: it binds by its hash, corrects known rows, and may not touch what is fixed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from somat.law import folder_hash, load
from somat.law.authority import Power, may_decide
from somat.law.dated import all_rows
from somat.law.folder import preview
from somat.law.levels import Level
from somat.law.numbering import number_due
from somat.law.row import Origin
from somat.law.rows import BadLaw
from somat.law.sessions import IDLE_MINUTES
from somat.law.workdays import is_entered, is_working
from tests.law.spec import spec

DAY = date(2026, 5, 15)
HEAD = 'group = "Quy định của cơ quan"\n'
IDLE = """
[[idle-minutes]]
from   = 2026-05-01
until  = 2026-05-31
value  = 10
rule   = "R38"
source = "QĐ 12/QĐ-UBND"
state  = "verified"
says   = "Không dùng quá 10 phút thì khóa."
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    load(None, ())


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(HEAD + text, "utf-8")
    return folder


@spec("R-CONF-1")
def test_a_folder_binds_only_when_its_hash_is_accepted(own: Path) -> None:
    write(own, "sessions.toml", IDLE)
    loaded = load(own, ())
    assert (loaded.bound, loaded.hash) == (False, folder_hash(own))
    assert IDLE_MINUTES.on(DAY).value == 15
    assert load(own, {folder_hash(own)}).bound
    assert IDLE_MINUTES.on(DAY).value == 10
    assert load(None, {folder_hash(own)}).bound is False
    assert IDLE_MINUTES.on(DAY).value == 15


def test_an_own_row_stands_on_its_days_only(own: Path) -> None:
    load(write(own, "sessions.toml", IDLE), {folder_hash(own)})
    assert [IDLE_MINUTES.on(date(2026, month, 1)).value for month in (4, 5, 6)] == [15, 10, 15]
    assert IDLE_MINUTES.on(DAY).origin is Origin.AGENCY
    assert [row.value for row in all_rows() if row.origin is Origin.AGENCY] == [10]


def test_a_folder_that_was_changed_after_acceptance_binds_no_more(own: Path) -> None:
    write(own, "sessions.toml", IDLE)
    accepted = folder_hash(own)
    write(own, "sessions.toml", IDLE.replace("value  = 10", "value  = 11"))
    assert not load(own, {accepted}).bound
    assert IDLE_MINUTES.on(DAY).value == 15


def test_the_hash_knows_content_and_names_but_not_line_ends(own: Path) -> None:
    write(own, "sessions.toml", IDLE)
    first = folder_hash(own)
    assert len(first) == 64
    (own / "sessions.toml").write_bytes((HEAD + IDLE).replace("\n", "\r\n").encode())
    assert folder_hash(own) == first
    (own / "note.txt").write_text("ghi chú", "utf-8")
    assert folder_hash(own) == first
    (own / "sessions.toml").rename(own / "volumes.toml")
    assert folder_hash(own) != first


def test_an_agency_enters_the_holidays_of_a_new_year(own: Path) -> None:
    days = """
[[days]]
from   = 2028-01-01
until  = 2028-12-31
value  = { off = [2028-01-03], worked = [2028-01-08] }
rule   = "R-NUM-3"
source = "Thông báo lịch nghỉ 2028"
state  = "verified"
says   = "Lịch nghỉ năm 2028."
"""
    load(write(own, "holidays.toml", days), {folder_hash(own)})
    assert is_entered(2028)
    assert is_working(date(2028, 1, 8)) and not is_working(date(2028, 1, 3))
    assert number_due(date(2027, 12, 31)) == date(2028, 1, 4)


@spec("R-AUTH-9")
def test_an_agency_loads_its_own_matrix(own: Path) -> None:
    rows = """
[[copy-forces]]
from   = 2026-03-01
rule   = "R-AUTH-9"
source = "Quy định của Bộ"
state  = "verified"
says   = "Thẩm quyền sao, chụp trong lực lượng."
[copy-forces.value]
power = "copy"
delegation = false
like = ""
least = ""
[copy-forces.value.positions]
regiment-head = "toi_mat"
"""

    def asked() -> bool:
        answer = may_decide(position="regiment-head", power=Power.COPY, level=Level.TOI_MAT, on=DAY)
        return answer is None

    assert not asked()
    load(write(own, "authority.toml", rows), {folder_hash(own)})
    assert asked()


ROW = 'from = 2026-03-01\nrule = "R38"\nsource = "QĐ 12"\nstate = "verified"\nsays = "Câu."\n'


@pytest.mark.parametrize(
    "name, text, complaint",
    [
        ("roles.toml", "[[duties]]\n" + ROW + "value = { QT = ['entry:read'] }\n", "không được sửa"),
        ("levels.toml", "[[titles]]\n" + ROW + "value = { mat = 'X' }\n", "không được sửa"),
        ("regimes.toml", "[[general]]\n" + ROW + "value = 'law-2025'\n", "không được sửa"),
        ("khac.toml", "[[x]]\n" + ROW + "value = 1\n", "không có tệp"),
        ("sessions.toml", "[[x]]\n" + ROW + "value = 1\n", "mục x: chương trình không có mục này"),
        ("sessions.toml", "[[idle-minutes]]\n" + ROW + "value = '10'\n", "không cùng dạng"),
        ("sessions.toml", "[[idle-minutes]]\n" + ROW + "value = true\n", "không cùng dạng"),
        ("sessions.toml", "[[password-least]]\n" + ROW + "value = { token = 8 }\n", "không cùng dạng"),
        ("sending.toml", "[[abstract]]\n" + ROW + "value = { mat='a', toi_mat='a', tuyet_mat='a' }\n", "cùng dạng"),
        ("receiving.toml", "[[stamp-lines]]\n" + ROW + "value = ['Số: {so}']\n", "không cùng dạng"),
        ("receiving.toml", "[[stamp-lines]]\n" + ROW + "value = ['Số: {number']\n", "không cùng dạng"),
        ("volumes.toml", "[[closing-words]]\n" + ROW + "value = 'Sổ có {trang} trang.'\n", "không cùng dạng"),
        ("numbering.toml", "[[symbol-shape]]\n" + ROW + "value = '['\n", "không cùng dạng"),
        ("determining.toml", "[[basis-asked]]\n" + ROW + "value = ['mật']\n", "không cùng dạng"),
        ("holidays.toml", "[[days]]\n" + ROW + "value = { off = ['01-01'], worked = [] }\n", "không cùng dạng"),
        ("rules.toml", "[[R-NEW-1]]\n" + ROW, "chương trình không có mục này"),
        (
            "authority.toml",
            "[[mine]]\n" + ROW + "value = { power='copy', delegation=false, like='', least='', positions={a='x'} }\n",
            "không cùng dạng",
        ),
        (
            "authority.toml",
            "[[mine]]\n" + ROW + "value = { power='fly', delegation=false, like='', least='', positions={} }\n",
            "không cùng dạng",
        ),
    ],
)
def test_an_unlawful_folder_is_told_why_and_does_not_bind(own: Path, name: str, text: str, complaint: str) -> None:
    write(own, name, text)
    with pytest.raises(BadLaw) as bad:
        preview(own)
    assert name in str(bad.value) and complaint in str(bad.value)
    with pytest.raises(BadLaw):
        load(own, {folder_hash(own)})
    assert not [row for row in all_rows() if row.origin is Origin.AGENCY]


def test_a_bad_folder_that_nobody_accepted_does_not_stop_the_site(own: Path) -> None:
    write(own, "sessions.toml", "[[[")
    assert not load(own, ()).bound


def test_a_file_that_is_not_text_is_told_so(own: Path) -> None:
    (own / "sessions.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadLaw, match="không đọc được"):
        preview(own)


def test_a_good_folder_shows_its_rows_before_acceptance(own: Path) -> None:
    (row,) = preview(write(own, "sessions.toml", IDLE))
    assert (row.key, row.value, row.cite()) == ("sessions.idle-minutes", 10, "QĐ 12/QĐ-UBND")
    assert IDLE_MINUTES.on(DAY).value == 15

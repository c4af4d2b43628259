"""The first people: read from a file, judged together, written at once with their secrets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from somat.access.actions import first_run as writing
from somat.access.actors import actor_without_session
from somat.audit.moment import now, today
from somat.law.levels import Level
from somat.law.refusal import Refused
from somat.law.roles import Role
from somat.people import first_run, queries
from somat.people.actions.sessions import log_in
from somat.people.first_run import BadPeople, FirstPerson, FirstRun
from tests.cast import CAST, DESK, World

TOML = """
[[unit]]
name = "Ủy ban nhân dân xã Thử"
short = "UBND"
[[unit]]
name = "Văn phòng"
parent = "Ủy ban nhân dân xã Thử"

[[person]]
name = "Nguyễn Văn An"
unit = "Ủy ban nhân dân xã Thử"
post = "Chủ tịch"
roles = ["LD"]
username = "An.NV"
clearance = "tuyet_mat"
clearance_until = 2027-12-31
decision = "12/QĐ-UBND"
decided_on = 2026-01-05

[[person]]
name = "Trần Minh Khôi"
unit = "Văn phòng"
roles = ["LD"]
username = "khoi.tm"
decision = "13/QĐ-UBND"
decided_on = "06/01/2026"
substitute = true
entered_by = ["Nguyễn Văn An", "Phạm Thu Hà"]

[[person]]
name = "Nguyễn Thị Hạnh"
roles = ["VT", "GK"]
username = "hanh.nt"
clearance = "Tối mật"
clearance_until = 2027-12-31
decision = "14/QĐ-UBND"
decided_on = 2026-01-05

[[person]]
name = "Phạm Thu Hà"
roles = ["BM"]
username = "ha.pt"
decision = "14/QĐ-UBND"
decided_on = 2026-01-05

[[person]]
name = "Đỗ Hồng Quân"
roles = ["QT"]
username = "quan.dh"
decision = "14/QĐ-UBND"
decided_on = 2026-01-05

[[person]]
name = "Võ Duy Tân"
roles = ["KT"]
username = "tan.vd"
decision = "14/QĐ-UBND"
decided_on = 2026-01-05
"""
COLUMNS = "Họ và tên,Đơn vị,Chức vụ,Vai trò,Tên đăng nhập,Độ mật được tiếp cận,Đến ngày,Số quyết định,Ngày quyết định\n"


def file(tmp_path: Path, text: str, name: str = "people.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def plan(**changes: object) -> FirstRun:
    """The cast with one person changed, or left out where the change is None."""
    people = {name: replace(CAST[name], unit="") for name in CAST} | changes  # type: ignore[dict-item]
    return FirstRun((), tuple(person for person in people.values() if isinstance(person, FirstPerson)))


def said(of: FirstRun) -> list[str]:
    return [no.sentence() for no in first_run.judge(of, on=today()) if no is not None]


def test_it_reads_toml(tmp_path: Path) -> None:
    found = first_run.read(file(tmp_path, TOML))
    assert [unit.parent for unit in found.units] == ["", "Ủy ban nhân dân xã Thử"]
    an, khoi, hanh = found.people[:3]
    assert (an.username, an.clearance, an.decided_on) == ("an.nv", Level.TUYET_MAT, date(2026, 1, 5))
    assert khoi.substitute and khoi.decided_on == date(2026, 1, 6)
    assert hanh.roles == {Role.VT, Role.GK} and hanh.clearance is Level.TOI_MAT
    assert said(found) == []


def test_it_reads_csv_as_a_spreadsheet_writes_it(tmp_path: Path) -> None:
    row = "Nguyễn Văn An,Văn phòng,Chủ tịch,LD GK,an.nv,Tuyệt mật,31/12/2027,12/QĐ-UBND,05/01/2026\n"
    found = first_run.read(file(tmp_path, "\ufeff" + COLUMNS + row, "people.csv"))
    (an,) = found.people
    assert an.roles == {Role.LD, Role.GK} and an.clearance_until == date(2027, 12, 31)
    assert [unit.name for unit in found.units] == ["Văn phòng"]


def test_it_names_every_line_it_does_not_understand(tmp_path: Path) -> None:
    rows = "An,,,XX,an,,,1,05/01/2026\nBình,,,LD,,Mật lắm,,1,hôm qua\n"
    with pytest.raises(BadPeople) as bad:
        first_run.read(file(tmp_path, COLUMNS + rows, "people.csv"))
    assert len(bad.value.problems) == 6
    assert "Người thứ 1, mục “Vai trò”: không hiểu “XX”." in bad.value.problems
    assert "Người thứ 2: thiếu mục “username”." in bad.value.problems


@pytest.mark.parametrize("text", ["[[person", "x = 1"])
def test_it_refuses_what_is_no_list_of_people(tmp_path: Path, text: str) -> None:
    if text == "x = 1":
        assert said(first_run.read(file(tmp_path, text))) == ["Cần ít nhất 5 người, mới có 0."]
        return
    with pytest.raises(BadPeople):
        first_run.read(file(tmp_path, text))


def test_the_cast_may_begin() -> None:
    assert said(plan()) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (dict.fromkeys(set(CAST) - {"an", "khoi", "hanh", "ha"}), "Cần ít nhất 5 người, mới có 4."),
        ({"khoi": None}, "Cần ít nhất 2 người giữ vai trò Lãnh đạo, mới có 1."),
        (
            {"quan": replace(CAST["quan"], roles=frozenset({Role.QT, Role.BM}))},
            "Đỗ Hồng Quân không thể vừa là Quản trị vừa là Cán bộ bảo mật.",
        ),
        ({"duy": replace(CAST["duy"], username="an")}, "Tên đăng nhập an ghi hai lần."),
        (
            {"duy": replace(CAST["duy"], clearance_until=None)},
            "Lê Quang Duy: ghi ngày hết hạn của độ mật được tiếp cận.",
        ),
        ({"duy": replace(CAST["duy"], decision=" ")}, "Ghi số quyết định."),
        (
            {"khoi": replace(CAST["khoi"], substitute=True, entered_by=("Nguyễn Văn An",))},
            "Trần Minh Khôi thay lãnh đạo theo quyết định: phải có đúng hai người khác cùng ghi.",
        ),
        (
            {"khoi": replace(CAST["khoi"], substitute=True, entered_by=("Nguyễn Văn An", "Trần Minh Khôi"))},
            "Trần Minh Khôi thay lãnh đạo theo quyết định: phải có đúng hai người khác cùng ghi.",
        ),
        (
            {"dung": replace(CAST["dung"], until=None)},
            "Bùi Tiến Dũng: người ngoài cơ quan chỉ giữ vai trò thanh tra và phải có hạn tài khoản.",
        ),
    ],
)
def test_it_says_what_is_wrong(changes: dict[str, object], sentence: str) -> None:
    assert sentence in said(plan(**changes))


def test_two_people_of_one_name_are_two() -> None:
    twin = replace(CAST["nam"], name="Đỗ Hồng Quân", username="quan2", roles=frozenset({Role.BM}))
    assert said(plan(nam=twin)) == []


@pytest.mark.django_db
def test_it_writes_nobody_where_one_is_refused() -> None:
    with pytest.raises(Refused):
        writing.write(plan(khoi=None))
    assert queries.is_empty()


@pytest.mark.django_db
def test_it_writes_what_the_file_says(tmp_path: Path) -> None:
    made = writing.write(first_run.read(file(tmp_path, TOML)))
    hanh = next(account for account in made if account.username == "hanh.nt")
    actor = actor_without_session(hanh.person)
    assert actor.roles == {Role.VT, Role.GK}
    assert actor.clearance is not None and actor.clearance.level is Level.TOI_MAT
    assert actor.clearance.until == date(2027, 12, 31)
    assert log_in("hanh.nt", hanh.secret, workstation=DESK, at=now()).must_change


def test_it_is_done_once(world: World) -> None:
    with pytest.raises(Refused):
        writing.write(plan())

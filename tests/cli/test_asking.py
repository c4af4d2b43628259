"""A new site whose first people are asked one by one, as on an office's first day (R28)."""

from __future__ import annotations

from datetime import date

import click
import pytest
from click.testing import CliRunner, Result

from somat.cli.ask_people import ask_people
from somat.law.levels import Level
from somat.law.roles import Role
from somat.people.first_run import FirstRun

pytestmark = pytest.mark.once  # questions, not engines

TODAY = date(2026, 11, 22)
AN = ["Nguyễn Trọng An", "an", "Chủ tịch", "", "LD", "Tuyệt mật", "31/12/2027", "01/QĐ", "05/01/2026"]
KHOI = ["Phạm Minh Khôi", "khoi", "Phó Chủ tịch", "", "LD", "Tối mật", "31/12/2027", "01/QĐ", "05/01/2026"]
HANH = ["Nguyễn Thị Hạnh", "hanh", "Văn thư", "Văn phòng", "VT", "Tuyệt mật", "31/12/2027", "02/QĐ", "05/01/2026"]
HA = ["Trần Thu Hà", "ha", "", "Văn phòng", "BM", "", "03/QĐ", "05/01/2026"]
TAN = ["Đỗ Văn Tấn", "tan", "", "", "KT", "", "03/QĐ", "05/01/2026"]
QUAN = ["Bùi Đức Quân", "quan", "", "", "QT", "", "03/QĐ", "05/01/2026"]
ALL = (AN, KHOI, HANH, HA, TAN, QUAN)


def typed(*people: list[str], then: tuple[str, ...] = ()) -> list[str]:
    """What is typed for these people: "y" after each for another one, "n" after the last."""
    lines: list[str] = []
    for at, person in enumerate(people, start=1):
        lines += [*person, "n" if at == len(people) else "y"]
    return [*lines, *then]


def ask(lines: list[str]) -> tuple[list[FirstRun], Result]:
    got: list[FirstRun] = []

    @click.command()
    def command() -> None:
        got.append(ask_people(today=TODAY))

    return got, CliRunner().invoke(command, input="\n".join(lines) + "\n")


def test_what_was_typed_is_what_a_file_would_say() -> None:
    (plan,), _ = ask(typed(*ALL))
    assert [person.username for person in plan.people] == ["an", "khoi", "hanh", "ha", "tan", "quan"]
    an = plan.people[0]
    assert an.roles == {Role.LD}
    assert (an.clearance, an.clearance_until) == (Level.TUYET_MAT, date(2027, 12, 31))
    assert (an.decision, an.decided_on) == ("01/QĐ", date(2026, 1, 5))
    assert plan.people[3].clearance is None
    assert [unit.name for unit in plan.units] == ["Văn phòng"]


@pytest.mark.parametrize(
    ("at", "wrong", "says"),
    [
        (1, "An Nguyễn", "Tên đăng nhập gồm"),
        (4, "XX", "Vai trò là một hay nhiều mã"),
        (5, "Rất mật", "Độ mật là Mật, Tối mật hoặc Tuyệt mật."),
        (6, "31/02/2027", "Ghi ngày dạng 31/12/2027."),
        (7, "", "Mục này phải ghi."),
    ],
)
def test_a_wrong_answer_is_asked_again_with_what_to_write(at: int, wrong: str, says: str) -> None:
    (plan,), result = ask(typed([*AN[:at], wrong, *AN[at:]], *ALL[1:]))
    assert says in result.output
    assert plan.people[0].name == "Nguyễn Trọng An"
    assert len(plan.people) == 6


def test_a_site_that_may_not_begin_says_why_and_goes_on_asking() -> None:
    (plan,), result = ask(typed(AN, HANH, HA, TAN, QUAN, then=("", *KHOI, "n")))
    assert "Chưa được" in result.output
    assert len(plan.people) == 6


def test_a_person_written_wrongly_is_taken_out_and_written_again() -> None:
    both = [*QUAN[:4], "QT BM", *QUAN[5:]]
    (plan,), result = ask(typed(AN, KHOI, HANH, HA, TAN, both, then=("quan", *QUAN, "n")))
    assert "Chưa được" in result.output
    assert [person.roles for person in plan.people if person.username == "quan"] == [{Role.QT}]
